import { type ErrorName, type Id, LEASE_TTL_SECONDS_MAX, LEASE_TTL_SECONDS_MIN } from "@keyval/api";
import type { Digest } from "../hash/digest.js";
import { StateHash } from "../hash/state-hash.js";
import type { KeySet } from "./attached-keys.js";
import { Attachments } from "./attachments.js";
import { Deadlines } from "./deadlines.js";
import { LeaseDigester } from "./lease-digest.js";
import type { Lease, LeasesState } from "./lease.js";
import { EXPIRED_KEYS_MAX, EXPIRIES_MAX, LEASE_TIME_MAX } from "./limits.js";

/** The seconds of a new lease, or why there is none. */
export type LeaseGrantOutcome = { readonly ttl: number } | { readonly error: LeaseRefusal };

export type LeaseRefusal = Extract<ErrorName, "leaseExists" | "leaseNotFound" | "leaseTtlTooLarge">;

/**
 * The leases of a group, changed by its commands alone. Time is lease time: milliseconds during which somebody led, as
 * carried by the commands; the state keeps the greatest it was told, so a command from a leader that was slow to notice
 * its end can not turn it back. A lease does not end when its time is over, but when an expiry says so that was decided
 * by the leader of the entry's own term and finds the lease over at its own time.
 *
 * The keys of a lease are not part of this state: they follow from the keyspace, which attaches them as it changes and
 * again when it is read back.
 */
export class Leases {
  readonly #leases = new Map<Id, Lease>();
  readonly #attachments = new Attachments();
  readonly #deadlines = new Deadlines();
  readonly #digester = new LeaseDigester();
  readonly #hash = new StateHash();
  #time = 0;

  constructor() {
    this.#hash.add(this.#digester.ofTime(0));
  }

  static fromState({ time, leases }: LeasesState): Leases {
    const restored = new Leases();
    restored.#advance(time);
    for (const lease of leases) restored.#insert(lease);
    return restored;
  }

  get size(): number {
    return this.#leases.size;
  }

  /** The greatest lease time that a command brought. */
  get time(): number {
    return this.#time;
  }

  get hash(): Digest {
    return this.#hash;
  }

  has(id: Id): boolean {
    return this.#leases.has(id);
  }

  get(id: Id): Lease | undefined {
    return this.#leases.get(id);
  }

