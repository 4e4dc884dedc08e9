import { SHORT_SECONDS } from "./etcd-buckets.js";
import type { Histogram } from "./histogram.js";
import type { Registry } from "./registry.js";
import { seconds } from "./seconds.js";

const LOOK_MS = 20;

/** How late the event loop is: a timer that comes later than it was asked for had to wait for something. */
export class LoopDelay {
  readonly #delays: Histogram;
  readonly #late: (delayMs: number) => void;
  #expected = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `late` hears of each delay. */
  constructor(registry: Registry, late: (delayMs: number) => void) {
    this.#late = late;
    this.#delays = registry.histogram(
      { name: "keyval_loop_delay_seconds", help: "How much later than it should the event loop came to a timer." },
      SHORT_SECONDS,
    );
  }

  start(): void {
    this.#expected = seconds() + LOOK_MS / 1000;
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = seconds();
    const delay = Math.max(0, now - this.#expected);
    this.#expected = now + LOOK_MS / 1000;
    this.#delays.observe(delay);
    this.#late(delay * 1000);
  }
}
