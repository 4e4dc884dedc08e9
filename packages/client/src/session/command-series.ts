import type { SessionCommand } from "../connection/options.js";
import { SESSION_WINDOW } from "../limits.js";

/** The commands of one session of the server: numbers them, and knows below which number no answer is waited for any more. */
export class CommandSeries {
  readonly #session: number;
  readonly #ttlMs: number;
  /** Numbers of commands that are under way, the oldest first. */
  readonly #pending = new Set<number>();
  #last = 0;
  #usedAt: number;

  constructor(session: number, ttlMs: number, now: number) {
    this.#session = session;
    this.#ttlMs = ttlMs;
    this.#usedAt = now;
  }

  /** Whether the server still has it for certain, and room for one more answer. */
  takesMore(now: number): boolean {
    return now - this.#usedAt < this.#ttlMs / 2 && this.#last - this.#oldest < SESSION_WINDOW;
  }

  /** Makes a call as the next command. */
  async run<Response>(now: number, call: (command: SessionCommand) => Promise<Response>): Promise<Response> {
    const number = (this.#last += 1);
    this.#usedAt = now;
    this.#pending.add(number);
    try {
      return await call({ session: this.#session, number, acknowledged: this.#oldest });
    } finally {
      this.#pending.delete(number);
    }
  }

  get #oldest(): number {
    const [oldest = this.#last] = this.#pending;
    return oldest;
  }
}
