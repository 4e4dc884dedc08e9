/**
 * `make sim`. The environment chooses: SEEDS=n and FIRST=n say which seeds, SECONDS=n for how long, LONG=1 runs until
 * stopped. SEED=n runs one, TRACE=1 prints what happens in it, SHRINK=1 looks for a smaller plan that still fails.
 * KNOBS={…} and STRIKES=… replace what the seed draws. Exit codes: 10 safety, 11 liveness, 12 crash.
 */
import { env, stdout } from "node:process";
import { readHours, writeHours } from "./main/hours.js";
import { manyRuns } from "./main/many-runs.js";
import { oneRun, shrinkRun } from "./main/one-run.js";
import { readSettings, type Settings } from "./main/settings.js";

const HOURS_FILE = ".cache/sim-hours.json";

/** Where nobody watches, a line now and then is enough. */
const QUIET_LINES = 10;

const print = (line: string): void => {
  console.log(line);
};

function createProgress(): (line: string) => void {
  let calls = 0;
  return (line) => {
    calls += 1;
    if (stdout.isTTY) stdout.write(`\r\u001b[K${line}\r`);
    else if (calls % QUIET_LINES === 0) print(line);
  };
}

async function run(settings: Settings): Promise<number> {
  if (settings.mode === "one") {
    const { plan, trace, shrink } = settings;
    return shrink ? shrinkRun(plan, print) : oneRun(plan, trace, print);
  }
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  const common = { plan: settings.plan, print, progress: createProgress(), signal: interrupt.signal };
  if (settings.mode === "many") return manyRuns({ ...common, first: settings.first, seeds: settings.seeds });
  const before = readHours(HOURS_FILE);
  const first = settings.first ?? before.nextSeed;
  print(`${(before.simulatedSeconds / 3600).toFixed(1)} hours simulated so far; begins with seed ${first}`);
  return manyRuns({
    ...common,
    first,
    seeds: Infinity,
    soFar: ({ simulatedSeconds, seeds }) => {
      const nextSeed = Math.max(before.nextSeed, first + seeds);
      writeHours(HOURS_FILE, { simulatedSeconds: before.simulatedSeconds + simulatedSeconds, nextSeed });
    },
  });
}

process.exitCode = await run(readSettings(env));
