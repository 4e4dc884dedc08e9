import type { Id } from "@keyval/api";
import type { CallOptions } from "../connection/options.js";
import type { Rpc } from "../connection/rpc.js";
import { LeaseLost, LeaseNotFound } from "../errors/index.js";
import type { LeaseKeeper } from "./lease-keeper.js";

/**
 * A lease that is kept alive until it is revoked. Keys that were put with its `id` live as long as it does. `await using`
 * revokes it.
 */
export class Lease implements AsyncDisposable {
  readonly id: Id;
  /** What the server granted, which may be more than was asked for. */
  readonly ttlSeconds: number;
  readonly #rpc: Pick<Rpc, "lease">;
  readonly #keeper: LeaseKeeper;
  readonly #lost = new AbortController();
  #isRevoked = false;

  constructor(rpc: Pick<Rpc, "lease">, keeper: LeaseKeeper, id: Id, ttlSeconds: number) {
    this.#rpc = rpc;
    this.#keeper = keeper;
    this.id = id;
    this.ttlSeconds = ttlSeconds;
  }

  /** Aborted, with a `LeaseLost`, when the lease is lost: to be handed to whatever must not go on without it. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Its keys are gone with it. */
  async revoke(options?: CallOptions): Promise<void> {
    this.#isRevoked = true;
    this.#keeper.remove(this);
    try {
      await this.#rpc.lease.leaseRevoke({ ID: this.id }, options);
    } catch (error) {
      // That it is gone is what was wanted.
      if (!(error instanceof LeaseNotFound)) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What cannot be revoked runs out by itself.
    if (!this.#isRevoked && !this.signal.aborted) await this.revoke().catch(() => undefined);
  }

  // --- For its keeper.

  lost(message: string, cause: unknown): void {
    this.#lost.abort(new LeaseLost(message, { cause }));
  }
}
