import { AnswerBudget } from "./answer-budget.js";
import { bytesOfAnswer } from "./answer-bytes.js";
import { StepByStep, type Steps } from "./step-by-step.js";

/** Answers that may be large, by all doors: measured and made in steps, and bounded while they are on their way. */
export class Answers {
  readonly budget = new AnswerBudget();
  readonly #steps: StepByStep;

  /** `later` calls back in a later turn. */
  constructor(later: (run: () => void) => void) {
    this.#steps = new StepByStep(later);
  }

  /** Calls back with the bytes that an answer pins: at once, unless they are many. */
  measure(answer: unknown, isGone: () => boolean, done: (bytes: number) => void): void {
    this.#steps.run(bytesOfAnswer(answer), isGone, done);
  }

  /** Calls back with what the steps come to. */
  make<T>(steps: Steps<T>, isGone: () => boolean, done: (made: T) => void): void {
    this.#steps.run(steps, isGone, done);
  }
}
