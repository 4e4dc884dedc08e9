import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "../../../frame/command.js";
import { natural, text } from "../../../frame/flag.js";
import { runCluster } from "./run-cluster.js";

const flags = {
  members: natural(3, "How many members", { short: "n" }),
  port: natural(2379, "The port of the first member's clients; the others are 100 apart (0: any that are free)"),
  server: text("", "The server's program (default: the one that came with kvctl)"),
};

export const dev = command({
  usage: "[options]",
  description:
    "A cluster on this machine to play with: its members can be stopped, paused and cut off from the prompt. It begins empty, and\n" +
    "nothing of it is left at the end. 'kvctl cluster up' is the same with data that stays.",
  examples: [
    { what: "Three members to play with", line: "dev" },
    { what: "One member, on any port that is free", line: "dev -n 1 --port=0" },
  ],
  flags,
  run: async ({ flags: { members, port, server }, terminal }) => {
    const directory = await mkdtemp(join(tmpdir(), "kvctl-dev-"));
    try {
      await runCluster({ members, port, directory, server }, terminal);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
});
