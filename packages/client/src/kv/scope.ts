import type { Connection } from "../connection/connection.js";
import type { Rpc } from "../connection/rpc.js";
import type { Codec } from "./codec.js";
import type { KeySpace } from "./key-space.js";

/** Where and how keys are read and written. */
export interface Scope<In, Out> {
  readonly connection: Connection;
  readonly rpc: Pick<Rpc, "kv">;
  readonly space: KeySpace;
  readonly codec: Codec<In, Out>;
}