  /** In the order of the ids. */
  list(): Lease[] {
    return [...this.#leases.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** In no order: to sort many takes long. */
  ids(): readonly Id[] {
    return [...this.#leases.keys()];
  }

  /** In whole seconds, at a lease time that is not before the state's; -1 for a lease that is not there. */
  timeToLive(id: Id, time: number): number {
    const lease = this.#leases.get(id);
    if (lease === undefined) return -1;
    return Math.max(0, Math.floor((lease.deadline - Math.max(time, this.#time)) / 1000));
  }

  /** A new lease, whose time counts from that of the command. Who asks without an id is given one before this. */
  grant(id: Id, ttl: number, time: number): LeaseGrantOutcome {
    if (id === 0) return { error: "leaseNotFound" };
    if (ttl > LEASE_TTL_SECONDS_MAX) return { error: "leaseTtlTooLarge" };
    if (this.#leases.has(id)) return { error: "leaseExists" };
    const granted = Math.max(ttl, LEASE_TTL_SECONDS_MIN);
    this.#advance(time);
    this.#insert({ id, ttl: granted, deadline: this.#time + granted * 1000 });
    return { ttl: granted };
  }

  /** Starts the time of each of them again. Gives back what each was granted; 0 for one that is not there. */
  renew(ids: readonly Id[], time: number): number[] {
    this.#advance(time);
    return ids.map((id) => this.#renewOne(id));
  }

  /**
   * Which of the leases end with an expiry that a leader decided in one term and that stands in the log under another
   * or the same. The caller then deletes their keys and removes them. Under another term nobody knows what the log held
   * before it when it was decided: it is void, and its time does not count either.
   */
  expire(ids: readonly Id[], time: number, decidedIn: number, term: number): Id[] {
    if (decidedIn !== term) return [];
    this.#advance(time);
    return [...new Set(ids)].filter((id) => this.#isOver(id, time));
  }

  /** Lease time goes on, and nothing else happens. */
  pass(time: number): void {
    this.#advance(time);
  }

  /** The end of a lease whose keys are deleted in the same command; false if it was not there. */
  remove(id: Id): boolean {
    const lease = this.#leases.get(id);
    if (lease === undefined) return false;
    this.#leases.delete(id);
    this.#attachments.forget(id);
    this.#hash.remove(this.#digester.ofLease(lease));
    this.#tidyDeadlines();
    return true;
  }

  /** The key's newest version carries the lease. */
  attach(id: Id, key: Uint8Array): void {
    this.#attachments.attach(id, key);
  }

  /** The newest version of the key does not carry the lease any more. */
  detach(id: Id, key: Uint8Array): void {
    this.#attachments.detach(id, key);
  }

  /** In the order of their bytes. */
  keysOf(id: Id): Uint8Array[] {
    return this.#attachments.keysOf(id);
  }

  keyCountOf(id: Id): number {
    return this.#attachments.countOf(id);
  }

  /** As of `ids`. */
  eachKeyOf(id: Id): Iterable<Uint8Array> {
    return this.#attachments.eachKeyOf(id);
  }

  /** Whether the lease has no other keys than these. */
  areAllIn(id: Id, keys: KeySet): boolean {
    return this.#attachments.areAllIn(id, keys);
  }

  /**
   * The leases that are over at this time, longest first, so many as one command should end: what a leader asks. Nothing
   * changes: who asks again without having ended them is told the same.
   */
  dueAt(time: number): Id[] {
    const due = new Map<Id, number>();
    let keys = 0;
    while (due.size < EXPIRIES_MAX && keys < EXPIRED_KEYS_MAX && this.nextDeadline() <= time) {
      const id = this.#deadlines.firstId;
      due.set(id, this.#deadlines.first);
      keys += this.#attachments.countOf(id);
      this.#deadlines.shift();
    }
    for (const [id, deadline] of due) this.#deadlines.push(deadline, id);
    return [...due.keys()];
  }

  /** When the next lease is over; infinite if there is none. */
  nextDeadline(): number {
    for (;;) {
      const noted = this.#deadlines.first;
      if (noted === Infinity) return Infinity;
      const id = this.#deadlines.firstId;
      const deadline = this.#leases.get(id)?.deadline;
      if (deadline === noted) return noted;
      this.#deadlines.shift();
      if (deadline !== undefined && deadline > noted) this.#deadlines.push(deadline, id);
    }
  }

  toState(): LeasesState {
    return { time: this.#time, leases: this.list() };
  }

  /** The hash of what is here now, from nothing: what `hash` has to be. */
  recomputeHash(): Digest {
    const hash = new StateHash();
    hash.add(this.#digester.ofTime(this.#time));
    for (const lease of this.#leases.values()) hash.add(this.#digester.ofLease(lease));
    return hash;
  }

  #renewOne(id: Id): number {
    const lease = this.#leases.get(id);
    if (lease === undefined) return 0;
    this.#hash.remove(this.#digester.ofLease(lease));
    const renewed = { id, ttl: lease.ttl, deadline: this.#time + lease.ttl * 1000 };
    this.#leases.set(id, renewed);
    this.#hash.add(this.#digester.ofLease(renewed));
    return lease.ttl;
  }

  #isOver(id: Id, time: number): boolean {
    const lease = this.#leases.get(id);
    return lease !== undefined && lease.deadline <= time;
  }

  #insert(lease: Lease): void {
    this.#leases.set(lease.id, lease);
    this.#deadlines.push(lease.deadline, lease.id);
    this.#hash.add(this.#digester.ofLease(lease));
  }

  #advance(time: number): void {
    if (time <= this.#time) return;
    this.#hash.remove(this.#digester.ofTime(this.#time));
    this.#time = Math.min(time, LEASE_TIME_MAX);
    this.#hash.add(this.#digester.ofTime(this.#time));
  }

  /** Leases that come and go long before their time leave notes behind: too many of them are thrown away together. */
  #tidyDeadlines(): void {
    if (this.#deadlines.size <= 2 * this.#leases.size + 64) return;
    this.#deadlines.clear();
    for (const { id, deadline } of this.#leases.values()) this.#deadlines.push(deadline, id);
  }
}
