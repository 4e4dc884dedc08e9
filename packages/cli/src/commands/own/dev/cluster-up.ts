import { resolve } from "node:path";
import { command } from "../../../frame/command.js";
import { badArguments } from "../../../frame/failure.js";
import { natural, text } from "../../../frame/flag.js";
import { runCluster } from "./run-cluster.js";

const flags = {
  members: natural(3, "How many members", { short: "n" }),
  port: natural(2379, "The port of the first member's clients; the others are 100 apart"),
  "data-dir": text("cluster.keyval", "Where the members keep their data and logs"),
  server: text("", "The server's program (default: the one that came with kvctl)"),
};

export const clusterUp = command({
  usage: "[options]",
  description:
    "A cluster on this machine that keeps its data: the next time, with the same flags, it goes on where it was.",
  examples: [
    { what: "Three members, for clients on ports 2379, 2479 and 2579", line: "cluster up" },
    { what: "Five of them, elsewhere", line: "cluster up -n 5 --port=12379 --data-dir=five" },
  ],
  flags,
  run: async ({ flags: { members, port, server, "data-dir": directory }, terminal }) => {
    if (port === 0) throw badArguments("members that keep their data keep their ports: name the first with --port");
    await runCluster({ members, port, directory: resolve(directory), server }, terminal);
  },
});
