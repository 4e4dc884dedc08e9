import type { Id } from "@keyval/api";

/** What a leader proposes so that leases live and end. Times are lease time; each command moves the state's time on. */
export type LeaseCommand = LeaseRenewal | LeaseExpiry | LeaseTime;

/** All renewals of a turn, each lease once. */
export interface LeaseRenewal {
  readonly kind: "leaseRenew";
  readonly ids: readonly Id[];
  readonly time: number;
}

export interface LeaseExpiry {
  readonly kind: "leaseExpire";
  readonly ids: readonly Id[];
  readonly time: number;
  /** In which the proposer led: under another one the command is void. */
  readonly term: number;
}

export interface LeaseTime {
  readonly kind: "leaseTime";
  readonly time: number;
}
