import { command } from "../../frame/command.js";

/** The release of etcd whose outside this program has. */
const ETCD_VERSION = "3.7.1";
const API_VERSION = "3.7";
const KEYVAL_VERSION = "0.1.0";

export const version = command({
  usage: "",
  examples: [{ what: "See which release this is", line: "version" }],
  flags: {},
  run: ({ terminal }) => {
    terminal.out(`etcdctl version: ${ETCD_VERSION}\nAPI version: ${API_VERSION}\nkvctl version: ${KEYVAL_VERSION}\n`);
    return Promise.resolve();
  },
});
