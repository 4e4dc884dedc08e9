import { expect, parsed } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { badArguments } from "../../frame/failure.js";
import { show } from "../../output/answer.js";
import { moveLeaderAnswer } from "../../output/answers/cluster.js";

export const moveLeader = command({
  usage: "<transferee-member-id>",
  examples: [
    { what: "Make a member the leader, as the leader among these endpoints", line: "move-leader 8e9e05c52164694d" },
  ],
  flags: {},
  run: async (call) => {
    const [argument = ""] = expect(call.args, 1, "move-leader command needs 1 argument");
    const targetID = parsed(argument, 16, "ParseUint", (why) => why);
    await withClient(call, async (client) => {
      for (const endpoint of client.endpoints) {
        const { header, leader } = await client.rpc.maintenance.status({}, { endpoint });
        if (header?.memberId !== leader) continue;
        show(
          moveLeaderAnswer(await client.rpc.maintenance.moveLeader({ targetID }, { endpoint }), leader, targetID),
          call,
        );
        return;
      }
      throw badArguments(`no leader endpoint given at [${client.endpoints.join(" ")}]`);
    });
  },
});
