import { Slices } from "@keyval/statemachine";
import { AnswerBudget } from "./answer-budget.js";
import { bytesOfAnswer } from "./answer-bytes.js";
import { runSteps, type Steps } from "./steps.js";

/** Answers that may be large, by all doors: measured and made in steps, and bounded while they are on their way. */
export class Answers {
  readonly budget = new AnswerBudget();
  readonly #slices: Slices;

  /** `later` calls back in a later turn. */
  constructor(later: (run: () => void) => void) {
    this.#slices = new Slices(later);
  }

  /** Calls back with the bytes that an answer pins: at once, unless they are many. */
  measure(answer: unknown, isGone: () => boolean, done: (bytes: number) => void): void {
    this.make(bytesOfAnswer(answer), isGone, done);
  }

  /** Calls back with what the steps come to: at once if there is but one, and never once nobody waits. */
  make<T>(steps: Steps<T>, isGone: () => boolean, done: (made: T) => void): void {
    runSteps(steps, this.#slices, isGone, done);
  }
}
