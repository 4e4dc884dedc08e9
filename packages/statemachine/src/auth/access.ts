import type { Id } from "@keyval/api";
import type { RequestedKeys } from "./requested-keys.js";

/** What a request needs before it may be done or answered. */
export type Access =
  /** Open to everybody; a user; a user with the root role. */
  | { readonly needs: "nothing" | "login" | "admin" }
  /** That user, or an admin. */
  | { readonly needs: "user"; readonly name: string }
  /** Somebody with that role, or an admin. */
  | { readonly needs: "role"; readonly name: string }
  | KeyAccess;

/** A user with all of these permissions. */
export interface KeyAccess {
  readonly needs: "keys";
  readonly reads: readonly RequestedKeys[];
  readonly writes: readonly RequestedKeys[];
  /** Leases whose keys must all be readable. */
  readonly readLeases: readonly Id[] | "all";
  /** Leases whose keys must all be writable: who ends a lease deletes them. */
  readonly writeLeases: readonly Id[];
}

const NONE: readonly never[] = [];

export const NO_KEYS: KeyAccess = {
  needs: "keys",
  reads: NONE,
  writes: NONE,
  readLeases: NONE,
  writeLeases: NONE,
};
