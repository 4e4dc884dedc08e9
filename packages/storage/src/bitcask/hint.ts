import type { Crc32 } from "../crc32.js";
import { decodeFileHeader, HEADER_BYTES } from "./file-header.js";
import { type FileId, idText } from "./file-names.js";
import { checkedHeader, type RecordHeader, viewOf } from "./record.js";

/** [timestamp | key_size | value_size] before each key. */
export const HINT_ENTRY_BYTES = 16;

/** [bytes of data | records | crc] */
export const HINT_FOOTER_BYTES = 20;

/** What a hint file says of each record, one after the other. */
export interface HintEntry extends RecordHeader {
  readonly key: Uint8Array;
}

/** Whether these bytes are the whole hint of a data file of this size. */
export function isHintWhole(bytes: Uint8Array, path: string, id: FileId, dataBytes: number, crc32: Crc32): boolean {
  const end = bytes.length - HINT_FOOTER_BYTES;
  if (end < HEADER_BYTES) return false;
  const view = viewOf(bytes);
  if (crc32(bytes.subarray(0, bytes.length - 4), 0) !== view.getUint32(bytes.length - 4, true)) return false;
  if (view.getUint32(end, true) + view.getUint32(end + 4, true) * 2 ** 32 !== dataBytes) return false;
  try {
    if (idText(decodeFileHeader("hint", path, bytes, crc32).id) !== idText(id)) return false;
  } catch {
    return false;
  }
  return hasAllEntries(bytes, dataBytes);
}

/** The entries add up to the data. What a checksum does not find may still not lead astray. */
function hasAllEntries(bytes: Uint8Array, dataBytes: number): boolean {
  const end = bytes.length - HINT_FOOTER_BYTES;
  const view = viewOf(bytes);
  let at = HEADER_BYTES;
  let offset = HEADER_BYTES;
  while (at < end) {
    const entry = decodeHintEntry(bytes, view, at, end);
    if (entry === undefined) return false;
    at += HINT_ENTRY_BYTES + entry.keyBytes;
    offset += entry.bytes;
  }
  return at === end && offset === dataBytes;
}

export function decodeHintEntry(bytes: Uint8Array, view: DataView, at: number, end: number): HintEntry | undefined {
  if (at + HINT_ENTRY_BYTES > end) return undefined;
  const timestamp = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  const header = checkedHeader(timestamp, view.getUint32(at + 8, true), view.getUint32(at + 12, true));
  if (header === undefined || at + HINT_ENTRY_BYTES + header.keyBytes > end) return undefined;
  const key = bytes.subarray(at + HINT_ENTRY_BYTES, at + HINT_ENTRY_BYTES + header.keyBytes);
  const { keyBytes, valueBytes, isTombstone } = header;
  return { timestamp, keyBytes, valueBytes, isTombstone, bytes: header.bytes, key };
}
