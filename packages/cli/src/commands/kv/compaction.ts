import { expect } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { Failure } from "../../frame/failure.js";
import { toggle } from "../../frame/flag.js";
import { say } from "../../output/say.js";
import { clamped, parseWhole } from "../../frame/flag-values.js";

export const compaction = command({
  usage: "[options] <revision>",
  examples: [
    {
      what: "Forget all that was before revision 1000, and wait until its space is free",
      line: "compaction 1000 --physical",
    },
  ],
  flags: { physical: toggle("'true' to wait for compaction to physically remove all old revisions") },
  run: async (call) => {
    const [argument = ""] = expect(call.args, 1, "compaction command needs 1 argument");
    const revision = revisionOf(argument);
    const { physical } = call.flags;
    await withClient(call, (client) => client.rpc.kv.compact({ revision, physical }));
    say(`compacted revision ${argument.replace(/^\+/u, "")}\n`, { revision }, call);
  },
});

function revisionOf(argument: string): number {
  try {
    return clamped(parseWhole(argument, 10, "ParseInt"));
  } catch (error) {
    throw new Failure((error as RangeError).message);
  }
}
