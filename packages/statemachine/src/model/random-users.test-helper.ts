import {
  AuthDisableRequest,
  AuthEnableRequest,
  AuthRoleAddRequest,
  AuthRoleDeleteRequest,
  AuthRoleGrantPermissionRequest,
  AuthRoleRevokePermissionRequest,
  AuthUserDeleteRequest,
  AuthUserGrantRoleRequest,
  AuthUserRevokeRoleRequest,
  CommandKind,
  type Permission,
  PermissionType,
  UserAddCommand,
  UserChangePasswordCommand,
} from "@keyval/api";
import type { Dice } from "./dice.test-helper.js";
import type { ModelAuth, ModelCaller } from "./model-auth.js";
import type { RandomRequests } from "./random-request.test-helper.js";

/** A command about users and roles, and what it does to those of the model. */
export interface UserCommand {
  readonly kind: CommandKind;
  readonly body: Uint8Array;
  readonly change: (auth: ModelAuth) => void;
}

const USERS = ["ann", "bob", "bob", "eve", "root", ""] as const;
const ROLES = ["some", "some", "other", "root", ""] as const;

/** Who may do most, and rarely: whoever has nothing, is not there any more, or is nobody. */
const CALLERS = [
  ..."root ".repeat(8).trim().split(" "),
  ..."ann ".repeat(8).trim().split(" "),
  "bob",
  "bob",
  "eve",
  "",
];

/** Users and roles that come and go, of whom most have something to say. */
export class RandomUsers {
  readonly #dice: Dice;
  readonly #requests: RandomRequests;

  constructor(dice: Dice, requests: RandomRequests) {
    this.#dice = dice;
    this.#requests = requests;
  }

  /** From then on users are checked. */
  beginning(): UserCommand[] {
    const most = { permType: PermissionType.READWRITE, key: Uint8Array.of(0x61), rangeEnd: Uint8Array.of(0) };
    const some = this.#requests.permission();
    return [
      addUser("root"),
      grantRole("root", "root"),
      ...["some", "other"].map(addRole),
      ...["ann", "bob"].map(addUser),
      grantRole("ann", "some"),
      grantRole("bob", "other"),
      grantPermission("some", this.#dice.chance(2, 3) ? most : this.#requests.permission()),
      grantPermission("other", some),
      enable(),
    ];
  }

  next(): UserCommand {
    const dice = this.#dice;
    const [user, role] = [dice.pick(USERS), dice.pick(ROLES)];
    const roll = dice.below(40);
    if (roll < 10) return grantPermission(role, dice.chance(1, 20) ? undefined : this.#requests.permission());
    if (roll < 17) return revokePermission(role, this.#requests.permission());
    if (roll < 22) return grantRole(user, role);
    if (roll < 26) return revokeRole(user, role);
    if (roll < 29) return addUser(user);
    if (roll < 31) return deleteUser(user);
    if (roll < 34) return addRole(role);
    if (roll < 36) return deleteRole(role);
    if (roll < 37) return changePassword(user);
    return roll < 38 ? disable() : enable();
  }

  /** Sometimes one who was recognised before the last changes of users and roles. */
  caller({ revision }: ModelAuth): ModelCaller {
    const age = this.#dice.chance(1, 12) ? 1 + this.#dice.below(2) : 0;
    return { user: this.#dice.pick(CALLERS), authRevision: Math.max(0, revision - age) };
  }

  /** Takes something away that is there, if there is anything. */
  revocation({ roles, users }: ModelAuth): UserCommand {
    const granted = [...roles].flatMap(([role, permissions]) => permissions.map((keys) => ({ role, keys })));
    const [user = ""] = [...users.keys()].filter((name) => name !== "root");
    if (granted.length === 0 || this.#dice.chance(1, 8)) return deleteUser(user);
    const { role, keys } = this.#dice.pick(granted);
    return this.#dice.chance(1, 5) ? revokeRole(user, role) : revokePermission(role, keys);
  }
}

function enable(): UserCommand {
  return { kind: CommandKind.authEnable, body: AuthEnableRequest.encode({}), change: (auth) => auth.enable() };
}

function disable(): UserCommand {
  return { kind: CommandKind.authDisable, body: AuthDisableRequest.encode({}), change: (auth) => auth.disable() };
}

function addUser(name: string): UserCommand {
  const body = UserAddCommand.encode({ name, hash: Uint8Array.of(1, 2, 3) });
  return { kind: CommandKind.userAdd, body, change: (auth) => auth.addUser(name) };
}

function deleteUser(name: string): UserCommand {
  const body = AuthUserDeleteRequest.encode({ name });
  return { kind: CommandKind.userDelete, body, change: (auth) => auth.deleteUser(name) };
}

function changePassword(name: string): UserCommand {
  const body = UserChangePasswordCommand.encode({ name, hash: Uint8Array.of(4) });
  return { kind: CommandKind.userChangePassword, body, change: (auth) => auth.changePassword(name) };
}

function grantRole(user: string, role: string): UserCommand {
  const body = AuthUserGrantRoleRequest.encode({ user, role });
  return { kind: CommandKind.userGrantRole, body, change: (auth) => auth.grantRole(user, role) };
}

function revokeRole(name: string, role: string): UserCommand {
  const body = AuthUserRevokeRoleRequest.encode({ name, role });
  return { kind: CommandKind.userRevokeRole, body, change: (auth) => auth.revokeRole(name, role) };
}

function addRole(name: string): UserCommand {
  return { kind: CommandKind.roleAdd, body: AuthRoleAddRequest.encode({ name }), change: (auth) => auth.addRole(name) };
}

function deleteRole(role: string): UserCommand {
  const body = AuthRoleDeleteRequest.encode({ role });
  return { kind: CommandKind.roleDelete, body, change: (auth) => auth.deleteRole(role) };
}

function grantPermission(name: string, perm: Permission | undefined): UserCommand {
  const body = AuthRoleGrantPermissionRequest.encode({ name, ...(perm && { perm }) });
  return { kind: CommandKind.roleGrantPermission, body, change: (auth) => auth.grantPermission(name, perm) };
}

function revokePermission(role: string, { key, rangeEnd }: Permission): UserCommand {
  const body = AuthRoleRevokePermissionRequest.encode({ role, key, rangeEnd });
  const change = (auth: ModelAuth): void => auth.revokePermission(role, { key, rangeEnd });
  return { kind: CommandKind.roleRevokePermission, body, change };
}
