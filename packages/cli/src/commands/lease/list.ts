import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { show } from "../../output/answer.js";
import { leasesAnswer } from "../../output/answers/lease.js";

export const list = command({
  usage: "",
  examples: [{ what: "List all leases that live", line: "lease list" }],
  flags: {},
  run: (call) =>
    withClient(call, async (client) => show(leasesAnswer(await client.rpc.lease.leaseLeases()), call), {
      exitCode: ExitCode.badConnection,
    }),
});
