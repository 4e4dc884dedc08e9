import { statusOf } from "@keyval/api";
import type { Call } from "@keyval/grpc";
import { NOBODY } from "@keyval/raft";
import type { Clock, Group } from "../node/index.js";
import { refuse } from "./refuse.js";

export interface LeaderGuardOptions {
  readonly group: Pick<Group, "leader">;
  readonly clock: Pick<Clock, "after">;
  /** In milliseconds. */
  readonly electionTimeout: number;
}

/** After so many election timeouts without a leader nobody expects one soon. */
const LEADERLESS_CHECKS = 3;

/**
 * For clients that ask for a leader, by the metadata `hasleader`: while nobody leads their calls are refused at once, and
 * their streams end when that lasts, so that they go on at a member that is not cut off.
 */
export class LeaderGuard {
  readonly #options: LeaderGuardOptions;
  readonly #streams = new Set<Call>();
  #leaderless = 0;
  #isWatching = false;

  constructor(options: LeaderGuardOptions) {
    this.#options = options;
  }

  /** False, and the call refused, if it asks for a leader and there is none. */
  admits(call: Call): boolean {
    if (call.metadata.get("hasleader") !== "true") return true;
    if (this.#options.group.leader === NOBODY) {
      refuse(call, statusOf("noLeader"));
      return false;
    }
    if (call.method.kind !== "unary") this.#guard(call);
    return true;
  }

  #guard(call: Call): void {
    this.#streams.add(call);
    call.whenFinished(() => {
      this.#streams.delete(call);
    });
    if (!this.#isWatching) this.#watch();
  }

  #watch(): void {
    this.#isWatching = this.#streams.size > 0;
    if (!this.#isWatching) {
      this.#leaderless = 0;
      return;
    }
    const { clock, electionTimeout } = this.#options;
    clock.after(electionTimeout, () => {
      this.#check();
      this.#watch();
    });
  }

  #check(): void {
    this.#leaderless = this.#options.group.leader === NOBODY ? this.#leaderless + 1 : 0;
    if (this.#leaderless < LEADERLESS_CHECKS) return;
    for (const call of [...this.#streams]) refuse(call, statusOf("noLeader"));
  }
}
