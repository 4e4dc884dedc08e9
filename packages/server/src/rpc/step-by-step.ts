/** Work that is done from top to bottom, with a `yield` wherever a step ends. */
export type Steps<T> = Generator<undefined, T, void>;

interface Work {
  /** Does one step; false if it was the last one. */
  readonly step: () => boolean;
}

/** Work that is too long for one turn of the event loop: after its first step each turn has one step of one of all. */
export class StepByStep {
  readonly #later: (run: () => void) => void;
  /** Whose step is next stands first. */
  readonly #waiting: Work[] = [];

  /** `later` calls back in a later turn. */
  constructor(later: (run: () => void) => void) {
    this.#later = later;
  }

  /** The first step is done at once, and if that was all, `done` is called at once. It is never called once nobody waits. */
  run<T>(steps: Steps<T>, isGone: () => boolean, done: (result: T) => void): void {
    const step = (): boolean => {
      if (isGone()) return false;
      const next = steps.next();
      if (next.done === true) done(next.value);
      return next.done !== true;
    };
    if (!step()) return;
    this.#waiting.push({ step });
    if (this.#waiting.length === 1) this.#later(this.#next);
  }

  readonly #next = (): void => {
    const work = this.#waiting[0];
    if (work === undefined) return;
    const goesOn = work.step();
    this.#waiting.shift();
    if (goesOn) this.#waiting.push(work);
    if (this.#waiting.length > 0) this.#later(this.#next);
  };
}
