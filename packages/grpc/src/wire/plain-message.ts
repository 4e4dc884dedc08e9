import { PREFIX_BYTES } from "./message-reader.js";

/** One message that fills the body, and is not compressed: what nearly every unary call sends. */
export function isPlainMessage(body: Uint8Array, bytesMax: number): boolean {
  if (body.length < PREFIX_BYTES || body[0] !== 0) return false;
  const length = (((body[1] ?? 0) * 256 + (body[2] ?? 0)) * 256 + (body[3] ?? 0)) * 256 + (body[4] ?? 0);
  return length === body.length - PREFIX_BYTES && length <= bytesMax;
}
