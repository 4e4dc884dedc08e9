import { expect, leaseArgument } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { toggle } from "../../frame/flag.js";
import { show } from "../../output/answer.js";
import { timeToLiveAnswer } from "../../output/answers/lease.js";

export const timetolive = command({
  usage: "<leaseID> [options]",
  examples: [
    { what: "See how long a lease will live, and its keys", line: "lease timetolive 326963a02758b527 --keys" },
  ],
  flags: { keys: toggle("Get keys attached to this lease") },
  run: async (call) => {
    const [argument = ""] = expect(call.args, 1, "lease timetolive command needs lease ID as argument");
    const ID = leaseArgument(argument, "lease ID arg");
    const { keys } = call.flags;
    await withClient(
      call,
      async (client) => show(timeToLiveAnswer(await client.rpc.lease.leaseTimeToLive({ ID, keys }), keys), call),
      { exitCode: ExitCode.badConnection },
    );
  },
});
