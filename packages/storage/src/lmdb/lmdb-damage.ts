import fs from "node:fs";
import { EngineDamage, EngineForeign, EngineStopped } from "../engine/engine-error.js";
import type { Place } from "../engine/engine.js";

/** Stands near the beginning of the file; where exactly depends on how LMDB was built. */
const MAGIC = Buffer.of(0xde, 0xc0, 0xef, 0xbe);
const HEAD_BYTES = 64;

/** What LMDB calls a file that it can not make sense of. */
const DAMAGES = /^MDB_(PAGE_NOTFOUND|CORRUPTED|PANIC|VERSION_MISMATCH|INVALID|CURSOR_FULL|BAD_DBI|INCOMPATIBLE)/;

/** LMDB does not look before it follows what stands in a file: a foreign one would end the process. */
export function refuseOtherFiles(path: string): void {
  if (!fs.existsSync(path)) return;
  const descriptor = fs.openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const count = fs.readSync(descriptor, head, 0, HEAD_BYTES, 0);
    if (count > 0 && !head.includes(MAGIC)) throw new EngineForeign(path);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** What a call that only reads has thrown, if it is not one of ours: LMDB has lost its way in the file. */
export function asDamage(error: unknown, path: string): Error {
  if (error instanceof EngineDamage || error instanceof EngineForeign || error instanceof EngineStopped) return error;
  return new EngineDamage(`LMDB can not read this (${messageOf(error)})`, path, 0);
}

/** The same of a call that may fail for other reasons. */
export function judged(error: unknown, path: string): unknown {
  return DAMAGES.test(messageOf(error)) ? asDamage(error, path) : error;
}

/** In a damaged tree anything may stand in the place of a key. */
export function checkPlace(key: unknown, path: string): asserts key is Place {
  if (typeof key !== "number") throw new EngineDamage("a record has no place", path, 0);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
