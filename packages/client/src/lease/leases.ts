import type { Id } from "@keyval/api";
import type { Connection } from "../connection/connection.js";
import type { CallOptions } from "../connection/options.js";
import type { Rpc } from "../connection/rpc.js";
import { LeaseNotFound } from "../errors/index.js";
import { toText } from "../kv/bytes.js";
import { Lease } from "./lease.js";
import type { LeaseKeeper } from "./lease-keeper.js";

export interface LeaseState {
  /** What is left of it. */
  readonly secondsLeft: number;
  readonly ttlSeconds: number;
  /** The keys that live by it. */
  readonly keys: readonly string[];
}

/** Leases: times that run out unless they are renewed, and keys with them. */
export class Leases {
  readonly #connection: Connection;
  readonly #rpc: Pick<Rpc, "lease">;
  readonly #keeper: LeaseKeeper;

  constructor(connection: Connection, rpc: Pick<Rpc, "lease">, keeper: LeaseKeeper) {
    this.#connection = connection;
    this.#rpc = rpc;
    this.#keeper = keeper;
  }

  /**
   * A lease that is kept alive until it is revoked; one whose client dies runs out after so many seconds.
   *
   * ```ts
   * await using lease = await client.leases.grant(10);
   * await kv.put("online/ada", "yes", { lease: lease.id });
   * ```
   */
  async grant(ttlSeconds: number, options: { readonly id?: Id } & CallOptions = {}): Promise<Lease> {
    const askedAt = this.#connection.clock.now();
    const { ID, TTL } = await this.#rpc.lease.leaseGrant({ TTL: ttlSeconds, ID: options.id ?? 0 }, options);
    const lease = new Lease(this.#rpc, this.#keeper, ID, TTL);
    this.#keeper.add(lease, askedAt);
    return lease;
  }

  async revoke(id: Id, options?: CallOptions): Promise<void> {
    await this.#rpc.lease.leaseRevoke({ ID: id }, options);
  }

  /** How a lease stands, whoever holds it. */
  async state(id: Id, options?: CallOptions): Promise<LeaseState> {
    const { TTL, grantedTTL, keys } = await this.#rpc.lease.leaseTimeToLive({ ID: id, keys: true }, options);
    if (TTL < 0) throw new LeaseNotFound();
    return { secondsLeft: TTL, ttlSeconds: grantedTTL, keys: keys.map(toText) };
  }

  /** The ids of all that there are. */
  async list(options?: CallOptions): Promise<Id[]> {
    return (await this.#rpc.lease.leaseLeases({}, options)).leases.map(({ ID }) => ID);
  }
}
