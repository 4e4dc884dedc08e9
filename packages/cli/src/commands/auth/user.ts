import { expect } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { badArguments } from "../../frame/failure.js";
import { text, toggle } from "../../frame/flag.js";
import { show } from "../../output/answer.js";
import { roleGetAnswer } from "../../output/answers/role.js";
import {
  passwordAnswer,
  userAddAnswer,
  userDeleteAnswer,
  userGetAnswer,
  userGrantAnswer,
  userListAnswer,
  userRevokeAnswer,
} from "../../output/answers/user.js";
import { newPassword } from "./new-password.js";

const interactive = toggle("ask for the password; false: read it from standard input", { fallback: true });

export const userAdd = command({
  usage: "<user name or user:password> [options]",
  examples: [
    { what: "Add a user, and be asked for the password", line: "user add ada" },
    { what: "Add a user who is known by a certificate", line: "user add ada --no-password" },
  ],
  flags: {
    interactive,
    "new-user-password": text("", "Supply password from the command line flag"),
    "no-password": toggle("Create a user without password (CN based auth only)"),
  },
  run: async (call) => {
    const [argument = ""] = expect(call.args, 1, "user add command requires user name as its argument");
    const noPassword = call.flags["no-password"];
    const given = call.flags["new-user-password"];
    const isWhole = noPassword || given !== "" || !argument.includes(":");
    const name = isWhole ? argument : argument.slice(0, argument.indexOf(":"));
    if (!isWhole && name === "") throw badArguments("empty user name is not allowed");
    const asked = async (): Promise<string> =>
      isWhole ? newPassword(call.terminal, name, call.flags.interactive) : argument.slice(name.length + 1);
    const password = noPassword ? "" : given !== "" ? given : await asked();
    await withClient(call, async (client) => {
      show(userAddAnswer(await client.rpc.auth.userAdd({ name, password, options: { noPassword } }), name), call);
    });
  },
});

export const userDelete = command({
  usage: "<user name>",
  examples: [{ what: "Delete a user", line: "user delete ada" }],
  flags: {},
  run: async (call) => {
    const [name = ""] = expect(call.args, 1, "user delete command requires user name as its argument");
    await withClient(call, async (client) =>
      show(userDeleteAnswer(await client.rpc.auth.userDelete({ name }), name), call),
    );
  },
});

export const userGet = command({
  usage: "<user name> [options]",
  examples: [{ what: "See what a user may do", line: "user get ada --detail" }],
  flags: { detail: toggle("Show permissions of roles granted to the user") },
  run: async (call) => {
    const [name = ""] = expect(call.args, 1, "user get command requires user name as its argument");
    await withClient(call, async ({ rpc: { auth } }) => {
      const user = await auth.userGet({ name });
      if (!call.flags.detail) {
        show(userGetAnswer(user, name), call);
        return;
      }
      call.terminal.out(`User: ${name}\n`);
      for (const role of user.roles) {
        call.terminal.out("\n");
        show(roleGetAnswer(await auth.roleGet({ role }), role), call);
      }
    });
  },
});

export const userList = command({
  usage: "",
  examples: [{ what: "List all users", line: "user list" }],
  flags: {},
  run: async (call) => {
    expect(call.args, 0, "user list command requires no arguments");
    await withClient(call, async (client) => show(userListAnswer(await client.rpc.auth.userList()), call));
  },
});

export const userPasswd = command({
  usage: "<user name> [options]",
  examples: [{ what: "Change a password", line: "user passwd ada" }],
  flags: { interactive },
  run: async (call) => {
    const [name = ""] = expect(call.args, 1, "user passwd command requires user name as its argument");
    const password = await newPassword(call.terminal, name, call.flags.interactive);
    await withClient(call, async (client) => {
      show(passwordAnswer(await client.rpc.auth.userChangePassword({ name, password })), call);
    });
  },
});

export const userGrantRole = command({
  usage: "<user name> <role name>",
  examples: [{ what: "Let a user do what a role may", line: "user grant-role ada reader" }],
  flags: {},
  run: async (call) => {
    const needs = "user grant command requires user name and role name as its argument";
    const [user = "", role = ""] = expect(call.args, 2, needs);
    await withClient(call, async (client) => {
      show(userGrantAnswer(await client.rpc.auth.userGrantRole({ user, role }), user, role), call);
    });
  },
});

export const userRevokeRole = command({
  usage: "<user name> <role name>",
  examples: [{ what: "Take a role away from a user", line: "user revoke-role ada reader" }],
  flags: {},
  run: async (call) => {
    const needs = "user revoke-role requires user name and role name as its argument";
    const [name = "", role = ""] = expect(call.args, 2, needs);
    await withClient(call, async (client) => {
      show(userRevokeAnswer(await client.rpc.auth.userRevokeRole({ name, role }), name, role), call);
    });
  },
});
