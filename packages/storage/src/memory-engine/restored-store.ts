import { decodeRecordHeader, isRecordWhole, RECORD_HEADER_BYTES, viewOf } from "../bitcask/record.js";
import type { Crc32 } from "../crc32.js";
import { EngineDamage } from "../engine/engine-error.js";
import type { Checkpoint } from "../engine/engine.js";
import type { MemoryStore } from "./memory-engine.js";
import { MemoryRecords } from "./memory-records.js";

/** What an engine in memory begins with that takes over a checkpoint of another one: `file` is the one that was pinned. */
export function restoredStore({ applied, state }: Checkpoint, file: Uint8Array, crc32: Crc32): MemoryStore {
  const records = new MemoryRecords();
  const view = viewOf(file);
  let next = 1;
  for (let at = 0; at < file.length; next++) {
    const header = at + RECORD_HEADER_BYTES > file.length ? undefined : decodeRecordHeader(view, at);
    const end = at + (header?.bytes ?? Infinity);
    if (header === undefined || end > file.length || !isRecordWhole(file, view, at, header.bytes, at, crc32)) {
      throw new EngineDamage("there is no whole record", "the file of an engine in memory", at);
    }
    const value = at + RECORD_HEADER_BYTES + header.keyBytes;
    const key = file.subarray(at + RECORD_HEADER_BYTES, value);
    records.add(next, key, header.isTombstone ? undefined : file.subarray(value, end), header.timestamp);
    at = end;
  }
  return { checkpoint: { applied, state: state.slice() }, next, records };
}
