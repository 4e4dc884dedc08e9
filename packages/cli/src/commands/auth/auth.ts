import { RootRoleNotExist } from "@keyval/client";
import { expect } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { show } from "../../output/answer.js";
import { authStatusAnswer } from "../../output/answers/cluster.js";

export const authEnable = command({
  usage: "",
  description: "From then on every client has to say who it is. There must be a user root; it is given the role root.",
  examples: [{ what: "Ask every client who it is", line: "auth enable" }],
  flags: {},
  run: async (call) => {
    expect(call.args, 0, "auth enable command does not accept any arguments");
    await withClient(call, async ({ rpc: { auth } }) => {
      try {
        await auth.authEnable();
      } catch (error) {
        if (!(error instanceof RootRoleNotExist)) throw error;
        await auth.roleAdd({ name: "root" });
        await auth.userGrantRole({ user: "root", role: "root" });
        await auth.authEnable();
      }
    });
    call.terminal.out("Authentication Enabled\n");
  },
});

export const authDisable = command({
  usage: "",
  examples: [{ what: "Let everybody in again", line: "auth disable --user=root" }],
  flags: {},
  run: async (call) => {
    expect(call.args, 0, "auth disable command does not accept any arguments");
    await withClient(call, (client) => client.rpc.auth.authDisable());
    call.terminal.out("Authentication Disabled\n");
  },
});

export const authStatus = command({
  usage: "",
  examples: [{ what: "See whether clients are asked who they are", line: "auth status" }],
  flags: {},
  run: async (call) => {
    expect(call.args, 0, "auth status command does not accept any arguments");
    await withClient(call, async (client) => show(authStatusAnswer(await client.rpc.auth.authStatus()), call));
  },
});
