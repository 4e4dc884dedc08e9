import type {
  CompactionResponse,
  DeleteRangeResponse,
  LeaseGrantResponse,
  LeaseRevokeResponse,
  PutResponse,
  TxnResponse,
} from "@keyval/api";
import type { Refusal } from "./refusal.js";

/** What each lease of a renewal was granted, in their order; 0 for one that is not there. */
export interface RenewalResult {
  readonly ttls: readonly number[];
}

/** Of a command that has nothing to say. */
export interface Done {
  readonly done: true;
}

export const DONE: Done = { done: true };

/** What whoever proposed a command is told: a response without its header, which the server adds, or why nothing was done. */
export type Result =
  | PutResponse
  | DeleteRangeResponse
  | TxnResponse
  | CompactionResponse
  | LeaseGrantResponse
  | LeaseRevokeResponse
  | RenewalResult
  | Done
  | Refusal;
