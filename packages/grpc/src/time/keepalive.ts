import type { Clock, Timer } from "./clock.js";

export interface KeepaliveOptions {
  /** A connection silent for this long is asked whether it is still there. */
  readonly timeMs: number;
  /** It is given up if it stays silent for this long after the question. */
  readonly timeoutMs: number;
  /** Asks even where no call is open. */
  readonly withoutCalls: boolean;
  /** Hears how long each answer took. */
  readonly answered?: (milliseconds: number) => void;
}

export interface KeepaliveHost {
  /** Grows with whatever arrives. */
  readonly bytesReceived: number;
  readonly hasCalls: boolean;
  ping(): void;
  /** Nothing came back. */
  dead(): void;
}

/**
 * Finds out that the other side is gone although nobody said so: a machine without power, a cut cable. Anything that
 * arrives is a sign of life, so a busy connection is never asked.
 */
export class Keepalive {
  readonly #clock: Clock;
  readonly #options: KeepaliveOptions;
  readonly #host: KeepaliveHost;
  #bytesSeen = 0;
  /** When the question was put that has no answer yet. */
  #askedAt: number | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, options: KeepaliveOptions, host: KeepaliveHost) {
    this.#clock = clock;
    this.#options = options;
    this.#host = host;
    this.#watch();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** The answer is here. */
  pong(): void {
    if (this.#askedAt !== undefined) this.#options.answered?.(this.#clock.now() - this.#askedAt);
    this.#askedAt = undefined;
  }

  #watch(): void {
    this.#bytesSeen = this.#host.bytesReceived;
    this.#timer = this.#clock.after(this.#options.timeMs, () => this.#look());
  }

  #look(): void {
    const { bytesReceived, hasCalls } = this.#host;
    if (bytesReceived !== this.#bytesSeen || !(hasCalls || this.#options.withoutCalls)) {
      this.#watch();
      return;
    }
    this.#timer = this.#clock.after(this.#options.timeoutMs, () => {
      if (this.#host.bytesReceived !== this.#bytesSeen) this.#watch();
      else this.#host.dead();
    });
    this.#askedAt = this.#clock.now();
    this.#host.ping();
  }
}
