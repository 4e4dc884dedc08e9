/** RFC 9113, section 6. */
export const DATA = 0;
export const HEADERS = 1;
export const PRIORITY = 2;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PUSH_PROMISE = 5;
export const PING = 6;
export const GOAWAY = 7;
export const WINDOW_UPDATE = 8;
export const CONTINUATION = 9;

export const END_STREAM = 0x1;
export const ACK = 0x1;
export const END_HEADERS = 0x4;
export const PADDED = 0x8;
export const PRIORITY_FLAG = 0x20;

export const FRAME_HEADER_BYTES = 9;
export const STREAM_ID_MAX = 2 ** 31 - 1;
export const WINDOW_MAX = 2 ** 31 - 1;
export const WINDOW_DEFAULT = 65_535;

/** What a client says first, before its SETTINGS (section 3.4): "PRI * HTTP/2.0", two ends of line, "SM", two more. */
export const PREFACE = Uint8Array.of(
  ...[0x50, 0x52, 0x49, 0x20, 0x2a, 0x20, 0x48, 0x54, 0x54, 0x50, 0x2f, 0x32, 0x2e, 0x30, 0x0d, 0x0a, 0x0d, 0x0a],
  ...[0x53, 0x4d, 0x0d, 0x0a, 0x0d, 0x0a],
);

/** Section 4.1. Returns where the payload begins. */
export function writeFrameHeader(
  target: Uint8Array,
  at: number,
  length: number,
  type: number,
  flags: number,
  stream: number,
): number {
  target[at] = length >> 16;
  target[at + 1] = length >> 8;
  target[at + 2] = length;
  target[at + 3] = type;
  target[at + 4] = flags;
  writeUint32(target, at + 5, stream);
  return at + FRAME_HEADER_BYTES;
}

export function writeUint32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

export function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function readUint24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/** Of 31 bits, for streams and windows: the first bit is reserved and ignored. */
export function readUint31(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) & 0x7f) << 24) | readUint24(bytes, at + 1);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 2 ** 24 + readUint24(bytes, at + 1);
}

/** A whole frame with a small payload. */
export function makeFrame(type: number, flags: number, stream: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  frame.set(payload, writeFrameHeader(frame, 0, payload.length, type, flags, stream));
  return frame;
}

/** RST_STREAM or WINDOW_UPDATE: a frame whose payload is one number. */
export function makeNumberFrame(type: number, stream: number, value: number): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + 4);
  writeUint32(frame, writeFrameHeader(frame, 0, 4, type, 0, stream), value);
  return frame;
}

/** GOAWAY (section 6.8) with a text of ASCII characters for whoever debugs. */
export function makeGoaway(lastStream: number, code: number, text: string): Uint8Array {
  const payload = new Uint8Array(8 + text.length);
  writeUint32(payload, 0, lastStream);
  writeUint32(payload, 4, code);
  for (let at = 0; at < text.length; at++) payload[8 + at] = text.charCodeAt(at);
  return makeFrame(GOAWAY, 0, 0, payload);
}
