import type { Id } from "@keyval/api";

/** What all members know of a lease. The keys that are attached to it are found by what is in the keyspace. */
export interface Lease {
  readonly id: Id;
  /** In seconds, as granted: what a renewal starts again. */
  readonly ttl: number;
  /** In milliseconds of lease time. The lease lives on until an expiry finds it here. */
  readonly deadline: number;
}

/** All leases in the order of their ids, and how far lease time has come. */
export interface LeasesState {
  readonly time: number;
  readonly leases: readonly Lease[];
}
