import { type Id, PermissionType, UserAddCommand } from "@keyval/api";
import { bytesOf } from "../key-index/key-index-model.test-helper.js";
import { Leases } from "../leases/leases.js";
import { AuthStore } from "./auth-store.js";
import { ROOT_ROLE, ROOT_USER } from "./root.js";

const { READ, WRITE, READWRITE } = PermissionType;

export const newUser = (name: string): UserAddCommand =>
  UserAddCommand.create({ name, hash: bytesOf(`hash of ${name}`) });

/** A permission on `[key, rangeEnd)`, in letters. */
export const permission = (permType: PermissionType, key: string, rangeEnd = "") => ({
  permType,
  key: bytesOf(key),
  rangeEnd: bytesOf(rangeEnd),
});

export const reads = (key: string, rangeEnd?: string) => permission(READ, key, rangeEnd);
export const writes = (key: string, rangeEnd?: string) => permission(WRITE, key, rangeEnd);
export const readsAndWrites = (key: string, rangeEnd?: string) => permission(READWRITE, key, rangeEnd);

/** Each user has a role of its own name with these permissions; there is root beside them, and users are checked. */
export function enabledStore(
  users: Readonly<Record<string, readonly ReturnType<typeof permission>[]>> = {},
): AuthStore {
  const store = new AuthStore();
  store.addUser(newUser(ROOT_USER));
  store.grantRole(ROOT_USER, ROOT_ROLE);
  for (const [name, permissions] of Object.entries(users)) {
    store.addUser(newUser(name));
    store.addRole(name);
    store.grantRole(name, name);
    for (const granted of permissions) store.grantPermission(name, granted);
  }
  store.enable();
  return store;
}

/** Leases with a key each. */
export function leasesWith(...attached: readonly (readonly [lease: Id, key: string])[]): Leases {
  const leases = new Leases();
  for (const [lease, key] of attached) {
    leases.grant(lease, 10, 0);
    leases.attach(lease, bytesOf(key));
  }
  return leases;
}
