import type { AuthState, ErrorName, Permission, RoleState, UserAddCommand, UserState } from "@keyval/api";
import type { Digest } from "../hash/digest.js";
import { HashedTable } from "../hash/hashed-table.js";
import { StateHash } from "../hash/state-hash.js";
import { AuthDigester } from "./auth-digester.js";
import { compareNames } from "./compare-names.js";
import { Granted } from "./granted.js";
import { isGrantable, type RequestedKeys } from "./requested-keys.js";
import { withPermission, withoutPermission } from "./permissions.js";
import { hasRootRole, ROOT_PERMISSION, ROOT_ROLE, ROOT_USER } from "./root.js";

/** Why a command changed nothing; undefined for one that was done. */
export type AuthRefusal = ErrorName | undefined;

const FIRST_REVISION = 1;
const NO_PASSWORD = new Uint8Array(0);
const NOTHING_GRANTED = new Granted([]);

/**
 * Users, roles, and whether requests are checked against them. Each change of what somebody may do, or of how somebody
 * proves to be a user, takes the next auth revision, by which requests from before it are told apart; switching the
 * checks on takes none, as in etcd. A command that changes nothing takes none either.
 */
export class AuthStore {
  readonly #digester = new AuthDigester();
  readonly #hash = new StateHash();
  readonly #users = new HashedTable<string, UserState>(this.#hash, (user) => this.#digester.ofUser(user));
  readonly #roles = new HashedTable<string, RoleState>(this.#hash, (role) => this.#digester.ofRole(role));
  /** By user, as far as they were asked for since the last change. */
  readonly #granted = new Map<string, Granted>();
  #enabled = false;
  #revision = FIRST_REVISION;

  constructor() {
    this.#hash.add(this.#digester.ofSwitch(false, FIRST_REVISION));
  }

  static fromState({ enabled, revision, users, roles }: AuthState): AuthStore {
    const store = new AuthStore();
    for (const user of users) store.#users.set(user.name, { ...user, hash: user.hash.slice() });
    for (const { name, permissions } of roles) {
      store.#roles.set(name, { name, permissions: permissions.map(ownPermission) });
    }
    store.#turn(enabled, revision);
    return store;
  }

