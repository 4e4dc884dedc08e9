import fs from "node:fs";
import { join } from "node:path";
import type { Crc32 } from "./crc32.js";
import { EngineForeign } from "./engine/engine-error.js";
import type { Engine, EngineDone } from "./engine/engine.js";
import { LmdbEngine } from "./lmdb/lmdb-engine.js";
import { DATA_NAME } from "./lmdb/lmdb-format.js";
import { loadLmdb } from "./lmdb/lmdb-package.js";

export interface LmdbOptions {
  /** Belongs to the engine alone; made if it is missing. */
  readonly directory: string;
  readonly crc32: Crc32;
  /** For the records' timestamps, in milliseconds. */
  readonly now: () => number;
  /** How far the file may grow. */
  readonly bytesMax: number;
}

/** Opens the engine over LMDB, whose package is loaded here and nowhere else. */
export function openLmdbEngine(options: LmdbOptions, done: EngineDone<Engine>): void {
  open(options).then(
    (engine) => done({ error: undefined, value: engine }),
    (error: unknown) => done({ error: error instanceof Error ? error : new Error(String(error)) }),
  );
}

async function open(options: LmdbOptions): Promise<Engine> {
  const lmdb = await loadLmdb();
  fs.mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  refuseForeign(options.directory);
  return LmdbEngine.open(lmdb, options);
}

/** LMDB would begin an empty database in whatever directory it is given. */
function refuseForeign(directory: string): void {
  const names = fs.readdirSync(directory);
  const [foreign] = names.filter((name) => !/^(data|lock)\.mdb(-lock)?$|^pinned-\d+\.mdb(-lock)?$/.test(name));
  if (foreign !== undefined && !names.includes(DATA_NAME)) throw new EngineForeign(join(directory, foreign));
}
