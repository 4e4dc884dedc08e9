import { expect, parsed } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { clamped } from "../../frame/flag-values.js";
import { show } from "../../output/answer.js";
import { grantAnswer } from "../../output/answers/lease.js";

export const grant = command({
  usage: "<ttl>",
  examples: [{ what: "Make a lease that lives for a minute", line: "lease grant 60" }],
  flags: {},
  run: async (call) => {
    const [argument = ""] = expect(call.args, 1, "lease grant command needs TTL argument");
    const TTL = clamped(parsed(argument, 10, "ParseInt", (why) => `bad TTL (${why})`));
    await withClient(call, async (client) => show(grantAnswer(await client.rpc.lease.leaseGrant({ TTL })), call), {
      sentence: (text) => `failed to grant lease (${text})`,
    });
  },
});
