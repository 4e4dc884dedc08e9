import type { Frame } from "@keyval/server/node";
import {
  CHECKER_NAMES,
  type Checker,
  type CheckerClass,
  type CheckerName,
  type CheckerWorld,
  CHECKER_CLASSES,
  type Ending,
  type LeaseRead,
  type StaleRead,
} from "../checkers/checker.js";
import { CHECKERS } from "../checkers/index.js";
import type { KeyOperation } from "./client.js";
import type { Process } from "./process.js";

export type { CheckerName } from "../checkers/checker.js";

/** What must never be, with the checker that saw it. */
export interface Violation {
  readonly checker: CheckerName;
  readonly class: CheckerClass;
  readonly sentence: string;
}

/** All checkers that are switched on. */
export class Judge implements Required<Checker> {
  readonly violations: Violation[] = [];
  readonly #checkers: readonly Checker[];
  /** Those of them who want to hear of what happens all the time. */
  readonly #ofSteps: readonly Checker[];
  readonly #ofFrames: readonly Checker[];
  readonly #ofStates: readonly Checker[];

  constructor(world: Omit<CheckerWorld, "violated">, names: readonly CheckerName[] = CHECKER_NAMES) {
    this.#checkers = names.map((checker) =>
      CHECKERS[checker]({
        now: () => world.now(),
        processes: () => world.processes(),
        happened: (what) => {
          world.happened(what);
        },
        violated: (sentence) => {
          // What comes after it says nothing of its own.
          if (this.violations.some((violation) => violation.checker === checker)) return;
          this.violations.push({ checker, class: CHECKER_CLASSES[checker], sentence });
        },
      }),
    );
    this.#ofSteps = this.#checkers.filter((checker) => checker.stepped !== undefined);
    this.#ofFrames = this.#checkers.filter((checker) => checker.sent !== undefined);
    this.#ofStates = this.#checkers.filter((checker) => checker.reached !== undefined);
  }

  stepped(process: Process): void {
    for (const checker of this.#ofSteps) checker.stepped?.(process);
  }

  sent(process: Process, frames: readonly Frame[]): void {
    for (const checker of this.#ofFrames) checker.sent?.(process, frames);
  }

  reached(member: string, applied: number, digest: number): void {
    for (const checker of this.#ofStates) checker.reached?.(member, applied, digest);
  }

  recorded(operation: KeyOperation): void {
    for (const checker of this.#checkers) checker.recorded?.(operation);
  }

  readStale(read: StaleRead): void {
    for (const checker of this.#checkers) checker.readStale?.(read);
  }

  readByLease(read: LeaseRead): void {
    for (const checker of this.#checkers) checker.readByLease?.(read);
  }

  diskLost(member: string): void {
    for (const checker of this.#checkers) checker.diskLost?.(member);
  }

  ended(process: Process, reason: Error): void {
    for (const checker of this.#checkers) checker.ended?.(process, reason);
  }

  recovered(ending: Ending): void {
    for (const checker of this.#checkers) checker.recovered?.(ending);
  }

  calmed(ending: Ending): void {
    for (const checker of this.#checkers) checker.calmed?.(ending);
  }

  rested(ending: Ending): void {
    for (const checker of this.#checkers) checker.rested?.(ending);
  }
}
