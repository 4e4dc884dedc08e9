import assert from "node:assert/strict";
import { encodeHeaders } from "../hpack/encoded-headers.js";
import { HeaderBlock } from "../hpack/header-block.js";
import { HpackDecoder } from "../hpack/hpack-decoder.js";
import { defaultLimits, type Http2Limits, OUTPUT_BYTES } from "../limits.js";
import * as frame from "./frame.js";
import { Machine, type Role } from "./machine.js";
import { fieldsOf, postHeaders, type RecordedStream } from "./owners.test-helper.js";
import { Refusals } from "./refusals.js";

/** A frame that was sent, taken apart. */
export interface SeenFrame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Uint8Array;
}

export const clientHello = concat(frame.PREFACE, frame.makeFrame(frame.SETTINGS, 0, 0, new Uint8Array(0)));

export const settingsAck = frame.makeFrame(frame.SETTINGS, frame.ACK, 0, new Uint8Array(0));

export function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function headersFrame(
  stream: number,
  block: Uint8Array = postHeaders.bytes,
  flags: number = frame.END_HEADERS,
): Uint8Array {
  return frame.makeFrame(frame.HEADERS, flags, stream, block);
}

export function dataFrame(stream: number, payload: Uint8Array | number, flags = 0): Uint8Array {
  const bytes = typeof payload === "number" ? new Uint8Array(payload) : payload;
  return frame.makeFrame(frame.DATA, flags, stream, bytes);
}

/** A whole request. */
export function requestFrames(stream: number, body: Uint8Array | number = 10): Uint8Array {
  return concat(headersFrame(stream), dataFrame(stream, body, frame.END_STREAM));
}

export function settingsFrame(...settings: (readonly [id: number, value: number])[]): Uint8Array {
  const payload = new Uint8Array(settings.length * 6);
  for (const [at, [id, value]] of settings.entries()) {
    payload[at * 6 + 1] = id;
    frame.writeUint32(payload, at * 6 + 2, value);
  }
  return frame.makeFrame(frame.SETTINGS, 0, 0, payload);
}

export function block(...fields: (readonly [string, string])[]): Uint8Array {
  return encodeHeaders(fields).bytes;
}

/** A machine with nothing around it, and the hand that feeds it and takes what it says. */
export class Rig {
  readonly machine: Machine<RecordedStream>;
  readonly log: string[] = [];
  readonly refusals: Refusals;
  readonly #decoder = new HpackDecoder(4096, 2 ** 20);
  readonly #target = new Uint8Array(OUTPUT_BYTES);
  now = 0;

  constructor(role: Role<RecordedStream>, limits: Partial<Http2Limits> = {}) {
    this.refusals = new Refusals(
      (line) => this.log.push(line),
      () => this.now,
    );
    const surroundings = { limits: { ...defaultLimits, ...limits }, refusals: this.refusals, wake: () => undefined };
    this.machine = new Machine<RecordedStream>(role, surroundings, 0);
  }

  /** Lets a turn go by: what was read, what had to be told, and all there is to send. */
  turn(...bytes: Uint8Array[]): SeenFrame[] {
    for (const piece of bytes) this.machine.receive(piece);
    this.machine.settle();
    return this.pull();
  }

  /** All there is to send. */
  pull(): SeenFrame[] {
    return splitFrames(this.pullBytes());
  }

  pullBytes(): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (let round = 0; ; round++) {
      assert.ok(round < 100_000, "the machine always has more to send");
      const length = this.machine.pull(this.#target);
      pieces.push(this.#target.slice(0, length));
      this.machine.settle();
      if (!this.machine.hasOutput) return concat(...pieces);
      assert.ok(length > 0, "the machine says that it has something to send, and sends nothing");
    }
  }

  /** One buffer of what there is to send. */
  pullOnce(size = OUTPUT_BYTES): SeenFrame[] {
    const target = new Uint8Array(size);
    return splitFrames(target.subarray(0, this.machine.pull(target)));
  }

  /** Frames as readable lines. To be asked once for each, in their order, because header blocks are decoded. */
  describe(frames: readonly SeenFrame[]): string[] {
    return frames.map((one) => this.#describe(one));
  }

  #describe({ type, flags, stream, payload }: SeenFrame): string {
    const end = (flags & frame.END_STREAM) !== 0 ? " end" : "";
    switch (type) {
      case frame.DATA:
        return `${stream} data ${payload.length}${end}`;
      case frame.HEADERS: {
        const fields = this.#decoder.decode(payload, 0, payload.length);
        assert.ok(fields instanceof HeaderBlock);
        return `${stream} headers ${fieldsOf(fields)}${end}`;
      }
      case frame.RST_STREAM:
        return `${stream} reset ${frame.readUint32(payload, 0)}`;
      case frame.SETTINGS:
        return flags === frame.ACK ? "settings ack" : "settings";
      case frame.PING:
        return `ping${flags === frame.ACK ? " ack" : ""} ${Buffer.from(payload).toString("hex")}`;
      case frame.GOAWAY:
        return `goaway ${frame.readUint31(payload, 0)} ${frame.readUint32(payload, 4)}`;
      case frame.WINDOW_UPDATE:
        return `${stream} window ${frame.readUint31(payload, 0)}`;
      default:
        return `type ${type}`;
    }
  }
}

/** A server that a client has greeted, with the first frames taken. */
export function greetedServer(role: Role<RecordedStream>, limits: Partial<Http2Limits> = {}): Rig {
  const rig = new Rig(role, limits);
  assert.deepEqual(rig.describe(rig.turn(clientHello, settingsAck)).slice(-1), ["settings ack"]);
  return rig;
}

export function splitFrames(bytes: Uint8Array): SeenFrame[] {
  const frames: SeenFrame[] = [];
  let at = bytes.length >= 24 && bytes[0] === frame.PREFACE[0] && bytes[3] === frame.PREFACE[3] ? 24 : 0;
  while (at < bytes.length) {
    const length = frame.readUint24(bytes, at);
    const start = at + frame.FRAME_HEADER_BYTES;
    assert.ok(start + length <= bytes.length, "a frame is cut off");
    assert.ok(length <= 2 ** 14, "a frame is larger than the peer allows");
    const payload = bytes.slice(start, start + length);
    frames.push({
      type: bytes[at + 3] ?? 0,
      flags: bytes[at + 4] ?? 0,
      stream: frame.readUint31(bytes, at + 5),
      payload,
    });
    at = start + length;
  }
  return frames;
}
