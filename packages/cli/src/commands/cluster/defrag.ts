import { KeyValError } from "@keyval/client";
import { describeError } from "../../connection/describe-error.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { goDuration } from "../../output/go-duration.js";
import { endpointFlags } from "./endpoint-flags.js";
import { endpointsToAsk } from "./endpoints.js";

export const defrag = command({
  usage: "",
  examples: [{ what: "Give free space back, member by member", line: "defrag --cluster --command-timeout=60s" }],
  flags: endpointFlags,
  run: (call) =>
    withClient(call, async (client) => {
      let failures = 0;
      for (const endpoint of await endpointsToAsk(client, call.flags.cluster)) {
        const began = performance.now();
        const took = (): string => goDuration(performance.now() - began);
        try {
          await client.rpc.maintenance.defragment({}, { endpoint });
          call.terminal.out(`Finished defragmenting etcd member[${endpoint}]. took ${took()}\n`);
        } catch (error) {
          if (!(error instanceof KeyValError)) throw error;
          failures += 1;
          const why = describeError(error);
          call.terminal.error(`Failed to defragment etcd member[${endpoint}]. took ${took()}. (${why})\n`);
        }
      }
      return failures === 0 ? ExitCode.success : ExitCode.error;
    }),
});
