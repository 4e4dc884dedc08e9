import { Connection } from "./connection/connection.js";
import type { ClientOptions } from "./connection/options.js";
import { Rpc } from "./connection/rpc.js";
import { string } from "./kv/codec.js";
import type { Keys } from "./kv/key-range.js";
import { KeySpace } from "./kv/key-space.js";
import { Kv } from "./kv/kv.js";
import type { Watcher, WatchOptions } from "./watch/watcher.js";

/** A client of a cluster. It connects when it is needed, and holds sockets until it is closed. */
export class Client implements Disposable {
  /** All that the protocol has, in its own messages. */
  readonly rpc: Rpc;
  /** Keys and values, these as texts unless `kv.as` says otherwise. */
  readonly kv: Kv<string | Uint8Array, string>;
  readonly #connection: Connection;

  constructor(options: ClientOptions = {}) {
    this.#connection = new Connection(options);
    this.rpc = new Rpc(this.#connection);
    this.kv = new Kv({ connection: this.#connection, rpc: this.rpc, space: new KeySpace(), codec: string });
  }

  /**
   * What happens to keys from now on, or from a revision on. Resolves once a server watches.
   *
   * ```ts
   * using watch = await client.watch(prefix("users/"));
   * for await (const event of watch) console.log(event.type, event.key);
   * ```
   */
  watch(keys: Keys, options: WatchOptions = {}): Promise<Watcher<string>> {
    return this.kv.watch(keys, options);
  }

  /** Where it connects to. */
  get endpoints(): string[] {
    return this.#connection.endpoints.texts;
  }

  setEndpoints(endpoints: readonly string[]): void {
    this.#connection.endpoints.set(endpoints);
  }

  /** Ends all that is under way. */
  close(): void {
    this.#connection.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
