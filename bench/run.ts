/**
 * Runs the benchmarks `*.bench.ts` of this folder, one after the other. The environment chooses: ONLY=<name> runs one,
 * and those whose names go on behind it with a dash; JSON=1 prints JSON lines instead of a table, CHECK=1 fails if a figure misses its bound.
 */
import { readdirSync } from "node:fs";
import type { Bench, Measurement } from "./bench.js";

const suffix = ".bench.ts";
const env = process.env as { readonly ONLY?: string; readonly JSON?: string; readonly CHECK?: string };

// Starts from the sources, because `dist` may still hold a benchmark that is gone.
const names = readdirSync(new URL("..", import.meta.url))
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
  .sort();
const chosen = names.filter((name) => env.ONLY === undefined || `${name}-`.startsWith(`${env.ONLY}-`));

let missed = 0;
if (chosen.length === 0) {
  console.error(`No benchmark is called ${env.ONLY ?? "so"}. There are: ${names.join(", ")}`);
  process.exitCode = 1;
}
for (const name of chosen) {
  const { bench } = (await import(`./${name}.bench.js`)) as { bench: Bench };
  if (env.JSON !== "1") console.log(`\n${name}`);
  for await (const measurement of bench()) {
    console.log(env.JSON === "1" ? jsonLine(name, measurement) : tableRow(measurement));
    if (env.CHECK === "1" && !isGood(measurement)) {
      missed += 1;
      console.error(`${name}: ${measurement.name} misses its bound: ${bound(measurement)}`);
    }
  }
}
if (missed > 0) process.exitCode = 1;

function jsonLine(bench: string, { name, value, unit }: Measurement): string {
  return JSON.stringify({ bench, name, value, unit });
}

function tableRow(measurement: Measurement): string {
  const { name, value, unit } = measurement;
  const shown = value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 2 : 0 });
  return `  ${name.padEnd(46)}${shown.padStart(14)} ${unit.padEnd(18)}${bound(measurement)}`.trimEnd();
}

function bound({ atLeast, atMost }: Measurement): string {
  if (atLeast !== undefined) return `at least ${atLeast.toLocaleString("en")}`;
  return atMost === undefined ? "" : `at most ${atMost.toLocaleString("en")}`;
}

function isGood({ value, atLeast = -Infinity, atMost = Infinity }: Measurement): boolean {
  return value >= atLeast && value <= atMost;
}
