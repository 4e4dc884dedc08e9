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
  type MessageCodec,
  UserAddCommand,
  UserChangePasswordCommand,
} from "@keyval/api";
import type { Rpc } from "../auth/access-of.js";
import type { AuthRefusal, AuthStore } from "../auth/auth-store.js";
import { authorize } from "../auth/authorize.js";
import { Refusal } from "../refusal.js";
import type { CommandHandler } from "./command-handler.js";

type AuthRpc = Extract<Rpc, `Auth.${string}`>;

const authEnable = authHandler(AuthEnableRequest, "Auth.AuthEnable", (auth) => auth.enable());
const authDisable = authHandler(AuthDisableRequest, "Auth.AuthDisable", (auth) => auth.disable());

const userAdd = authHandler(UserAddCommand, "Auth.UserAdd", (auth, command) => auth.addUser(command));
const userDelete = authHandler(AuthUserDeleteRequest, "Auth.UserDelete", (auth, { name }) => auth.deleteUser(name));
const userChangePassword = authHandler(UserChangePasswordCommand, "Auth.UserChangePassword", (auth, { name, hash }) =>
  auth.changePassword(name, hash),
);
const userGrantRole = authHandler(AuthUserGrantRoleRequest, "Auth.UserGrantRole", (auth, { user, role }) =>
  auth.grantRole(user, role),
);
const userRevokeRole = authHandler(AuthUserRevokeRoleRequest, "Auth.UserRevokeRole", (auth, { name, role }) =>
  auth.revokeRole(name, role),
);

const roleAdd = authHandler(AuthRoleAddRequest, "Auth.RoleAdd", (auth, { name }) => auth.addRole(name));
const roleDelete = authHandler(AuthRoleDeleteRequest, "Auth.RoleDelete", (auth, { role }) => auth.deleteRole(role));
const roleGrantPermission = authHandler(
  AuthRoleGrantPermissionRequest,
  "Auth.RoleGrantPermission",
  (auth, { name, perm }) => auth.grantPermission(name, perm),
);
const roleRevokePermission = authHandler(
  AuthRoleRevokePermissionRequest,
  "Auth.RoleRevokePermission",
  (auth, { role, key, rangeEnd }) => auth.revokePermission(role, { key, rangeEnd }),
);

export const authHandlers = {
  [CommandKind.authEnable]: authEnable,
  [CommandKind.authDisable]: authDisable,
  [CommandKind.userAdd]: userAdd,
  [CommandKind.userDelete]: userDelete,
  [CommandKind.userChangePassword]: userChangePassword,
  [CommandKind.userGrantRole]: userGrantRole,
  [CommandKind.userRevokeRole]: userRevokeRole,
  [CommandKind.roleAdd]: roleAdd,
  [CommandKind.roleDelete]: roleDelete,
  [CommandKind.roleGrantPermission]: roleGrantPermission,
  [CommandKind.roleRevokePermission]: roleRevokePermission,
};

function authHandler<Command>(
  codec: MessageCodec<Command>,
  rpc: Exclude<AuthRpc, "Auth.UserGet" | "Auth.RoleGet">,
  change: (auth: AuthStore, command: Command) => AuthRefusal,
): CommandHandler {
  return ({ auth, leases }, body, caller) => {
    const command = codec.decode(body);
    const error = authorize(auth, leases, caller, rpc, undefined) ?? change(auth, command);
    return error === undefined ? { header: undefined } : new Refusal(error);
  };
}
