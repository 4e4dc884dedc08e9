import { Connection } from "./connection/connection.js";
import type { ClientOptions } from "./connection/options.js";
import { Rpc } from "./connection/rpc.js";
import { string } from "./kv/codec.js";
import { KeySpace } from "./kv/key-space.js";
import { Kv } from "./kv/kv.js";

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
    this.kv = new Kv({ rpc: this.rpc, space: new KeySpace(), codec: string });
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
