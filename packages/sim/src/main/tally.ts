import type { Summary } from "./summary.js";

const SLOWEST = 5;

/** What many runs add up to. */
export class Tally {
  seeds = 0;
  operations = 0;
  elections = 0;
  simulatedSeconds = 0;
  readonly faults = new Map<string, number>();
  readonly events = new Map<string, number>();
  readonly failures: Summary[] = [];
  slowest: readonly Summary[] = [];

  add(summary: Summary): void {
    this.seeds += 1;
    this.operations += summary.operations;
    this.elections += summary.elections;
    this.simulatedSeconds += summary.simulatedSeconds;
    addAll(this.faults, summary.faults);
    addAll(this.events, summary.events);
    if (summary.failure !== undefined) this.failures.push(summary);
    this.slowest = [...this.slowest, summary].sort((a, b) => b.realMilliseconds - a.realMilliseconds).slice(0, SLOWEST);
  }

  get faultCount(): number {
    return Array.from(this.faults.values()).reduce((sum, count) => sum + count, 0);
  }
}

/** Who it happened to does not matter here: "refused m4: …" is one kind for all members. */
function addAll(sums: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, count] of counts) {
    const kind = name.replaceAll(/\b[em]\d+\b/g, "a member");
    sums.set(kind, (sums.get(kind) ?? 0) + count);
  }
}