  /** Lists are in the order of names. */
  toState(): AuthState {
    return { enabled: this.#enabled, revision: this.#revision, users: this.#sortedUsers(), roles: this.#sortedRoles() };
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  get revision(): number {
    return this.#revision;
  }

  get hash(): Digest {
    return this.#hash;
  }

  recomputedHash(): Digest {
    const hash = this.#users.recomputedHash();
    hash.add(this.#roles.recomputedHash());
    hash.add(this.#digester.ofSwitch(this.#enabled, this.#revision));
    return hash;
  }

  user(name: string): UserState | undefined {
    return this.#users.get(name);
  }

  userNames(): string[] {
    return this.#sortedUsers().map(({ name }) => name);
  }

  roleNames(): string[] {
    return this.#sortedRoles().map(({ name }) => name);
  }

  /** Undefined if there is no such role. */
  permissionsOf(role: string): readonly Permission[] | undefined {
    const found = this.#roles.get(role);
    return found?.name === ROOT_ROLE ? [ROOT_PERMISSION] : found?.permissions;
  }

  grantedTo(name: string): Granted {
    const user = this.#users.get(name);
    if (user === undefined) return NOTHING_GRANTED;
    const known = this.#granted.get(name);
    if (known !== undefined) return known;
    const granted = new Granted(user.roles.flatMap((role) => this.#roles.get(role)?.permissions ?? []));
    this.#granted.set(name, granted);
    return granted;
  }

  enable(): AuthRefusal {
    const root = this.#users.get(ROOT_USER);
    if (this.#enabled) return undefined;
    if (root === undefined) return "rootUserNotExist";
    if (!hasRootRole(root)) return "rootRoleNotExist";
    this.#turn(true, this.#revision);
    return undefined;
  }

  disable(): AuthRefusal {
    if (this.#enabled) this.#turn(false, this.#revision + 1);
    return undefined;
  }

  addUser({ name, hash, noPassword }: UserAddCommand): AuthRefusal {
    if (name === "") return "userEmpty";
    if (this.#users.has(name)) return "userExists";
    this.#users.set(name, { name, hash: noPassword ? NO_PASSWORD : hash.slice(), noPassword, roles: [] });
    return this.#changed();
  }

  deleteUser(name: string): AuthRefusal {
    if (this.#enabled && name === ROOT_USER) return "invalidAuthManagement";
    if (this.#users.delete(name) === undefined) return "userNotFound";
    return this.#changed();
  }

  changePassword(name: string, hash: Uint8Array): AuthRefusal {
    const user = this.#users.get(name);
    if (user === undefined) return "userNotFound";
    this.#users.set(name, { ...user, hash: user.noPassword ? NO_PASSWORD : hash.slice() });
    return this.#changed();
  }

  grantRole(name: string, role: string): AuthRefusal {
    const user = this.#users.get(name);
    if (user === undefined) return "userNotFound";
    if (role !== ROOT_ROLE && !this.#roles.has(role)) return "roleNotFound";
    if (user.roles.includes(role)) return undefined;
    this.#users.set(name, { ...user, roles: [...user.roles, role].sort(compareNames) });
    return this.#changed();
  }

  revokeRole(name: string, role: string): AuthRefusal {
    if (this.#enabled && name === ROOT_USER && role === ROOT_ROLE) return "invalidAuthManagement";
    const user = this.#users.get(name);
    if (user === undefined) return "userNotFound";
    if (!user.roles.includes(role)) return "roleNotGranted";
    this.#dropRole(user, role);
    return this.#changed();
  }

  addRole(name: string): AuthRefusal {
    if (name === "") return "roleEmpty";
    if (this.#roles.has(name)) return "roleExists";
    this.#roles.set(name, { name, permissions: [] });
    return this.#changed();
  }

  /** Nobody has it any more. */
  deleteRole(name: string): AuthRefusal {
    if (this.#enabled && name === ROOT_ROLE) return "invalidAuthManagement";
    if (this.#roles.delete(name) === undefined) return "roleNotFound";
    for (const user of this.#sortedUsers()) this.#dropRole(user, name);
    return this.#changed();
  }

  /** Replaces what the role was granted on the very same keys. */
  grantPermission(name: string, permission: Permission | undefined): AuthRefusal {
    if (permission === undefined) return "permissionNotGiven";
    if (!isGrantable(permission)) return "invalidAuthManagement";
    const role = this.#roles.get(name);
    if (role === undefined) return "roleNotFound";
    this.#roles.set(name, { name, permissions: withPermission(role.permissions, ownPermission(permission)) });
    return this.#changed();
  }

  revokePermission(name: string, keys: RequestedKeys): AuthRefusal {
    const role = this.#roles.get(name);
    if (role === undefined) return "roleNotFound";
    const permissions = withoutPermission(role.permissions, keys);
    if (permissions.length === role.permissions.length) return "permissionNotGranted";
    this.#roles.set(name, { name, permissions });
    return this.#changed();
  }

  #dropRole(user: UserState, role: string): void {
    if (!user.roles.includes(role)) return;
    this.#users.set(user.name, { ...user, roles: user.roles.filter((granted) => granted !== role) });
  }

  #changed(): AuthRefusal {
    this.#turn(this.#enabled, this.#revision + 1);
    return undefined;
  }

  #turn(enabled: boolean, revision: number): void {
    this.#hash.remove(this.#digester.ofSwitch(this.#enabled, this.#revision));
    this.#hash.add(this.#digester.ofSwitch(enabled, revision));
    this.#enabled = enabled;
    this.#revision = revision;
    this.#granted.clear();
  }

  #sortedUsers(): UserState[] {
    return this.#users.sorted((a, b) => compareNames(a.name, b.name));
  }

  #sortedRoles(): RoleState[] {
    return this.#roles.sorted((a, b) => compareNames(a.name, b.name));
  }
}

/** A copy: commands are views of a buffer that is used again. */
function ownPermission({ permType, key, rangeEnd }: Permission): Permission {
  return { permType, key: key.slice(), rangeEnd: rangeEnd.slice() };
}
