import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Measurement } from "./bench.js";

const KVCTL = fileURLToPath(new URL("../../packages/cli/dist/main.js", import.meta.url));
const RUNS = 21;

/** How long people wait for the smallest command: by turns with a bare Node, so that a busy machine slows down both. */
export function* bench(): Iterable<Measurement> {
  const bare: number[] = [];
  const version: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    bare.push(millisecondsOf("-e", "0"));
    version.push(millisecondsOf(KVCTL, "version"));
  }
  yield { name: "node -e 0", value: median(bare), unit: "ms" };
  yield { name: "kvctl version", value: median(version), unit: "ms" };
  yield { name: "kvctl version by a bare Node", value: median(version) / median(bare), unit: "times", atMost: 4 };
}

function millisecondsOf(...args: readonly string[]): number {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args);
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status ?? "a signal"}`);
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
