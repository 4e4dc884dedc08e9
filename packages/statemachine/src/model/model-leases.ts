import { type Id, LEASE_TTL_SECONDS_MAX, LEASE_TTL_SECONDS_MIN } from "@keyval/api";
import { fail } from "./model-answer.js";

export interface ModelLease {
  readonly ttl: number;
  /** In milliseconds of lease time. */
  readonly deadline: number;
}

/** The leases of a group, and the time that its log tells of. */
export class ModelLeases {
  readonly byId = new Map<Id, ModelLease>();
  time = 0;

  grant(id: Id, ttl: number, time: number): object {
    if (id === 0) fail("leaseNotFound");
    if (ttl > LEASE_TTL_SECONDS_MAX) fail("leaseTtlTooLarge");
    if (this.byId.has(id)) fail("leaseExists");
    this.pass(time);
    const granted = Math.max(ttl, LEASE_TTL_SECONDS_MIN);
    this.#start(id, granted);
    return { ID: id, TTL: granted };
  }

  renew(ids: readonly Id[], time: number): object {
    this.pass(time);
    const ttls = ids.map((id) => {
      const ttl = this.byId.get(id)?.ttl ?? 0;
      if (ttl > 0) this.#start(id, ttl);
      return ttl;
    });
    return { ttls };
  }

  /** Which of them an expiry ends that was decided in one term and stands in the log under another or the same. */
  over(ids: readonly Id[], time: number, decidedIn: number, term: number): Id[] {
    if (decidedIn !== term) return [];
    this.pass(time);
    return ids.filter((id, i) => ids.indexOf(id) === i && (this.byId.get(id)?.deadline ?? Infinity) <= time);
  }

  pass(time: number): void {
    this.time = Math.max(this.time, time);
  }

  #start(id: Id, ttl: number): void {
    this.byId.set(id, { ttl, deadline: this.time + ttl * 1000 });
  }
}
