import { Connection } from "./connection/connection.js";
import type { CallOptions, ClientOptions } from "./connection/options.js";
import { Rpc } from "./connection/rpc.js";
import { Claim, type ClaimOptions } from "./coordination/claim.js";
import { Election } from "./coordination/election.js";
import type { Bytes } from "./kv/bytes.js";
import { type Codec, string } from "./kv/codec.js";
import type { Keys } from "./kv/key-range.js";
import { KeySpace } from "./kv/key-space.js";
import { Kv } from "./kv/kv.js";
import type { Scope } from "./kv/scope.js";
import { LeaseKeeper } from "./lease/lease-keeper.js";
import { Leases } from "./lease/leases.js";
import { Session } from "./session/session.js";
import type { Watcher, WatchOptions } from "./watch/watcher.js";

const NO_BYTES = new Uint8Array(0);

/** A client of a cluster. It connects when it is needed, and holds sockets until it is closed. */
export class Client implements Disposable {
  /** All that the protocol has, in its own messages. */
  readonly rpc: Rpc;
  /** Keys and values, these as texts unless `kv.as` says otherwise. */
  readonly kv: Kv<string | Uint8Array, string>;
  readonly leases: Leases;
  readonly #connection: Connection;
  readonly #keeper: LeaseKeeper;
  readonly #scope: Scope<string | Uint8Array, string>;

  constructor(options: ClientOptions = {}) {
    this.#connection = new Connection(options);
    this.rpc = new Rpc(this.#connection);
    this.#scope = { connection: this.#connection, rpc: this.rpc, space: new KeySpace(), codec: string };
    this.kv = new Kv(this.#scope);
    this.#keeper = new LeaseKeeper(this.#connection);
    this.leases = new Leases(this.#connection, this.rpc, this.#keeper);
  }

  /**
   * What happens to keys from now on, or from a revision on. Resolves once a server watches.
   *
   * ```ts
   * using watch = await client.watch(prefix("users/"));
   * await client.kv.put("users/ada", "admin");
   * for await (const { type, key } of watch) if (type === "put" && key === "users/ada") break;
   * ```
   */
  watch(keys: Keys, options?: WatchOptions): Promise<Watcher<string>> {
    return this.kv.watch(keys, options);
  }

  /**
   * Resolves when this client holds the lock of this name, and nobody else does, in the order of asking.
   *
   * ```ts
   * await using lock = await client.lock("jobs");
   * await client.kv.transaction().if(lock.held).do(client.kv.ops.put("job", "done")).commit();
   * ```
   */
  lock(name: Bytes, options: ClaimOptions = {}): Promise<Claim> {
    return Claim.stake(this.#scope, this.leases, name, NO_BYTES, options);
  }

  /**
   * An election by this name, in which whoever has a say for the time being tells what it has to say.
   *
   * ```ts
   * await using leadership = await client.election("boss").campaign("ada");
   * await leadership.proclaim("ada, and she is busy");
   * ```
   */
  election(name: Bytes): Election<string | Uint8Array, string>;
  election<In, Out>(name: Bytes, codec: Codec<In, Out>): Election<In, Out>;
  election(name: Bytes, codec: Codec<string | Uint8Array, string> = string): unknown {
    return new Election({ ...this.#scope, codec }, this.leases, name);
  }

  /**
   * Opens a session with KeyVal: changes that are made in it are made again by themselves also where their outcome is unknown,
   * and yet done once. Fails with `SessionsUnsupported` where the server is etcd.
   *
   * ```ts
   * const session = await client.session();
   * await session.kv.put("counter", "1");
   * await using lock = await session.lock("jobs");
   * ```
   */
  session(options?: CallOptions): Promise<Session> {
    return Session.open(this.#scope, this.rpc, this.#keeper, options);
  }

  /** Where it connects to. */
  get endpoints(): string[] {
    return this.#connection.endpoints.texts;
  }

  /** Connects to these from now on; what is under way goes on where it is. */
  setEndpoints(endpoints: readonly string[]): void {
    this.#connection.endpoints.set(endpoints);
  }

  /** Connects to what the members of the cluster say of themselves from now on. */
  async syncEndpoints(): Promise<void> {
    const { members } = await this.rpc.cluster.memberList({ linearizable: true });
    const urls = members.filter(({ isLearner }) => !isLearner).flatMap(({ clientURLs }) => clientURLs);
    if (urls.length > 0) this.setEndpoints(urls);
  }

  /** Ends all that is under way. Leases are not renewed any more, and run out. */
  close(): void {
    this.#keeper.close();
    this.#connection.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
