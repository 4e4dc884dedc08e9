/** Callbacks that wait for their turn. */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  readonly later = (run: () => void): void => void this.#waiting.push(run);

  step(): boolean {
    const next = this.#waiting.shift();
    next?.();
    return next !== undefined;
  }
}
