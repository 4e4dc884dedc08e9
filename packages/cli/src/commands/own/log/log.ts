import { expect } from "../../../arguments.js";
import { badArguments } from "../../../frame/failure.js";
import { command } from "../../../frame/command.js";
import { natural, toggle } from "../../../frame/flag.js";
import { untilInterrupted } from "../../../until-interrupted.js";
import { printLive } from "./print-live.js";
import { printLog } from "./print-log.js";
import { printReplay } from "./print-replay.js";

const flags = {
  from: natural(0, "The first index to print"),
  to: natural(Number.MAX_SAFE_INTEGER, "The last index to print, or to replay"),
  follow: toggle("Go on with what a running member applies, until Ctrl-C", { short: "f" }),
  replay: toggle("Apply the log to an empty state, and compare what comes out with the member's checkpoint"),
  hashes: toggle("Replay it, and print each entry with the revision and the hash of the state after it"),
};

export const log = command({
  usage: "[data directory] [options]",
  description:
    "Each entry is a line: where it stands, who proposed it, and the command. Secrets are masked. Without a directory a\n" +
    "running member is asked for what it has applied. With one, its member must not be running; its files are copied and not\n" +
    "touched, and entries at the end may be ones that were never committed. Of old entries the log keeps only the newest.\n\n" +
    "A replay does what the entries say once more, in a copy, and says what state that comes to. Where the log does not reach back\n" +
    "to the first entry, it goes on from the member's checkpoint; where it does, the exit status is 1 if the checkpoint is not what\n" +
    "the log comes to. Members with equal logs come to equal hashes at every index.",
  examples: [
    { what: "See what a member was told, and what it is told from now on", line: "log --follow" },
    { what: "See what a stopped member was told", line: "log default.keyval" },
    { what: "Look for the puts among the entries behind 1000", line: "log default.keyval --from=1000" },
    { what: "See whether a stopped member's state is what its log comes to", line: "log default.keyval --replay" },
    { what: "Print the hash at every index, to compare it with another member's", line: "log default.keyval --hashes" },
  ],
  flags,
  run: async (call) => {
    const isReplay = call.flags.replay || call.flags.hashes;
    if (call.args.length === 0) {
      if (isReplay) throw badArguments("only the log of a stopped member is replayed: name its data directory");
      return printLive(call);
    }
    const [directory = ""] = expect(call.args, 1, "log takes the data directory of one member, or nothing");
    if (call.flags.follow) {
      throw badArguments("a member that is stopped has nothing to follow: leave the directory out");
    }
    return untilInterrupted(call.terminal, () =>
      isReplay ? printReplay(directory, call) : printLog(directory, call.flags, call.terminal),
    );
  },
});
