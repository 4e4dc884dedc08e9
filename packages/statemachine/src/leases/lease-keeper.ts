import type { Id } from "@keyval/api";
import { LeaseClock } from "./lease-clock.js";
import type { LeaseCommand, LeaseExpiry, LeaseRenewal, LeaseTime } from "./lease-command.js";
import type { Leases } from "./leases.js";
import { LEASE_TIME_INTERVAL } from "./limits.js";
import { Renewals, type RenewalDone } from "./renewals.js";

/** What lives by lease time. */
export interface LivingByTime {
  readonly leases: Leases;
  readonly sessions: { readonly size: number };
}

/**
 * What a leader does for leases during one term: it tells lease time, gathers renewals, and notices which leases are over.
 * It changes nothing itself: what it wants goes through the log as commands, and everybody, itself included, believes
 * them when they are applied. Made when the leader has applied the first entry of its term, closed when it leads no more.
 *
 * The host calls `commands` at the end of each turn in which there was a renewal, and at `wakeAt`; it proposes what it is
 * given, in that order, and reports each command as settled, by its result or by its failure.
 */
export class LeaseKeeper {
  readonly #leases: Leases;
  readonly #sessions: { readonly size: number };
  readonly #term: number;
  readonly #clock: LeaseClock;
  readonly #renewals = new Renewals();
  /** At most one of each is under way: a group without a quorum does not pile them up. */
  #expiry: LeaseExpiry | undefined;
  #tick: LeaseTime | undefined;
  #toldAt: number;

  constructor({ leases, sessions }: LivingByTime, term: number, now: number) {
    this.#leases = leases;
    this.#sessions = sessions;
    this.#term = term;
    this.#clock = new LeaseClock(leases.time, now);
    this.#toldAt = leases.time;
  }

  /** What a grant that is proposed now carries. */
  time(now: number): number {
    return this.#clock.at(now);
  }

  /** Answers when the renewal is committed, or when nobody can say any more; false if too many wait already. */
  renew(id: Id, done: RenewalDone): boolean {
    return this.#renewals.add(id, done);
  }

  /**
   * Renewals come before expiries: a process that stood still finds the renewals of that time in its sockets, and they
   * save their leases.
   */
  commands(now: number): LeaseCommand[] {
    const time = this.#clock.at(now);
    const commands: LeaseCommand[] = this.#renewals.take().map((ids) => ({ kind: "leaseRenew", ids, time }));
    const ids = this.#expiry === undefined ? this.#leases.dueAt(time) : [];
    if (ids.length > 0) {
      this.#expiry = { kind: "leaseExpire", ids, time, term: this.#term };
      commands.push(this.#expiry);
    }
    if (commands.length === 0 && this.#isTimeToTell(time)) {
      this.#tick = { kind: "leaseTime", time };
      commands.push(this.#tick);
    }
    if (commands.length > 0) this.#toldAt = time;
    return commands;
  }

  /** A renewal was applied, and this is what each lease has; without it, its outcome is unknown. */
  settledRenewal({ ids }: LeaseRenewal, ttls: readonly number[] | undefined): void {
    this.#renewals.settle(ids, ttls);
  }

  /** An expiry or a time was applied, or will not be. */
  settled(command: LeaseExpiry | LeaseTime): void {
    if (command === this.#expiry) this.#expiry = undefined;
    if (command === this.#tick) this.#tick = undefined;
  }

  /** When `commands` wants to be called next, on the clock of `now`; infinite while nothing lives by lease time. */
  wakeAt(): number {
    if (!this.#isTimeNeeded) return Infinity;
    const told = this.#tick === undefined ? this.#toldAt + LEASE_TIME_INTERVAL : Infinity;
    const due = this.#expiry === undefined ? this.#leases.nextDeadline() : Infinity;
    return this.#clock.whenIs(Math.min(told, due));
  }

  /** Somebody else leads: all who wait are told that nobody knows. */
  close(): void {
    this.#renewals.close();
  }

  get #isTimeNeeded(): boolean {
    return this.#leases.size > 0 || this.#sessions.size > 0;
  }

  #isTimeToTell(time: number): boolean {
    return this.#tick === undefined && this.#isTimeNeeded && time >= this.#toldAt + LEASE_TIME_INTERVAL;
  }
}
