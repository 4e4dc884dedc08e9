import type { Id } from "@keyval/api";

/** All of a version of a key but its value: what stands in the key of the engine's record. */
export interface VersionRecord {
  key: Uint8Array;
  /** The revision that made it, and its number among the changes of that revision. */
  mod: number;
  sub: number;
  isTombstone: boolean;
  /** Of a tombstone these are 0. */
  create: number;
  version: number;
  lease: Id;
  valueBytes: number;
  /** What the version adds to the state's hash. */
  hashHigh: number;
  hashLow: number;
}
