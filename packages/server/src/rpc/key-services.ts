import type { WatchSource } from "./key-watch.js";
import type { KvHandlers } from "./kv.js";
import type { LeaseHandlers } from "./lease.js";
import type { Served } from "./served.js";

/** What locks and elections are built from: what every client has as well. */
export interface KeyServices {
  readonly kv: KvHandlers;
  readonly lease: Pick<LeaseHandlers, "grant">;
  readonly watches: WatchSource;
  readonly header: Served["header"];
}

/** For whoever does not wait for an answer any more. */
export type GiveUp = () => void;
