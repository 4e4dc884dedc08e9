import { logLine } from "@keyval/statemachine/command-log";
import { DATA_DIRECTORY } from "@keyval/storage";
import type { Call } from "../../../frame/command.js";
import { Failure } from "../../../frame/failure.js";
import { type Answer, show } from "../../../output/answer.js";
import { Progress } from "../../../output/progress.js";
import { type Replay, replayLog, type StateAt } from "./replay-log.js";
import { withFilesOf } from "./with-files-of.js";

type ReplayCall = Pick<Call, "terminal" | "globals"> & {
  readonly flags: {
    readonly from: number;
    readonly to: number;
    /** A line for each entry, instead of what it all comes to. */
    readonly hashes: boolean;
  };
};

/** Replays the log of a member that is not running, and fails where that comes to another state than the member had. */
export function printReplay(directory: string, call: ReplayCall): Promise<void> {
  const { terminal, flags } = call;
  return withFilesOf(directory, [DATA_DIRECTORY.engine], async (recovered, disk) => {
    using progress = new Progress(terminal, "entries");
    const replay = await replayLog({
      disk,
      recovered,
      to: flags.to,
      signal: terminal.interrupted,
      replayed: (entry, outcome) => {
        if (!flags.hashes) progress.show(entry.index);
        else if (entry.index >= flags.from) terminal.out(`${logLine(entry, outcome())}\n`);
      },
    });
    if (!flags.hashes) show(replayAnswer(replay), call);
    if (isSame(replay) === false) throw differing(replay);
  });
}

function replayAnswer(replay: Replay): Answer {
  const { begin, end, checkpoint } = replay;
  return {
    simple: () => [`${what(replay)}: revision ${end.revision}, hash ${end.hash}\n${verdict(replay)}\n`],
    json: () => ({ begin: value(begin), end: value(end), checkpoint: value(checkpoint), same: isSame(replay) }),
  };
}

function value(state: StateAt | undefined): ReturnType<Answer["json"]> {
  return state === undefined ? null : { ...state };
}

function what({ begin, end }: Replay): string {
  const behind = begin.index === 0 ? "from the first one on" : `behind the checkpoint at ${begin.index}`;
  return end.index === begin.index
    ? `There are no entries ${behind}`
    : `Replayed the entries up to ${end.index}, ${behind}`;
}

function verdict(replay: Replay): string {
  switch (isSame(replay)) {
    case true:
      return `The member had the same state at its checkpoint at ${replay.checkpoint?.index ?? 0}.`;
    case false:
      return `The member had another state at its checkpoint at ${replay.checkpoint?.index ?? 0}.`;
    case null:
      return "There is no checkpoint on the way to compare it with: compare it with that of another member.";
  }
}

/** Null where the two can not be compared. */
function isSame({ checkpoint, atCheckpoint }: Replay): boolean | null {
  if (checkpoint === undefined || atCheckpoint === undefined) return null;
  return checkpoint.hash === atCheckpoint.hash;
}

function differing({ checkpoint, atCheckpoint }: Replay): Failure {
  const hashes = `had the hash ${checkpoint?.hash ?? ""}, and its log comes to ${atCheckpoint?.hash ?? ""}`;
  return new Failure(
    `at index ${checkpoint?.index ?? 0} the member's state ${hashes}`,
    undefined,
    "Its memory or its disk is to be suspected: replace it.",
  );
}
