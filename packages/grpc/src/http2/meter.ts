import type { Budget, Http2Limits } from "../limits.js";

/** How often something may still happen. */
export class Meter {
  readonly #budget: Budget;
  #left: number;

  constructor(budget: Budget) {
    this.#budget = budget;
    this.#left = budget.burst;
  }

  /** False: too often. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }

  add(count: number): void {
    this.#left = Math.min(this.#left + count, this.#budget.burst);
  }

  refill(seconds: number): void {
    this.add(seconds * this.#budget.perSecond);
  }
}

/** All that a connection meters. */
export class Meters {
  readonly resets: Meter;
  readonly pings: Meter;
  readonly settings: Meter;
  readonly idleFrames: Meter;

  constructor(limits: Http2Limits) {
    this.resets = new Meter(limits.resets);
    this.pings = new Meter(limits.pings);
    this.settings = new Meter(limits.settings);
    this.idleFrames = new Meter(limits.idleFrames);
  }

  refill(seconds: number): void {
    this.resets.refill(seconds);
    this.pings.refill(seconds);
    this.settings.refill(seconds);
    this.idleFrames.refill(seconds);
  }
}
