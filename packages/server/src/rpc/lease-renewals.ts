import type { ErrorName, Id } from "@keyval/api";
import { NOBODY } from "@keyval/raft";
import type { Forwarder, Group, LeaseDesk } from "../node/index.js";

/** More than that are not made to wait. */
export const WAITING_MAX = 100_000;

export interface LeaseRenewalsOptions {
  readonly group: Pick<Group, "leader" | "memberOf">;
  readonly desk: Pick<LeaseDesk, "renew"> & { readonly keeper: object | undefined };
  readonly forwarder: Pick<Forwarder, "renew">;
  readonly now: () => number;
  /** Calls back in a later turn. */
  readonly later: (run: () => void) => void;
  /** After so long a renewal is given up. */
  readonly timeoutMs: number;
}

/** The seconds granted, which are 0 where there is no such lease, or why nobody can say. */
export type Renewed = number | ErrorName;

interface Renewal {
  readonly id: Id;
  readonly deadline: number;
  readonly done: (renewed: Renewed) => void;
}

/**
 * Renews leases wherever that can be done: here, or at the member that leads. While nobody leads they wait, as commands do,
 * so that a change of leader ends nobody's stream of keep-alives. One whose outcome is unknown is made again: no harm.
 */
export class LeaseRenewals {
  readonly #options: LeaseRenewalsOptions;
  #waiting: Renewal[] = [];
  #isClosed = false;

  constructor(options: LeaseRenewalsOptions) {
    this.#options = options;
  }

  renew(id: Id, done: (renewed: Renewed) => void): void {
    this.#make({ id, done, deadline: this.#options.now() + this.#options.timeoutMs });
  }

  /** To be called often: what waits is tried again, all of it in one turn. */
  tend(): void {
    const [time, waiting] = [this.#options.now(), this.#waiting];
    this.#waiting = [];
    for (const renewal of waiting) {
      if (time < renewal.deadline) this.#make(renewal);
      else renewal.done(this.#options.group.leader === NOBODY ? "noLeader" : "timeout");
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { done } of this.#waiting.splice(0)) done("stopped");
  }

  #make(renewal: Renewal): void {
    const { group, desk, forwarder, now } = this.#options;
    const made = (seconds: number | undefined): void => {
      if (seconds === undefined) this.#wait(renewal);
      else renewal.done(seconds);
    };
    const leader = group.memberOf(group.leader);
    if (desk.keeper !== undefined) desk.renew(renewal.id, made);
    else if (leader === undefined) this.#wait(renewal);
    else forwarder.renew(leader, renewal.id, renewal.deadline - now(), made);
  }

  #wait(renewal: Renewal): void {
    const isFull = this.#waiting.length >= WAITING_MAX;
    if (!this.#isClosed && !isFull) this.#waiting.push(renewal);
    else {
      this.#options.later(() => {
        renewal.done(isFull ? "tooManyRequests" : "stopped");
      });
    }
  }
}
