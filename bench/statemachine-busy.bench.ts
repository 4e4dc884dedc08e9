import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Measurement } from "./bench.js";
import type { BusyFigures } from "./statemachine-busy-run.js";

/** A minute on 5 M keys if LONG=1 says so, which takes some minutes in all. */
const { LONG } = process.env as { readonly LONG?: string };
const [millions, seconds] = LONG === "1" ? [5, 60] : [0.5, 5];

/** The state machine on bitcask under 50,000 writes a second, in a process of its own. */
export function* bench(): Iterable<Measurement> {
  const { rss, written, stall, own, turn, busy } = figures();
  const label = `${millions} M keys`;
  yield { name: `memory of the process with ${label}`, value: rss, unit: "MB" };
  yield { name: `writes for ${seconds} s, ${label}`, value: written, unit: "writes/s" };
  yield { name: `longest stall meanwhile, ${label}`, value: own, unit: "ms", atMost: 25 };
  yield { name: `longest stall with waiting for a processor that others had, ${label}`, value: stall, unit: "ms" };
  yield { name: `longest turn of the thread's own time, ${label}`, value: turn, unit: "ms" };
  yield { name: `time of the processor meanwhile, ${label}`, value: busy, unit: "% of a core" };
}

function figures(): BusyFigures {
  const program = fileURLToPath(new URL("statemachine-busy-run.js", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, ["--expose-gc", program, `${millions * 1e6}`, `${seconds}`], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the run ended with status ${String(status)}`);
  return JSON.parse(stdout) as BusyFigures;
}
