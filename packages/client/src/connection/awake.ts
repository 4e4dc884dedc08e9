/** Longer than any timer of Node may be told to wait, almost. */
const LONG_MS = 2 ** 31 - 1;

/**
 * Keeps the process alive while somebody waits for an answer. Timers of the stack below do not, and between two attempts
 * to connect there is no socket that would: a program that awaits a call would end in the middle of it, without a word.
 */
export class Awake {
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  async during<T>(work: Promise<T>): Promise<T> {
    this.#count += 1;
    this.#timer ??= setInterval(() => undefined, LONG_MS);
    try {
      return await work;
    } finally {
      this.#count -= 1;
      if (this.#count === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    }
  }
}
