import type { Clock } from "./clock.js";

export interface PingPolicy {
  /** Pings may come this often. */
  readonly minTimeMs: number;
  /** They may come where no call is open. */
  readonly withoutCalls: boolean;
}

/** That many offences are forgiven, because clocks and networks are not exact. */
const STRIKES_MAX = 2;

/** Without calls, and without permission, one ping in this time is what gRPC still takes for a question of TCP's age. */
const IDLE_MIN_MS = 7_200_000;

/**
 * Counts pings that come too often, as a gRPC server does ("Client-side Keepalive", A8): each one costs an answer and
 * keeps an idle connection from sleep. What the server sends of itself is a reason to ask, so it wipes the slate.
 */
export class PingStrikes {
  readonly #clock: Clock;
  readonly #policy: PingPolicy;
  #strikes = 0;
  #lastAt = -Infinity;
  #bytesSent = 0;

  constructor(clock: Clock, policy: PingPolicy) {
    this.#clock = clock;
    this.#policy = policy;
  }

  /**
   * A ping came; `bytesSent` counts headers and data that have left so far. False once they are too many, and the
   * connection should end with `too_many_pings`.
   */
  received(hasCalls: boolean, bytesSent: number): boolean {
    const now = this.#clock.now();
    const minimum = hasCalls || this.#policy.withoutCalls ? this.#policy.minTimeMs : IDLE_MIN_MS;
    if (bytesSent !== this.#bytesSent) this.#strikes = 0;
    else if (now - this.#lastAt < minimum) this.#strikes += 1;
    this.#bytesSent = bytesSent;
    this.#lastAt = now;
    return this.#strikes <= STRIKES_MAX;
  }
}
