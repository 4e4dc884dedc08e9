import type { Entry } from "@keyval/raft";
import { logLine } from "@keyval/statemachine/command-log";
import type { Log, RecoveredGroup } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { expect } from "../../../arguments.js";
import { Failure } from "../../../frame/failure.js";
import { type Call, command } from "../../../frame/command.js";
import { type FlagValues, natural, toggle } from "../../../frame/flag.js";
import { printLive } from "./print-live.js";
import { withLogOf } from "./with-log-of.js";

/** So much of the log is in memory at a time. */
const CHUNK_BYTES = 1024 * 1024;

const flags = {
  from: natural(0, "The first index to print"),
  to: natural(Number.MAX_SAFE_INTEGER, "The last index to print"),
  follow: toggle("Go on with what a running member applies, until Ctrl-C", { short: "f" }),
};

export const log = command({
  usage: "[data directory] [options]",
  description:
    "Each entry is a line: where it stands, who proposed it, and the command. Secrets are masked. Without a directory a\n" +
    "running member is asked for what it has applied. With one, its member must not be running; its files are copied and not\n" +
    "touched, and entries at the end may be ones that were never committed. Of old entries the log keeps only the newest.",
  examples: [
    { what: "See what a member was told, and what it is told from now on", line: "log --follow" },
    { what: "See what a stopped member was told", line: "log default.keyval" },
    { what: "Look for the puts among the entries behind 1000", line: "log default.keyval --from=1000" },
  ],
  flags,
  run: async (call) => {
    if (call.args.length === 0) return printLive(call);
    const [directory = ""] = expect(call.args, 1, "log takes the data directory of one member, or nothing");
    if (call.flags.follow) throw new Failure("a member that is stopped has nothing to follow: leave the directory out");
    await withLogOf(directory, async ({ log: entries, groups }) => {
      for (const group of groups) await printGroup(entries, group, call);
    });
    return undefined;
  },
});

async function printGroup(
  entries: Log,
  { group, log: { base, last: end } }: RecoveredGroup,
  { flags: range, terminal }: Pick<Call, "terminal"> & { readonly flags: FlagValues<typeof flags> },
): Promise<void> {
  const last = Math.min(end, range.to);
  for (let from = Math.max(base + 1, range.from); from <= last;) {
    const read = { group, from, last, bytesMax: CHUNK_BYTES };
    const chunk = await completed<readonly Entry[]>((done) => entries.read(read, done));
    for (const { index, term, kind, payload } of chunk) {
      terminal.out(`${logLine({ index, term, payload: kind === "command" ? payload : undefined })}\n`);
    }
    from += Math.max(1, chunk.length);
  }
}
