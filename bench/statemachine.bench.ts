import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Measurement } from "./bench.js";
import type { MachineFigures } from "./statemachine-run.js";

type Bounds = Pick<Measurement, "atLeast" | "atMost">;

const engines = ["memory", "bitcask"] as const;

const shown: readonly (readonly [keyof MachineFigures, string, string, Bounds?])[] = [
  ["loaded", "puts of new keys, in random order", "puts/s"],
  ["puts", "puts of 256 bytes into 1 M keys", "puts/s"],
  ["hash", "of the time of a put, for the state's hash", "%"],
  ["getsCold", "gets, each of another key", "gets/s"],
  ["getsHot", "gets of 1,000 keys", "gets/s"],
  ["range", "range of 1,000 keys", "ms"],
  ["count", "count of 1 M keys", "ms", { atMost: 1 }],
  ["page", "page of 500 among 1 M keys, 100,000 writes back", "ms"],
  ["deletion", "deletion of 1 M keys in one command", "µs/key", { atMost: 6 }],
  ["compaction", "compaction of 1 M revisions", "s"],
  ["compactionPause", "longest turn of it", "ms", { atMost: 10 }],
  ["rss", "memory of the process with 1 M keys", "MB"],
  ["opened", "open with 1 M keys", "s"],
];

const bounds: Readonly<Record<(typeof engines)[number], Partial<Record<keyof MachineFigures, Bounds>>>> = {
  memory: { puts: { atLeast: 250_000 } },
  bitcask: { puts: { atLeast: 180_000 }, hash: { atMost: 10 }, rss: { atMost: 400 } },
};

/** The state machine over each engine, in a process of its own. */
export function* bench(): Iterable<Measurement> {
  for (const engine of engines) {
    const figures = figuresOf(engine);
    for (const [field, name, unit, bound] of shown) {
      yield { name: `${name}, ${engine}`, value: figures[field], unit, ...bound, ...bounds[engine][field] };
    }
  }
}

function figuresOf(engine: string): MachineFigures {
  const program = fileURLToPath(new URL("statemachine-run.js", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, ["--expose-gc", program, engine], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the run of ${engine} ended with status ${String(status)}`);
  return JSON.parse(stdout) as MachineFigures;
}
