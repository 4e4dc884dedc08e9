import { assert } from "../../assert.js";
import type { Budget } from "./budget.js";
import type { History } from "./history.js";
import { TERMS_MAX } from "./names.js";
import type { Flying, Local } from "./universe.js";

/** How everything stands: a state of the search. */
export interface Situation {
  /** By ascending id. */
  readonly replicas: readonly Local[];
  /** Messages that were sent and neither delivered nor lost, in order of sending. */
  readonly flying: readonly Flying[];
  readonly history: History;
  readonly budget: Budget;
}

/**
 * A pair of numbers that situations share if they are the same but for the names of replicas, and otherwise only by a
 * chance that is never met: the least of the pairs that belong to it under each renaming.
 */
export class Canonical {
  first = 0;
  second = 0;
  readonly #renamings: number;
  readonly #pairs: Float64Array;

  constructor(renamings: number) {
    this.#renamings = renamings;
    this.#pairs = new Float64Array(2 * renamings);
  }

  of({ replicas, flying, history, budget }: Situation): void {
    assert(replicas.length + flying.length + 2 <= TERMS_MAX, "sums of names are exact", flying.length);
    this.first = Infinity;
    for (let at = 0; at < 2 * this.#renamings; at += 2) {
      let first = (history.names[at] ?? 0) + (budget.names[at] ?? 0);
      let second = (history.names[at + 1] ?? 0) + (budget.names[at + 1] ?? 0);
      for (const { names } of replicas) {
        first += names[at] ?? 0;
        second += names[at + 1] ?? 0;
      }
      for (const { names } of flying) {
        first += names[at] ?? 0;
        second += names[at + 1] ?? 0;
      }
      this.#pairs[at] = first;
      this.#pairs[at + 1] = second;
      if (first > this.first || (first === this.first && second >= this.second)) continue;
      this.first = first;
      this.second = second;
    }
  }

  /** How many different situations the latest one stands for: one for each renaming that makes a difference. */
  get variants(): number {
    let same = 0;
    for (let at = 0; at < 2 * this.#renamings; at += 2) {
      if (this.#pairs[at] === this.first && this.#pairs[at + 1] === this.second) same += 1;
    }
    return this.#renamings / same;
  }
}
