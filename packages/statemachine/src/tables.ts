import type { Keyspace } from "./keyspace/keyspace.js";
import type { Leases } from "./leases/leases.js";

/** All that commands change. */
export interface Tables {
  readonly keyspace: Keyspace;
  readonly leases: Leases;
}
