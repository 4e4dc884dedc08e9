import { viewOf } from "../bitcask/record.js";
import type { Crc32 } from "../crc32.js";
import { EngineDamage, EngineForeign } from "../engine/engine-error.js";
import type { Checkpoint, Place } from "../engine/engine.js";
import { ByteReader, Malformed } from "../wal/byte-reader.js";
import { ByteWriter } from "../wal/byte-writer.js";

export const DATA_NAME = "data.mdb";

const LMDB_VERSION = 1;
/** "KEYVALLM" */
const MAGIC = [0x4b, 0x45, 0x59, 0x56, 0x41, 0x4c, 0x4c, 0x4d] as const;

/** What stands under the one key beside the records. */
export interface LmdbMark extends Checkpoint {
  /** No record that the checkpoint covers has this place, nor a later one. */
  readonly next: Place;
}

export function encodeMark({ next, applied, state }: LmdbMark, crc32: Crc32): Uint8Array {
  const bytes = new ByteWriter(36 + state.length);
  bytes.bytes(Uint8Array.from(MAGIC));
  bytes.u32(LMDB_VERSION);
  bytes.u64(next);
  bytes.u64(applied);
  bytes.bytes(state);
  bytes.u32(crc32(bytes.view(), 0));
  return bytes.view();
}

export function decodeMark(path: string, bytes: Uint8Array, crc32: Crc32): LmdbMark {
  const end = bytes.length - 4;
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw new EngineForeign(path);
  if (end < MAGIC.length || crc32(bytes.subarray(0, end), 0) !== viewOf(bytes).getUint32(end, true)) {
    throw new EngineDamage("the checkpoint does not have its checksum", path, 0);
  }
  try {
    const reader = new ByteReader(bytes, MAGIC.length, end);
    const version = reader.u32();
    if (version !== LMDB_VERSION) throw new EngineForeign(path, version);
    // Not `slice`, which copies nothing of the Buffer that LMDB gives.
    return { next: reader.u64(), applied: reader.u64(), state: new Uint8Array(reader.bytes(reader.left)) };
  } catch (error) {
    if (error instanceof Malformed) throw new EngineDamage(`the checkpoint holds ${error.message}`, path, 0);
    throw error;
  }
}
