import { Refusal, type StateMachine } from "@keyval/statemachine";
import { type LoggedEntry, replay } from "@keyval/statemachine/command-log";
import { DATA_DIRECTORY, type Disk, type Recovered } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { Failure } from "../../../frame/failure.js";
import { orFailure } from "../../../storage-tools.js";
import { withStateMachine } from "../../../with-state-machine.js";
import { loggedEntries } from "./logged-entries.js";

/** The part of the copy in which a replay that begins with nothing keeps its keys. */
const REPLAYED = "replayed";

/** A state, by what members compare. */
export interface StateAt {
  readonly index: number;
  readonly revision: number;
  readonly hash: string;
}

/** What an entry came to: the state after it, and why its command was refused if it was. */
export interface Outcome extends Omit<StateAt, "index"> {
  readonly refused?: string;
}

export interface Replay {
  /** Behind which it began; index 0 is nothing. */
  readonly begin: StateAt;
  readonly end: StateAt;
  /** What the member had made durable of its state last; undefined if that was nothing yet. */
  readonly checkpoint: StateAt | undefined;
  /** What the replay came to at the index of the checkpoint; undefined if it began there, or ended before. */
  readonly atCheckpoint: StateAt | undefined;
}

interface ReplayOptions {
  readonly disk: Disk;
  readonly recovered: Recovered;
  /** The last index to apply. */
  readonly to: number;
  readonly signal: AbortSignal;
  /** `outcome` costs a little: it is found out when it is called. */
  readonly replayed: (entry: LoggedEntry, outcome: () => Outcome) => void;
}

/**
 * Applies the log to a state machine of its own: from nothing where the log keeps all that there ever was, and else behind the
 * member's checkpoint, which took the place of what the log does not keep.
 */
export async function replayLog({ disk, recovered, to, signal, replayed }: ReplayOptions): Promise<Replay> {
  const [group] = recovered.groups;
  if (group === undefined) throw new Failure("the log is empty: its member never ran");
  const saved = await orFailure(withStateMachine(disk, DATA_DIRECTORY.engine, stateOf));
  const { base } = group.log;
  if (saved.index < base) throw notInPlace(base);
  const place = base === 0 ? REPLAYED : DATA_DIRECTORY.engine;
  const replaying = withStateMachine(disk, place, async (machine, engine) => {
    const begin = stateOf(machine);
    let atCheckpoint: StateAt | undefined;
    for await (const entries of loggedEntries(recovered.log, group, { from: begin.index + 1, to })) {
      signal.throwIfAborted();
      replay(machine, entries, following, (entry, applied) => {
        if (entry.index === saved.index) atCheckpoint = stateOf(machine);
        replayed(entry, () => {
          const { revision, hash } = stateOf(machine);
          const refused = applied?.result instanceof Refusal ? { refused: applied.result.error } : {};
          return { revision, hash, ...refused };
        });
      });
      await completed((done) => engine.flush(done));
    }
    return { begin, end: stateOf(machine), checkpoint: saved.index === 0 ? undefined : saved, atCheckpoint };
  });
  return orFailure(replaying);
}

/** As members number what changes a key. */
function following(revision: number): number {
  return revision + 1;
}

function stateOf({ applied, revision, hash: { high, low } }: StateMachine): StateAt {
  const hash = [high, low].map((half) => half.toString(16).padStart(8, "0")).join("");
  return { index: applied, revision, hash };
}

/** The member was stopped between the two. */
function notInPlace(base: number): Failure {
  const what = `the snapshot at ${base}, behind which the log begins, is not in place yet`;
  return new Failure(what, undefined, "Start the member once: it puts the snapshot that it received in place.");
}
