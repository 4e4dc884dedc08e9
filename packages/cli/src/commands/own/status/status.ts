import { askHttpOf } from "../../../connection/client-options.js";
import { withClient } from "../../../connection/with-client.js";
import { command } from "../../../frame/command.js";
import { ExitCode } from "../../../frame/exit-code.js";
import { show } from "../../../output/answer.js";
import { viewCluster } from "./cluster-view.js";
import { findings } from "./findings.js";
import { statusScreen } from "./status-screen.js";

export const status = command({
  usage: "",
  description:
    "Asks every member, through whichever endpoint answers. The exit status is 1 if something is wrong, so that scripts can\n" +
    "wait for a cluster to be well. MEMORY, and what counts for KeyVal's QUOTA, are read from members' /metrics where these are open.",
  examples: [
    { what: "Look at the cluster", line: "status" },
    { what: "The same for a program", line: "status -o json" },
  ],
  flags: {},
  run: (call) =>
    withClient(call, async (client) => {
      const view = await viewCluster(client, askHttpOf(call, client));
      const found = findings(view);
      show(statusScreen(view, found, call.terminal.hasColours), call);
      return found.some(({ severity }) => severity === "wrong") ? ExitCode.error : ExitCode.success;
    }),
});
