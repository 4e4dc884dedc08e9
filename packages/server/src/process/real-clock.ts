import type { Clock, Timer } from "../node/index.js";

/** The time of this process, and the ends of its event loop's turns. */
export class RealClock implements Clock {
  /** Only differences of a monotonic clock mean anything, so it may begin at 1. */
  readonly #start = performance.now() - 1;
  #ending: (() => void)[] = [];
  readonly #ended: () => void;

  /** `ended` is called behind all that wanted to run at the end of a turn. */
  constructor(ended: () => void) {
    this.#ended = ended;
  }

  now(): number {
    return Math.floor(performance.now() - this.#start);
  }

  wall(): number {
    return Date.now();
  }

  after(milliseconds: number, run: () => void): Timer {
    const timer = setTimeout(run, milliseconds);
    return {
      cancel: () => {
        clearTimeout(timer);
      },
    };
  }

  /** Sockets are read before immediates run, so whatever has arrived by then was handed in. */
  endOfTurn(run: () => void): void {
    if (this.#ending.length === 0) setImmediate(this.#end);
    this.#ending.push(run);
  }

  readonly #end = (): void => {
    const ending = this.#ending;
    this.#ending = [];
    for (const run of ending) run();
    this.#ended();
  };
}
