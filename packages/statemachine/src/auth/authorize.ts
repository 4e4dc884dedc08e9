import type { ErrorName, Id, UserState } from "@keyval/api";
import type { KeySet } from "../leases/attached-keys.js";
import type { Access, KeyAccess } from "./access.js";
import { accessOf, type Judged, type Rpc } from "./access-of.js";
import type { AuthStore } from "./auth-store.js";
import { hasRootRole } from "./root.js";

/** On whose behalf a request comes; the header of an entry is one. */
export interface Caller {
  /** Empty for nobody. */
  readonly user: string;
  /** The auth revision under which the user was recognised. */
  readonly authRevision: number;
}

/** The keys of the leases, which a user must be able to read or write. */
export interface LeasedKeys {
  ids(): readonly Id[];
  /** Whether the lease has no other keys than these. */
  areAllIn(lease: Id, keys: KeySet): boolean;
}

/**
 * Whether somebody may do what is asked for; undefined if so. This is the only judge: of commands when they are applied, of
 * queries when they are read, and once more when their answer took several turns, of watches when they are delivered.
 */
export function authorize<Name extends Rpc>(
  auth: AuthStore,
  leases: LeasedKeys,
  caller: Caller,
  rpc: Name,
  request: Judged<Name>,
): ErrorName | undefined {
  return auth.enabled ? refusal(auth, leases, caller, accessOf(rpc, request)) : undefined;
}

/** Whoever watches stays the user that it was when it began: it is not asked under which revision that was. */
export function presentCaller(auth: AuthStore, user: string): Caller {
  return { user, authRevision: auth.revision };
}

function refusal(auth: AuthStore, leases: LeasedKeys, caller: Caller, access: Access): ErrorName | undefined {
  if (access.needs === "nothing") return undefined;
  if (caller.user === "") return "userEmpty";
  const user = auth.user(caller.user);
  switch (access.needs) {
    case "login":
      return user === undefined ? "permissionDenied" : undefined;
    case "admin":
      return adminRefusal(user);
    case "user":
      return user?.name === access.name ? undefined : adminRefusal(user);
    case "role":
      return user?.roles.includes(access.name) === true ? undefined : adminRefusal(user);
    case "keys":
      // Only here: an admin who changes several things at once is not stopped by the first of them.
      if (caller.authRevision < auth.revision) return "authOldRevision";
      if (user === undefined) return "permissionDenied";
      return hasRootRole(user) || mayAccess(auth, leases, user, access) ? undefined : "permissionDenied";
  }
}

function adminRefusal(user: UserState | undefined): ErrorName | undefined {
  if (user === undefined) return "userNotFound";
  return hasRootRole(user) ? undefined : "permissionDenied";
}

function mayAccess(auth: AuthStore, leases: LeasedKeys, user: UserState, access: KeyAccess): boolean {
  const { reads, writes } = auth.grantedTo(user.name);
  const readLeases = access.readLeases === "all" ? leases.ids() : access.readLeases;
  return (
    access.writes.every((keys) => writes.covers(keys)) &&
    access.reads.every((keys) => reads.covers(keys)) &&
    access.writeLeases.every((id) => leases.areAllIn(id, writes)) &&
    readLeases.every((id) => leases.areAllIn(id, reads))
  );
}
