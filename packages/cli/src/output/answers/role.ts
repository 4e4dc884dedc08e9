import {
  AuthRoleAddResponse,
  AuthRoleDeleteResponse,
  AuthRoleGetResponse,
  AuthRoleGrantPermissionResponse,
  AuthRoleListResponse,
  AuthRoleRevokePermissionResponse,
  type Permission,
  PermissionType,
} from "@keyval/api";
import type { Piece } from "../../frame/terminal.js";
import { isOpenEnd, prefixEnd } from "../../ranges.js";
import type { Answer } from "../answer.js";
import { enumName } from "../go-json.js";
import { goQuote } from "../go-quote.js";
import { headerFields, headerOnly, ofMessage } from "./of-message.js";

export function roleAddAnswer(response: AuthRoleAddResponse, role: string): Answer {
  return ofMessage(AuthRoleAddResponse, response, {
    simple: () => [`Role ${role} created\n`],
    fields: headerOnly(response.header),
  });
}

export function roleDeleteAnswer(response: AuthRoleDeleteResponse, role: string): Answer {
  return ofMessage(AuthRoleDeleteResponse, response, {
    simple: () => [`Role ${role} deleted\n`],
    fields: headerOnly(response.header),
  });
}

export function roleListAnswer(response: AuthRoleListResponse): Answer {
  const { header, roles } = response;
  return ofMessage(AuthRoleListResponse, response, {
    simple: () => roles.map((role) => `${role}\n`),
    fields: (style) => [
      ...headerFields(header, style),
      `"Roles" :${roles.map((role) => ` ${goQuote(role)}`).join("")}\n`,
    ],
  });
}

export function roleGrantAnswer(response: AuthRoleGrantPermissionResponse, role: string): Answer {
  return ofMessage(AuthRoleGrantPermissionResponse, response, {
    simple: () => [`Role ${role} updated\n`],
    fields: headerOnly(response.header),
  });
}

export function roleRevokeAnswer(
  response: AuthRoleRevokePermissionResponse,
  { role, key, end }: { readonly role: string; readonly key: Uint8Array; readonly end: Uint8Array },
): Answer {
  return ofMessage(AuthRoleRevokePermissionResponse, response, {
    simple: () => {
      const from = `is revoked from role ${role}\n`;
      if (end.length === 0) return ["Permission of key ", key, ` ${from}`];
      return ["Permission of range [", key, ", ", ...(isOpenEnd(end) ? ["<open ended>"] : [end, ")"]), ` ${from}`];
    },
    fields: headerOnly(response.header),
  });
}

export function roleGetAnswer(response: AuthRoleGetResponse, role: string): Answer {
  const { header, perm } = response;
  const { READ, READWRITE, WRITE } = PermissionType;
  return ofMessage(AuthRoleGetResponse, response, {
    simple: () => {
      const hasAll = role === "root" && perm.length === 0;
      const of = (type: number): readonly Piece[] =>
        hasAll
          ? ["\t[, <open ended>\n"]
          : perm.filter((each) => each.permType === type || each.permType === READWRITE).flatMap(rangeLine);
      return [`Role ${role}\nKV Read:\n`, ...of(READ), "KV Write:\n", ...of(WRITE)];
    },
    fields: (style) => [
      ...headerFields(header, style),
      ...perm.map(
        ({ permType, key, rangeEnd }) =>
          `"PermType" :  ${enumName("authpb.Permission.Type", permType)}\n` +
          `"Key" : ${goQuote(key)}\n"RangeEnd" : ${goQuote(rangeEnd)}\n`,
      ),
    ],
  });
}

function rangeLine({ key, rangeEnd }: Permission): Piece[] {
  if (rangeEnd.length === 0) return ["\t", key, "\n"];
  const range = ["\t[", key, ", ", ...(isOpenEnd(rangeEnd) ? ["<open ended>"] : [rangeEnd, ")"])];
  const isPrefix = key.length > 0 && Buffer.from(prefixEnd(key)).equals(rangeEnd);
  return [...range, ...(isPrefix ? [" (prefix ", key, ")"] : []), "\n"];
}
