import { command } from "../../frame/command.js";
import { globalFlags } from "../../frame/global-flags.js";
import { flagLines } from "../../frame/help.js";

const ENVIRONMENT =
  "Each of them is an environment variable too: --dial-timeout is KVCTL_DIAL_TIMEOUT, or ETCDCTL_DIAL_TIMEOUT.";

export const options = command({
  usage: "",
  examples: [{ what: "List the flags that every command has", line: "options" }],
  flags: {},
  run: ({ terminal }) => {
    terminal.out(`These flags can be given to any command:\n\n${flagLines(globalFlags)}\n\n${ENVIRONMENT}\n`);
    return Promise.resolve();
  },
});
