import { KeyValError } from "@keyval/client";
import { describeError } from "../../connection/describe-error.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { goDuration } from "../../output/go-duration.js";
import { say } from "../../output/say.js";
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
        const tookMs = (): number => performance.now() - began;
        try {
          await client.rpc.maintenance.defragment({}, { endpoint });
          const ms = tookMs();
          const words = `Finished defragmenting etcd member[${endpoint}]. took ${goDuration(ms)}\n`;
          say(words, { endpoint, tookMs: ms }, call);
        } catch (error) {
          if (!(error instanceof KeyValError)) throw error;
          failures += 1;
          const why = describeError(error);
          call.terminal.error(
            `Failed to defragment etcd member[${endpoint}]. took ${goDuration(tookMs())}. (${why})\n`,
          );
        }
      }
      return failures === 0 ? ExitCode.success : ExitCode.error;
    }),
});
