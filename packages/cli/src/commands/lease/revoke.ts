import { expect, leaseArgument } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { show } from "../../output/answer.js";
import { revokeAnswer } from "../../output/answers/lease.js";

export const revoke = command({
  usage: "<leaseID>",
  examples: [{ what: "End a lease, and delete its keys", line: "lease revoke 326963a02758b527" }],
  flags: {},
  run: async (call) => {
    const [argument = ""] = expect(call.args, 1, "lease revoke command needs 1 argument");
    const ID = leaseArgument(argument, "lease ID arg");
    await withClient(call, async (client) => show(revokeAnswer(ID, await client.rpc.lease.leaseRevoke({ ID })), call), {
      sentence: (text) => `failed to revoke lease (${text})`,
    });
  },
});
