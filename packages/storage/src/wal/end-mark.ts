import type { Crc32 } from "../crc32.js";
import type { Life } from "./batch-header.js";
import type { ByteWriter } from "./byte-writer.js";
import { ByteReader } from "./byte-reader.js";

/** "END1" */
const MAGIC = 0x31444e45;

export const END_MARK_BYTES = 16;

/**
 * What is written behind the last batch, together with it, and overwritten by the next one: without it, or with anything
 * else in its place, something was written there and is lost.
 */
export function writeEndMark(writer: ByteWriter, sequence: number, { seed }: Pick<Life, "seed">, crc32: Crc32): void {
  const start = writer.length;
  writer.u32(0);
  writer.u32(MAGIC);
  writer.u64(sequence);
  writer.setU32(start, crc32(writer.view(start + 4), seed));
}

/** Whether the log of this life ends at `offset` with this batch before it; so does a full segment. */
export function isEnd(bytes: Uint8Array, offset: number, sequence: number, { seed }: Life, crc32: Crc32): boolean {
  if (offset >= bytes.length) return true;
  const reader = new ByteReader(bytes, offset, offset + END_MARK_BYTES);
  const checksum = reader.u32();
  if (crc32(bytes.subarray(offset + 4, offset + END_MARK_BYTES), seed) !== checksum) return false;
  return reader.u32() === MAGIC && reader.u64() === sequence;
}
