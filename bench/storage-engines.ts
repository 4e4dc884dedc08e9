import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Measurement } from "./bench.js";
import type { EngineFigures } from "./storage-engine-run.js";

/** How many times the records a second of LMDB's bitcask has to take, and how soon it has to have a million keys. */
const WRITES_RATIO_MIN = 3;
const OPEN_SECONDS_MAX = 1.5;

const subjects = ["bitcask", "lmdb", "classic-level"] as const;
type Subject = (typeof subjects)[number];

const shown: readonly (readonly [keyof EngineFigures, string, string])[] = [
  ["loaded", "load, 1 M keys of 16 + 256 bytes", "records/s"],
  ["overwritten", "overwrite twice", "records/s"],
  ["readNow", "random reads, one after the other", "reads/s"],
  ["read", "random reads by callback, 32 at a time", "reads/s"],
  ["quietP99", "p99 of a read by callback, alone", "µs"],
  ["mergingP99", "p99 of a read by callback, while merging", "µs"],
  ["merged", "merge until nothing is worth it", "s"],
  ["loadedBytes", "disk after the load", "MB"],
  ["overwrittenBytes", "disk after overwriting twice", "MB"],
  ["mergedBytes", "disk after the merge", "MB"],
  ["rss", "memory of the process after the load", "MB"],
  ["opened", "open, and see all keys", "s"],
];

/** Each engine in a process of its own, with the same durability: a checkpoint every 10,000 records. */
export function* engineFigures(): Iterable<Measurement> {
  const found = new Map<Subject, EngineFigures>();
  for (const subject of subjects) found.set(subject, figuresOf(subject));
  for (const [field, name, unit] of shown) {
    for (const [subject, figures] of found) {
      const value = figures[field];
      if (value === undefined) continue;
      const isFloor = field === "opened" && subject === "bitcask";
      yield { name: `${name}, ${subject}`, value, unit, ...(isFloor && { atMost: OPEN_SECONDS_MAX }) };
    }
  }
  const [bitcask, lmdb] = [found.get("bitcask"), found.get("lmdb")];
  if (bitcask === undefined || lmdb === undefined) return;
  yield { name: "load, bitcask", value: bitcask.loaded / lmdb.loaded, unit: "× lmdb", atLeast: WRITES_RATIO_MIN };
}

function figuresOf(subject: Subject): EngineFigures {
  const program = fileURLToPath(new URL("storage-engine-run.js", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, ["--expose-gc", program, subject], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the run of ${subject} ended with status ${String(status)}`);
  return JSON.parse(stdout) as EngineFigures;
}
