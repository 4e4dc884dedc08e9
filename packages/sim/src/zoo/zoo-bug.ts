import type { CheckerName } from "../checkers/checker.js";
import type { NetworkFaults } from "../world/network.js";
import type { KnobChoice, Knobs, OperationKind, TroubleKind, Weights } from "../world/knobs.js";

/** A piece of production source, which stands there exactly once, and what takes its place. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

/** A deliberate bug, and who must notice it. */
export interface ZooBug {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** This checker alone catches it, ... */
  readonly checker: CheckerName;
  /** ... in one of so many seeds. */
  readonly seeds: number;
  /** Instead of what the seeds draw: where the bug lives, so that it is met in a few runs. */
  readonly knobs: KnobChoice;
}

const NO_TROUBLE: Weights<TroubleKind> = {
  crash: 0,
  powerLoss: 0,
  pause: 0,
  suspend: 0,
  slow: 0,
  partition: 0,
  oneWayCut: 0,
  isolate: 0,
  breakConnection: 0,
  wallJump: 0,
  transfer: 0,
  replaceMember: 0,
  slowDisk: 0,
  fullDisk: 0,
  diskError: 0,
  rot: 0,
  loseDisk: 0,
};

const NO_OPERATION: Weights<OperationKind> = {
  read: 0,
  staleRead: 0,
  put: 0,
  compareAndSet: 0,
  delete: 0,
};

/** Of all troubles only these, as often as their weights say. */
export function troubles(weights: Partial<Weights<TroubleKind>>): Pick<Knobs, "troubles"> {
  return { troubles: { ...NO_TROUBLE, ...weights } };
}

/**
 * Without what few bugs have to do with: members that compare their states, run another version, or come and go as an operator
 * wants it, and clients that contend.
 */
export const PLAIN = { audits: false, contenders: 0, upgrades: false, isOperated: false } as const;

/** Of all operations only these. */
export function operations(weights: Partial<Weights<OperationKind>>): Pick<Knobs, "operations"> {
  return { operations: { ...NO_OPERATION, ...weights } };
}

/** Messages take long now and then, so that members know different things. */
export const FAR_APART: NetworkFaults = {
  latency: { least: 200, spread: 5_000, slowPerMille: 50, slowMost: 100_000 },
  bytesPerMillisecond: 100_000,
  lostPerMille: 20,
  twicePerMille: 20,
  overtakingPerMille: 200,
  redialMicroseconds: 10_000,
};
