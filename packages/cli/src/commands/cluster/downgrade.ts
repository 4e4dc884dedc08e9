import { DowngradeAction } from "@keyval/api";
import { withClient } from "../../connection/with-client.js";
import { type Call, type Command, command } from "../../frame/command.js";
import { badArguments } from "../../frame/failure.js";
import { show } from "../../output/answer.js";
import { downgradeAnswer } from "../../output/answers/cluster.js";

export const downgradeValidate = toVersion("validate", "See whether the cluster could be downgraded");
export const downgradeEnable = toVersion("enable", "Begin to downgrade the cluster");

export const downgradeCancel = command({
  usage: "",
  examples: [{ what: "Stay with the version that is running", line: "downgrade cancel" }],
  flags: {},
  run: (call) => downgrade(call, "cancel", ""),
});

function toVersion(action: "validate" | "enable", what: string): Command {
  return command({
    usage: "<TARGET_VERSION>",
    examples: [{ what, line: `downgrade ${action} 3.6` }],
    flags: {},
    run: (call) => {
      const [version] = call.args;
      if (version === undefined) throw badArguments("TARGET_VERSION not provided");
      if (call.args.length > 1) throw badArguments("too many arguments");
      if (version === "") throw badArguments("target version not provided");
      return downgrade(call, action, version);
    },
  });
}

const ACTIONS = {
  validate: DowngradeAction.VALIDATE,
  enable: DowngradeAction.ENABLE,
  cancel: DowngradeAction.CANCEL,
} as const;

function downgrade(call: Call, action: keyof typeof ACTIONS, version: string): Promise<void> {
  return withClient(call, async (client) => {
    const response = await client.rpc.maintenance.downgrade({ action: ACTIONS[action], version });
    show(downgradeAnswer(response, action), call);
  });
}
