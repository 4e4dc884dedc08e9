import { command } from "../../frame/command.js";
import { say } from "../../output/say.js";

/** The release of etcd whose outside this program has. */
const ETCD_VERSION = "3.7.1";
const API_VERSION = "3.7";
const KEYVAL_VERSION = "0.1.0";

export const version = command({
  usage: "",
  examples: [{ what: "See which release this is", line: "version" }],
  flags: {},
  run: (call) => {
    say(
      `etcdctl version: ${ETCD_VERSION}\nAPI version: ${API_VERSION}\nkvctl version: ${KEYVAL_VERSION}\n`,
      { etcdctl: ETCD_VERSION, api: API_VERSION, kvctl: KEYVAL_VERSION },
      call,
    );
    return Promise.resolve();
  },
});
