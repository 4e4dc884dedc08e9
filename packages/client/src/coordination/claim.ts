import { CompareResult, CompareTarget, type Init, type TxnRequest } from "@keyval/api";
import { anySignal } from "../connection/any-signal.js";
import { ClaimLost, WatchCompacted } from "../errors/index.js";
import { type Bytes, concat, toBytes, toText } from "../kv/bytes.js";
import { bytes } from "../kv/codec.js";
import type { Condition } from "../kv/condition.js";
import { KeySpace } from "../kv/key-space.js";
import type { Scope } from "../kv/scope.js";
import type { Lease } from "../lease/lease.js";
import type { Leases } from "../lease/leases.js";
import { CLAIM_TTL_SECONDS } from "../limits.js";
import { Watcher } from "../watch/watcher.js";
import { type Place, untilFirst } from "./place.js";

export interface ClaimOptions {
  /** After so long it is free again if its holder dies. Default: 15 seconds. */
  readonly ttlSeconds?: number;
  /** Lives by this lease instead of one of its own. */
  readonly lease?: Lease;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

type AnyScope = Scope<never, unknown>;

/** What is held by whoever stands first in a queue: a lock, or the leadership in an election. */
export class Claim implements AsyncDisposable {
  readonly #scope: AnyScope;
  readonly #place: Place;
  readonly #lease: Lease;
  readonly #ownsLease: boolean;
  readonly #lost = new AbortController();
  readonly #unlisten: () => void;
  #guard: Watcher<Uint8Array> | undefined;
  #isReleased = false;

  private constructor(scope: AnyScope, place: Place, lease: Lease, ownsLease: boolean) {
    this.#scope = scope;
    this.#place = place;
    this.#lease = lease;
    this.#ownsLease = ownsLease;
    const { signal, release } = anySignal([lease.signal]);
    signal.addEventListener("abort", () => this.#lose("its lease is lost", signal.reason), { once: true });
    this.#unlisten = release;
  }

  /** Queues up, and resolves when it is its turn. */
  static async stake(
    scope: AnyScope,
    leases: Leases,
    name: Bytes,
    value: Uint8Array,
    options: ClaimOptions,
  ): Promise<Claim> {
    // One of its own, whose answer was lost, holds nothing and runs out.
    const grant = { ...options, repeatable: true };
    const lease = options.lease ?? (await leases.grant(options.ttlSeconds ?? CLAIM_TTL_SECONDS, grant));
    const { signal, release } = anySignal([options.signal, lease.signal]);
    let place: Place | undefined;
    try {
      place = await queueUp(scope, scope.space.key(concat(toBytes(name), toBytes("/"))), value, lease, signal);
      const revision = await untilFirst(scope, place, signal);
      const claim = new Claim(scope, place, lease, options.lease === undefined);
      await claim.#watchOver(revision + 1);
      return claim;
    } catch (error) {
      // Nobody shall wait for who waits no more.
      if (options.lease === undefined) await lease[Symbol.asyncDispose]();
      else if (place !== undefined) await scope.rpc.kv.txn(leaving(place), { repeatable: true }).catch(() => undefined);
      throw error;
    } finally {
      release();
    }
  }

  /** The key that stands for it. */
  get key(): string {
    return toText(this.keyBytes);
  }

  get keyBytes(): Uint8Array {
    return this.#scope.space.inside(this.#place.key);
  }

  /**
   * The fencing token: it grows with every holder. A resource that remembers the largest one it has seen and refuses
   * smaller ones is safe from a holder that does not know yet that it has lost.
   */
  get token(): number {
    return this.#place.token;
  }

  /** Holds for as long as the claim does: for transactions that nobody but the holder may make. */
  get held(): Condition {
    return isHeld(this.#place);
  }

  /** Aborted, with a `ClaimLost`, when it is lost. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** The next one's turn. */
  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#stop();
    if (this.#ownsLease) await this.#lease.revoke();
    else await this.#scope.rpc.kv.txn(leaving(this.#place), { repeatable: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What cannot be released now is free when its lease runs out.
    await this.release().catch(() => undefined);
  }

  #stop(): void {
    this.#isReleased = true;
    this.#unlisten();
    this.#guard?.close();
  }

  #lose(why: string, cause: unknown): void {
    if (this.#isReleased) return;
    this.#stop();
    this.#lost.abort(new ClaimLost(`"${this.key}" is not held any more: ${why}`, { cause }));
  }

  /** Somebody may delete the key, and the lease would not tell. */
  async #watchOver(revision: number): Promise<void> {
    const everywhere = { ...this.#scope, space: new KeySpace(), codec: bytes };
    const options = { revision, only: "delete", outageMs: Infinity } as const;
    this.#guard = await Watcher.create(this.#scope.connection, everywhere, this.#place.key, options);
    if (this.#isReleased) this.#guard.close();
    this.#untilDeleted(this.#guard).then(
      (isDeleted) => isDeleted && this.#lose("its key was deleted", undefined),
      (error: unknown) => this.#lose("it can not be watched over", error),
    );
  }

  async #untilDeleted(guard: Watcher<Uint8Array>): Promise<boolean> {
    for (;;) {
      try {
        for await (const _ of guard) return true;
        return false;
      } catch (error) {
        if (!(error instanceof WatchCompacted)) throw error;
      }
      // It may have been deleted in what was compacted before that was told.
      if (!(await this.#isThere())) return true;
    }
  }

  async #isThere(): Promise<boolean> {
    const { key, token } = this.#place;
    // Whom nobody answers for longer than that has lost the lease as well.
    const options = { timeoutMs: this.#lease.ttlSeconds * 1000 };
    const { kvs } = await this.#scope.rpc.kv.range({ key, keysOnly: true }, options);
    return kvs[0]?.createRevision === token;
  }
}

/** Puts a key that only this lease can have put, so that doing it twice is as good as once. */
async function queueUp(
  { rpc }: AnyScope,
  queue: Uint8Array,
  value: Uint8Array,
  lease: Lease,
  signal: AbortSignal,
): Promise<Place> {
  const key = concat(queue, toBytes(lease.id.toString(16)));
  const { header, succeeded, responses } = await rpc.kv.txn(
    {
      compare: [isHeld({ queue, key, token: 0 })],
      success: [{ requestPut: { key, value, lease: lease.id } }],
      failure: [{ requestRange: { key } }],
    },
    { signal, repeatable: true },
  );
  const token = succeeded ? header?.revision : responses[0]?.responseRange?.kvs[0]?.createRevision;
  return { queue, key, token: token ?? 0 };
}

function isHeld({ key, token }: Place): Condition {
  return { key, target: CompareTarget.CREATE, result: CompareResult.EQUAL, createRevision: token };
}

function leaving(place: Place): Init<TxnRequest> {
  return { compare: [isHeld(place)], success: [{ requestDeleteRange: { key: place.key } }] };
}
