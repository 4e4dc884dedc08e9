import {
  AuthUserAddResponse,
  AuthUserChangePasswordResponse,
  AuthUserDeleteResponse,
  AuthUserGetResponse,
  AuthUserGrantRoleResponse,
  AuthUserListResponse,
  AuthUserRevokeRoleResponse,
} from "@keyval/api";
import type { Answer } from "../answer.js";
import { headerOnly, ofMessage } from "./of-message.js";

export function userAddAnswer(response: AuthUserAddResponse, user: string): Answer {
  return ofMessage(AuthUserAddResponse, response, {
    simple: () => [`User ${user} created\n`],
    fields: headerOnly(response.header),
  });
}

export function userGetAnswer(response: AuthUserGetResponse, user: string): Answer {
  return ofMessage(AuthUserGetResponse, response, {
    simple: () => [`User: ${user}\nRoles:${response.roles.map((role) => ` ${role}`).join("")}\n`],
  });
}

export function userListAnswer(response: AuthUserListResponse): Answer {
  return ofMessage(AuthUserListResponse, response, { simple: () => response.users.map((user) => `${user}\n`) });
}

export function userDeleteAnswer(response: AuthUserDeleteResponse, user: string): Answer {
  return ofMessage(AuthUserDeleteResponse, response, {
    simple: () => [`User ${user} deleted\n`],
    fields: headerOnly(response.header),
  });
}

export function passwordAnswer(response: AuthUserChangePasswordResponse): Answer {
  return ofMessage(AuthUserChangePasswordResponse, response, {
    simple: () => ["Password updated\n"],
    fields: headerOnly(response.header),
  });
}

export function userGrantAnswer(response: AuthUserGrantRoleResponse, user: string, role: string): Answer {
  return ofMessage(AuthUserGrantRoleResponse, response, {
    simple: () => [`Role ${role} is granted to user ${user}\n`],
    fields: headerOnly(response.header),
  });
}

export function userRevokeAnswer(response: AuthUserRevokeRoleResponse, user: string, role: string): Answer {
  return ofMessage(AuthUserRevokeRoleResponse, response, {
    simple: () => [`Role ${role} is revoked from user ${user}\n`],
    fields: headerOnly(response.header),
  });
}
