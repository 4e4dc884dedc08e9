import { Refusal } from "@keyval/statemachine";
import { ALL_ANSWERS_BYTES_MAX, ANSWER_BYTES_MAX } from "./limits.js";

/** The memory that answers on their way may take: one by one, those to one connection, and all together. */
export class AnswerBudget {
  #bytes = 0;
  readonly #perConnection = new WeakMap<object, number>();

  /** Bytes of all answers on their way. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What gives the bytes back, unless there are too many: by themselves, or with those of other answers. */
  take(connection: object, bytes: number): (() => void) | Refusal {
    if (bytes > ANSWER_BYTES_MAX) return new Refusal("answerTooLarge");
    const isTooMuch =
      this.#bytesOn(connection) + bytes > ANSWER_BYTES_MAX || this.#bytes + bytes > ALL_ANSWERS_BYTES_MAX;
    if (isTooMuch) return new Refusal("tooManyAnswers");
    this.#add(connection, bytes);
    let isTaken = true;
    return () => {
      if (isTaken) this.#add(connection, -bytes);
      isTaken = false;
    };
  }

  #bytesOn(connection: object): number {
    return this.#perConnection.get(connection) ?? 0;
  }

  #add(connection: object, bytes: number): void {
    this.#bytes += bytes;
    this.#perConnection.set(connection, this.#bytesOn(connection) + bytes);
  }
}
