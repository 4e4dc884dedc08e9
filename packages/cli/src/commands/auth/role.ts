import { type Permission, PermissionType } from "@keyval/api";
import { bytesOf, expect } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { badArguments } from "../../frame/failure.js";
import { type FlagValues, toggle } from "../../frame/flag.js";
import { show } from "../../output/answer.js";
import {
  roleAddAnswer,
  roleDeleteAnswer,
  roleGetAnswer,
  roleGrantAnswer,
  roleListAnswer,
  roleRevokeAnswer,
} from "../../output/answers/role.js";
import type { KeyRange } from "../../key-range.js";
import { FIRST_KEY, OPEN_END, prefixEnd } from "../../ranges.js";

const rangeFlags = {
  prefix: toggle("a permission for all keys with the prefix"),
  "from-key": toggle("a permission for keys that are greater than or equal to the given key using byte compare"),
};

const TYPES: Readonly<Record<string, Permission["permType"]>> = {
  READ: PermissionType.READ,
  WRITE: PermissionType.WRITE,
  READWRITE: PermissionType.READWRITE,
};

export const roleAdd = command({
  usage: "<role name>",
  examples: [{ what: "Add a role that may do nothing yet", line: "role add reader" }],
  flags: {},
  run: async (call) => {
    const [name = ""] = expect(call.args, 1, "role add command requires role name as its argument");
    await withClient(call, async (client) => show(roleAddAnswer(await client.rpc.auth.roleAdd({ name }), name), call));
  },
});

export const roleDelete = command({
  usage: "<role name>",
  examples: [{ what: "Delete a role", line: "role delete reader" }],
  flags: {},
  run: async (call) => {
    const [role = ""] = expect(call.args, 1, "role delete command requires role name as its argument");
    await withClient(call, async (client) =>
      show(roleDeleteAnswer(await client.rpc.auth.roleDelete({ role }), role), call),
    );
  },
});

export const roleGet = command({
  usage: "<role name>",
  examples: [{ what: "See what a role may do", line: "role get reader" }],
  flags: {},
  run: async (call) => {
    const [role = ""] = expect(call.args, 1, "role get command requires role name as its argument");
    await withClient(call, async (client) => show(roleGetAnswer(await client.rpc.auth.roleGet({ role }), role), call));
  },
});

export const roleList = command({
  usage: "",
  examples: [{ what: "List all roles", line: "role list" }],
  flags: {},
  run: async (call) => {
    expect(call.args, 0, "role list command requires no arguments");
    await withClient(call, async (client) => show(roleListAnswer(await client.rpc.auth.roleList()), call));
  },
});

export const roleGrantPermission = command({
  usage: "[options] <role name> <permission type> <key> [endkey]",
  description: "The type is read, write or readwrite.",
  examples: [
    { what: "Let a role read a key", line: "role grant-permission reader read greeting" },
    {
      what: "Let a role do everything below a prefix",
      line: "role grant-permission writer readwrite /config/ --prefix",
    },
  ],
  flags: rangeFlags,
  run: async (call) => {
    const [name, type, ...keys] = call.args;
    if (name === undefined || type === undefined || keys.length === 0) {
      throw badArguments("role grant command requires role name, permission type, and key [endkey] as its argument");
    }
    const permType = TYPES[type.toUpperCase()];
    if (permType === undefined) throw badArguments(`invalid permission type: ${type}`);
    const perm = { permType, ...permissionRange(keys, call.flags) };
    await withClient(call, async (client) => {
      show(roleGrantAnswer(await client.rpc.auth.roleGrantPermission({ name, perm }), name), call);
    });
  },
});

export const roleRevokePermission = command({
  usage: "<role name> <key> [endkey]",
  examples: [
    {
      what: "Take a permission away, written as it was granted",
      line: "role revoke-permission writer /config/ --prefix",
    },
  ],
  flags: rangeFlags,
  run: async (call) => {
    const [role, ...keys] = call.args;
    if (role === undefined || keys.length === 0) {
      throw badArguments("role revoke-permission command requires role name and key [endkey] as its argument");
    }
    const range = permissionRange(keys, call.flags);
    await withClient(call, async (client) => {
      const response = await client.rpc.auth.roleRevokePermission({ role, ...range });
      show(roleRevokeAnswer(response, { role, key: bytesOf(keys[0] ?? ""), end: range.rangeEnd }), call);
    });
  },
});

/** As `keyRange`, with a permission's rules for the empty key. */
function permissionRange([key = "", end]: readonly string[], flags: FlagValues<typeof rangeFlags>): KeyRange {
  const { prefix, "from-key": fromKey } = flags;
  if (prefix && fromKey) throw badArguments("--from-key and --prefix flags are mutually exclusive");
  if (key === "") return { key: FIRST_KEY, rangeEnd: prefix || fromKey ? OPEN_END : new Uint8Array() };
  if (end !== undefined && prefix) throw badArguments("unexpected endkey argument with --prefix flag");
  if (end !== undefined && fromKey) throw badArguments("unexpected endkey argument with --from-key flag");
  const first = bytesOf(key);
  return { key: first, rangeEnd: fromKey ? OPEN_END : prefix ? prefixEnd(first) : bytesOf(end ?? "") };
}
