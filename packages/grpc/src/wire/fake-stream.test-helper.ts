import assert from "node:assert/strict";
import { type EncodedHeaders, fitOneBlock } from "../hpack/encoded-headers.js";
import { staticTable } from "../hpack/static-table.js";
import type { Http2Stream, Prefix, StreamOwner } from "../http2/stream.js";

/** A stream that writes down what it is told, and lets a test play the other side. */
export class FakeStream implements Http2Stream {
  readonly id = 1;
  owner: StreamOwner | undefined;
  unsent = 0;
  closed = false;
  /** What was sent, one line each: "headers …", "data 0 abc", "trailers …", "reset 8"; an end is marked by ".". */
  readonly sent: string[] = [];
  consumed = 0;
  kept = 0;
  #hasEnded = false;
  /** The answer of `sendData`. */
  hasRoom = true;

  sendHeaders(headers: EncodedHeaders, more: EncodedHeaders | undefined, end: boolean): void {
    this.#note(`headers ${decode(headers, more)}`, end);
  }

  sendData(prefix: Prefix, bytes: Uint8Array, end: boolean): boolean {
    this.#note(`data ${prefix} ${Buffer.from(bytes).toString("latin1")}`, end);
    return this.hasRoom;
  }

  sendTrailers(headers: EncodedHeaders, more: EncodedHeaders | undefined): void {
    this.#note(`trailers ${decode(headers, more)}`, true);
  }

  respond(headers: EncodedHeaders, prefix: Prefix, body: Uint8Array, trailers: EncodedHeaders): void {
    this.sendHeaders(headers, undefined, false);
    this.sendData(prefix, body, false);
    this.sendTrailers(trailers, undefined);
  }

  reset(code: number): void {
    if (!this.closed) this.sent.push(`reset ${code}`);
    this.closed = true;
  }

  consume(bytes: number): void {
    this.consumed += bytes;
  }

  keeps(bytes: number): void {
    this.kept = bytes;
  }

  #note(line: string, end: boolean): void {
    if (this.closed || this.#hasEnded) return;
    this.sent.push(end ? `${line}.` : line);
    this.#hasEnded = end;
  }
}

/** "name: value, name: value" of what `encodeHeaders` makes: indexed fields and literals without Huffman coding. */
function decode(headers: EncodedHeaders, more: EncodedHeaders | undefined): string {
  assert.ok(fitOneBlock(headers, more), "a block of headers is too large to be sent");
  const bytes = Buffer.concat([headers.bytes, more?.bytes ?? new Uint8Array(0)]);
  const fields: string[] = [];
  let at = 0;
  const integer = (bits: number): number => {
    const most = 2 ** bits - 1;
    let value = (bytes[at++] ?? 0) & most;
    if (value < most) return value;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const text = (): string => {
    const length = integer(7);
    at += length;
    return bytes.toString("latin1", at - length, at);
  };
  while (at < bytes.length) {
    if ((bytes[at] ?? 0) >= 128) fields.push((staticTable[integer(7) - 1] ?? []).join(": "));
    else {
      const index = integer(4);
      const name = index === 0 ? text() : (staticTable[index - 1]?.[0] ?? "");
      fields.push(`${name}: ${text()}`);
    }
  }
  return fields.join(", ");
}

/** Messages as they stand on the wire. */
export function frames(...messages: (string | readonly [flag: number, bytes: Uint8Array])[]): Uint8Array {
  return Buffer.concat(
    messages.flatMap((message) => {
      const [flag, bytes] = typeof message === "string" ? [0, Buffer.from(message)] : message;
      const prefix = Buffer.alloc(5);
      prefix[0] = flag;
      prefix.writeUInt32BE(bytes.length, 1);
      return [prefix, bytes];
    }),
  );
}
