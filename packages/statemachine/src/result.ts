import type {
  AlarmResponse,
  AuthEnableResponse,
  CompactionResponse,
  DeleteRangeResponse,
  DowngradeResponse,
  LeaseGrantResponse,
  LeaseRevokeResponse,
  MemberListResponse,
  PutResponse,
  TxnResponse,
} from "@keyval/api";
import type { Refusal } from "./refusal.js";

/** What each lease of a renewal was granted, in their order; 0 for one that is not there. */
export interface RenewalResult {
  readonly ttls: readonly number[];
}

/** The number of a new session. */
export interface SessionRegistered {
  readonly session: number;
}

/** Of a command that has nothing to say. */
export interface Done {
  readonly done: true;
}

export const DONE: Done = { done: true };

/**
 * What whoever proposed a command is told: a response without its header, which the server adds, or why nothing was done. A
 * result that a session remembered has a header with nothing in it but the revision of its time.
 */
export type Result =
  | PutResponse
  | DeleteRangeResponse
  | TxnResponse
  | CompactionResponse
  | LeaseGrantResponse
  | LeaseRevokeResponse
  // As those of all other changes of users and roles.
  | AuthEnableResponse
  // As those of all changes of members.
  | MemberListResponse
  | AlarmResponse
  | DowngradeResponse
  | SessionRegistered
  | RenewalResult
  | Done
  | Refusal;
