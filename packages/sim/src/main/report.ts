import { replayCommand } from "../plan.js";
import type { Summary } from "./summary.js";
import type { Tally } from "./tally.js";

/** How far it is, in one line. `seeds` is how many there are to be; infinite for as many as there is time for. */
export function progressLine(tally: Tally, seeds: number, realSeconds: number): string {
  const { simulatedSeconds, faultCount, failures } = tally;
  const among = Number.isFinite(seeds) ? `/${whole(seeds)}` : "";
  return [
    `${whole(tally.seeds)}${among} seeds`,
    `${(tally.seeds / realSeconds).toFixed(1)} seeds/s`,
    `${hours(simulatedSeconds)} simulated, ${whole(simulatedSeconds / realSeconds)} × real time`,
    `${whole(faultCount)} faults`,
    `${whole(failures.length)} failures`,
  ].join("   ");
}

/** One failed run, with the command that shows it again. */
export function failureLines({ plan, failure, violations, picture }: Summary): string {
  const first = violations[0];
  const what = `seed ${plan.seed}: ${failure ?? "no"} failure, ${first?.checker ?? ""}: ${first?.sentence ?? ""}`;
  return [what, `  ${replayCommand(plan)}`, ...(picture === undefined ? [] : [`  open ${picture} in a browser`])].join(
    "\n",
  );
}

/** What happened, how often, and what came of it. */
export function table(tally: Tally, realSeconds: number): string {
  const { seeds, operations, elections, simulatedSeconds, faults, events, failures, slowest } = tally;
  const totals: [string, string][] = [
    ["seeds", whole(seeds)],
    ["simulated", hours(simulatedSeconds)],
    ["times real time", whole(simulatedSeconds / realSeconds)],
    ["operations of clients", whole(operations)],
    ["terms with a leader", whole(elections)],
  ];
  const slow = slowest.map(({ plan, realMilliseconds, simulatedSeconds: simulated }): [string, string] => [
    `seed ${plan.seed}`,
    `${(realMilliseconds / 1000).toFixed(1)} s for ${whole(simulated)} s`,
  ]);
  return [
    section("Faults", counted(faults)),
    section("Events", counted(events)),
    section("Slowest", slow),
    section("Sum", totals),
    ...(failures.length > 0 ? [`\n${whole(failures.length)} failures`, ...failures.map(failureLines)] : []),
  ].join("\n");
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([name, value]) => `  ${name.padEnd(46)}${value.padStart(14)}`);
  return [`\n${title}`, ...lines].join("\n");
}

function counted(counts: ReadonlyMap<string, number>): [string, string][] {
  const rows = Array.from(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return rows.map(([kind, count]) => [kind, whole(count)]);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function hours(seconds: number): string {
  return `${(seconds / 3600).toFixed(2)} h`;
}
