import { encodeHeaders } from "../hpack/encoded-headers.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import type { ClientOwner, ConnectionOwner, ServerOwner } from "./connection.js";
import type { Http2Stream, StreamOwner } from "./stream.js";

export const okHeaders = encodeHeaders([
  [":status", "200"],
  ["content-type", "application/octet-stream"],
]);

export const okTrailers = encodeHeaders([["x-end", "good"]]);

export const postHeaders = encodeHeaders([
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/echo"],
  [":authority", "localhost"],
]);

/** One event as a line; data as its length and sum, so that where reads were cut does not show. */
export type Line = string;

export function fieldsOf(block: HeaderBlock): string {
  return block.names.map((name, at) => `${name}=${block.values[at] ?? ""}`).join(" ");
}

/** What a stream's peer sent, in the order of its arrival, with all data added up. */
export class RecordedStream implements StreamOwner {
  readonly lines: Line[] = [];
  readonly chunks: Uint8Array[] = [];
  drains = 0;
  over = false;
  /** Called at the end, however it comes. */
  ended: () => void = () => undefined;

  headers(block: HeaderBlock, ended: boolean): void {
    this.lines.push(`headers ${fieldsOf(block)}`);
    if (ended) this.#end("end");
  }

  whole(body: Uint8Array): void {
    this.chunks.push(body.slice());
  }

  onData(stream: Http2Stream, bytes: Uint8Array, ended: boolean): void {
    this.chunks.push(bytes.slice());
    stream.consume(bytes.length);
    if (ended) this.#end("end");
  }

  onTrailers(_stream: Http2Stream, trailers: HeaderBlock): void {
    this.#end(`trailers ${fieldsOf(trailers)}`);
  }

  onDrain(): void {
    this.drains++;
  }

  onReset(_stream: Http2Stream, code: number, by: string, unprocessed: boolean): void {
    this.#end(`reset ${code} by ${by}${unprocessed ? " unprocessed" : ""}`);
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.chunks);
  }

  /** All of it, comparable. */
  story(): string {
    const { bytes } = this;
    const sum = bytes.reduce((total, byte) => (total * 31 + byte) % 1_000_003, 7);
    return [...this.lines, `${bytes.length} bytes, sum ${sum}`].join("; ");
  }

  #end(line: Line): void {
    this.lines.push(line);
    this.over = true;
    this.ended();
  }
}

/** What happened to a connection as a whole. */
export class RecordedConnection implements ConnectionOwner {
  readonly lines: Line[] = [];
  closed: Line | undefined = undefined;

  onReady(): void {
    this.lines.push("ready");
  }

  onPing(): void {
    this.lines.push("ping");
  }

  onPong(payload: number): void {
    this.lines.push(`pong ${payload}`);
  }

  onGoaway(code: number, lastStream: number, text: string): void {
    this.lines.push(`goaway ${code} ${lastStream} ${text}`);
  }

  onCapacity(): void {
    this.lines.push("capacity");
  }

  onClose(code: number, text: string): void {
    this.closed = `${code} ${text}`;
    this.lines.push(`close ${this.closed}`);
  }
}

/** Answers each request, once it has ended, with what it brought. */
export class EchoServer extends RecordedConnection implements ServerOwner<RecordedStream> {
  readonly streams = new Map<number, RecordedStream>();

  onRequest(stream: Http2Stream<RecordedStream>, headers: HeaderBlock, ended: boolean): void {
    const record = this.record(stream, headers, ended);
    if (ended) this.answer(stream, record);
    else {
      record.ended = () => {
        if (record.lines.at(-1)?.startsWith("reset") !== true) this.answer(stream, record);
      };
    }
  }

  onWholeRequest(stream: Http2Stream<RecordedStream>, headers: HeaderBlock, body: Uint8Array): void {
    const record = this.record(stream, headers, false);
    record.whole(body);
    record.lines.push("end");
    this.answer(stream, record);
  }

  record(stream: Http2Stream<RecordedStream>, headers: HeaderBlock, ended: boolean): RecordedStream {
    const record = new RecordedStream();
    stream.owner = record;
    this.streams.set(stream.id, record);
    record.headers(headers, ended);
    return record;
  }

  answer(stream: Http2Stream<RecordedStream>, record: RecordedStream): void {
    stream.respond(okHeaders, -1, record.bytes, okTrailers);
  }

  /** Of all streams, in the order of their ids. */
  story(): Line[] {
    return [...this.streams].sort(([a], [b]) => a - b).map(([id, record]) => `${id}: ${record.story()}`);
  }
}

export class RecordingClient extends RecordedConnection implements ClientOwner<RecordedStream> {
  onResponse(stream: Http2Stream<RecordedStream>, headers: HeaderBlock, ended: boolean): void {
    stream.owner?.headers(headers, ended);
  }

  onWholeResponse(
    stream: Http2Stream<RecordedStream>,
    headers: HeaderBlock,
    body: Uint8Array,
    trailers: HeaderBlock,
  ): void {
    stream.owner?.headers(headers, false);
    stream.owner?.whole(body);
    stream.owner?.onTrailers(stream, trailers);
  }
}
