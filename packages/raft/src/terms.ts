import { assert } from "./assert.js";
import type { TermRun } from "./entry.js";

/** The term of every index from `base` on, as runs: its size is the number of elections, not of entries. */
export class Terms {
  #base: number;
  #baseTerm: number;
  /** Ascending in both fields, each beginning behind `base` with a term above the run's before it. */
  #runs: TermRun[];

  constructor(base: number, baseTerm: number, runs: readonly TermRun[]) {
    this.#base = base;
    this.#baseTerm = baseTerm;
    this.#runs = [];
    for (const run of runs) this.append(run.first, run.term);
  }

  get base(): number {
    return this.#base;
  }

  get baseTerm(): number {
    return this.#baseTerm;
  }

  get runs(): readonly TermRun[] {
    return this.#runs;
  }

  get lastTerm(): number {
    return this.#runs.at(-1)?.term ?? this.#baseTerm;
  }

  /** Where the last run begins. */
  get lastFirst(): number {
    return this.#runs.at(-1)?.first ?? this.#base;
  }

  at(index: number): number {
    return this.#runs[this.#runOf(index)]?.term ?? this.#baseTerm;
  }

  /** The highest index up to `index` whose term is at most `term`; one before `base` if there is none. */
  lastWithTermAtMost(index: number, term: number): number {
    let highest = index;
    for (let i = this.#runOf(index); i >= 0; i--) {
      const run = this.#runs[i];
      if (run === undefined || run.term <= term) return highest;
      highest = run.first - 1;
    }
    return this.#baseTerm <= term ? highest : this.#base - 1;
  }

  append(index: number, term: number): void {
    if (term === this.lastTerm) return;
    assert(term > this.lastTerm && index > this.lastFirst, "terms rise along the log", term, this.lastTerm, index);
    this.#runs.push({ first: index, term });
  }

  truncateAfter(index: number): void {
    this.#runs.length = this.#runOf(index) + 1;
  }

  compact(index: number): void {
    const run = this.#runOf(index);
    this.#baseTerm = this.at(index);
    this.#runs = this.#runs.slice(run + 1);
    this.#base = index;
  }

  /** The position of the run that holds `index`; -1 for the base. Almost always it is the last one. */
  #runOf(index: number): number {
    assert(index >= this.#base, "a term is asked for within the log", index, this.#base);
    let low = -1;
    let high = this.#runs.length - 1;
    if (index >= this.lastFirst) return high;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#runs[middle]?.first ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
