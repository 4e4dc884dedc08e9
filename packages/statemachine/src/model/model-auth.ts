import { type ErrorName, type Id, type Permission, PermissionType } from "@keyval/api";
import { fail } from "./model-answer.js";
import { isIn, type Span, textOf } from "./model-keys.js";
import type { KeyNeeds, Needs } from "./model-needs.js";

/** On whose behalf a request comes, and which users and roles there were when it was made. */
export interface ModelCaller {
  readonly user: string;
  readonly authRevision: number;
}

export const NOBODY: ModelCaller = { user: "", authRevision: 0 };

/** The user and the role that may do everything. */
const ROOT = "root";

/** Users with the roles that they have, roles with what they grant, and who may do what by them. */
export class ModelAuth {
  enabled = false;
  revision = 1;
  readonly users = new Map<string, Set<string>>();
  readonly roles = new Map<string, readonly Permission[]>();

  enable(): void {
    if (this.enabled) return;
    if (!this.users.has(ROOT)) fail("rootUserNotExist");
    if (!this.#rolesOf(ROOT).has(ROOT)) fail("rootRoleNotExist");
    this.enabled = true;
  }

  disable(): void {
    if (this.enabled) this.revision++;
    this.enabled = false;
  }

  addUser(name: string): void {
    if (name === "") fail("userEmpty");
    if (this.users.has(name)) fail("userExists");
    this.users.set(name, new Set());
    this.revision++;
  }

  deleteUser(name: string): void {
    if (this.enabled && name === ROOT) fail("invalidAuthManagement");
    if (!this.users.delete(name)) fail("userNotFound");
    this.revision++;
  }

  changePassword(name: string): void {
    this.#rolesOf(name);
    this.revision++;
  }

  grantRole(name: string, role: string): void {
    const roles = this.#rolesOf(name);
    if (role !== ROOT && !this.roles.has(role)) fail("roleNotFound");
    if (roles.has(role)) return;
    roles.add(role);
    this.revision++;
  }

  revokeRole(name: string, role: string): void {
    if (this.enabled && name === ROOT && role === ROOT) fail("invalidAuthManagement");
    if (!this.#rolesOf(name).delete(role)) fail("roleNotGranted");
    this.revision++;
  }

  addRole(name: string): void {
    if (name === "") fail("roleEmpty");
    if (this.roles.has(name)) fail("roleExists");
    this.roles.set(name, []);
    this.revision++;
  }

  deleteRole(name: string): void {
    if (this.enabled && name === ROOT) fail("invalidAuthManagement");
    if (!this.roles.delete(name)) fail("roleNotFound");
    for (const roles of this.users.values()) roles.delete(name);
    this.revision++;
  }

  grantPermission(role: string, permission: Permission | undefined): void {
    if (permission === undefined) fail("permissionNotGiven");
    const [first, end] = [textOf(permission.key), textOf(permission.rangeEnd)];
    if (first === "" || (end !== "" && end !== "\0" && end <= first)) fail("invalidAuthManagement");
    this.roles.set(role, [...this.#others(role, permission), permission]);
    this.revision++;
  }

  revokePermission(role: string, span: Span): void {
    const others = this.#others(role, span);
    if (others.length === this.roles.get(role)?.length) fail("permissionNotGranted");
    this.roles.set(role, others);
    this.revision++;
  }

  /** Whether the caller may not do what needs this; `keysOf` are those of a lease. */
  refusal(caller: ModelCaller, needs: Needs, keysOf: (lease: Id) => readonly string[]): ErrorName | undefined {
    if (!this.enabled) return undefined;
    if (caller.user === "") return "userEmpty";
    const roles = this.users.get(caller.user);
    if (needs === "user") return roles === undefined ? "permissionDenied" : undefined;
    if (needs === "admin" && roles === undefined) return "userNotFound";
    if (needs === "admin") return roles?.has(ROOT) === true ? undefined : "permissionDenied";
    if (caller.authRevision < this.revision) return "authOldRevision";
    if (roles === undefined) return "permissionDenied";
    return roles.has(ROOT) || this.#grants(roles, needs, keysOf) ? undefined : "permissionDenied";
  }

  #rolesOf(user: string): Set<string> {
    return this.users.get(user) ?? fail("userNotFound");
  }

  /** What a role grants on any other span. */
  #others(role: string, { key, rangeEnd }: Span): Permission[] {
    const permissions = this.roles.get(role) ?? fail("roleNotFound");
    return permissions.filter(
      (granted) => textOf(granted.key) !== textOf(key) || textOf(granted.rangeEnd) !== textOf(rangeEnd),
    );
  }

  #grants(roles: ReadonlySet<string>, needs: KeyNeeds, keysOf: (lease: Id) => readonly string[]): boolean {
    const all = [...roles].flatMap((role) => this.roles.get(role) ?? []);
    const readable = all.filter(({ permType }) => permType !== PermissionType.WRITE);
    const writable = all.filter(({ permType }) => permType !== PermissionType.READ);
    return (
      needs.reads.every((span) => isCovered(readable, span)) &&
      needs.writes.every((span) => isCovered(writable, span)) &&
      needs.leases.every((id) => keysOf(id).every((key) => writable.some((granted) => isIn(granted, key))))
    );
  }
}

/**
 * Keys are alike from where some range begins or ends to where the next one does: it is enough to look at the first of
 * them, and at the first of all that are asked for.
 */
function isCovered(granted: readonly Span[], asked: Span): boolean {
  const edges = [asked, ...granted].flatMap(({ key, rangeEnd }) => [textOf(key), endOf(key, rangeEnd)]);
  const firsts = [textOf(asked.key), ...edges.filter((key) => isIn(asked, key))];
  return firsts.every((key) => granted.some((range) => isIn(range, key)));
}

/** The first key behind a range, or the least of all behind one that is open. */
function endOf(key: Uint8Array, rangeEnd: Uint8Array): string {
  return rangeEnd.length === 0 ? `${textOf(key)}\0` : textOf(rangeEnd);
}
