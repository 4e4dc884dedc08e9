import { ClaimLost, WatchCompacted } from "../errors/index.js";
import type { CallOptions } from "../connection/options.js";
import { type Bytes, concat, toBytes } from "../kv/bytes.js";
import type { Entry } from "../kv/entry.js";
import { prefix } from "../kv/key-range.js";
import { Kv } from "../kv/kv.js";
import type { Scope } from "../kv/scope.js";
import type { Leases } from "../lease/leases.js";
import type { Watcher } from "../watch/watcher.js";
import { Claim, type ClaimOptions } from "./claim.js";

/** An election: one of its candidates leads, and says something that all can read. */
export class Election<In, Out> {
  readonly #scope: Scope<In, Out>;
  readonly #leases: Leases;
  readonly #name: Bytes;
  /** The candidates. */
  readonly #kv: Kv<In, Out>;

  constructor(scope: Scope<In, Out>, leases: Leases, name: Bytes) {
    this.#scope = scope;
    this.#leases = leases;
    this.#name = name;
    this.#kv = new Kv(scope).namespace(concat(toBytes(name), toBytes("/")));
  }

  /** Resolves when this candidate leads. */
  async campaign(value: In, options: ClaimOptions = {}): Promise<Leadership<In>> {
    const bytes = this.#scope.codec.encode(value);
    const claim = await Claim.stake(this.#scope, this.#leases, this.#name, bytes, options);
    return new Leadership(this.#scope, claim);
  }

  /** What the leader says; undefined where nobody leads. */
  async leader(options?: CallOptions): Promise<Entry<Out> | undefined> {
    return this.#kv.range(prefix(""), { ...options, sortBy: "createRevision" }).first();
  }

  /** The leader, and again whenever it is another one or says something else, until the loop is left. */
  async *observe(options: Pick<CallOptions, "signal"> = {}): AsyncGenerator<Entry<Out>, void, void> {
    const watch = await this.#kv.watch(prefix(""), options);
    try {
      let last: Entry<Out> | undefined;
      const changed = (leader: Entry<Out> | undefined): leader is Entry<Out> => {
        const isNew = leader !== undefined && leader.revision !== last?.revision;
        last = leader;
        return isNew;
      };
      const first = await this.leader(options);
      if (changed(first)) yield first;
      for await (const revision of changesIn(watch)) {
        // Several changes may have been seen in one look.
        if (revision < (last?.revision ?? 0)) continue;
        const leader = await this.leader(options);
        if (changed(leader)) yield leader;
      }
    } finally {
      watch.close();
    }
  }
}

/** The revision of each change, and the last one of those that were compacted before they were told. */
async function* changesIn(watch: Watcher<unknown>): AsyncGenerator<number, void, void> {
  for (;;) {
    try {
      for await (const { revision } of watch) yield revision;
      return;
    } catch (error) {
      if (!(error instanceof WatchCompacted)) throw error;
      yield error.to;
    }
  }
}

/** What the leader of an election has: until it resigns or is lost. */
export class Leadership<In> implements AsyncDisposable {
  readonly #scope: Scope<In, unknown>;
  readonly #claim: Claim;

  constructor(scope: Scope<In, unknown>, claim: Claim) {
    this.#scope = scope;
    this.#claim = claim;
  }

  /** As of a lock: it grows with every leader. */
  get token(): number {
    return this.#claim.token;
  }

  /** Aborted, with a `ClaimLost`, when another one may lead. */
  get signal(): AbortSignal {
    return this.#claim.signal;
  }

  /** Holds as long as it leads: for transactions that only the leader may make. */
  get held(): Claim["held"] {
    return this.#claim.held;
  }

  /** Says something else. */
  async proclaim(value: In, options?: CallOptions): Promise<void> {
    const kv = new Kv(this.#scope);
    const say = kv.ops.put(this.#claim.keyBytes, value, { keepLease: true });
    const { succeeded } = await kv.transaction().if(this.held).do(say).commit(options);
    if (!succeeded) throw new ClaimLost("another candidate leads, or none");
  }

  async resign(): Promise<void> {
    await this.#claim.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#claim[Symbol.asyncDispose]();
  }
}
