import type { Entry, ReplicaId, Snapshot } from "@keyval/raft";
import type { EntryRange } from "@keyval/storage";
import type { Timer } from "./clock.js";
import type { Group } from "./group.js";
import type { GroupFrame } from "./peers.js";

/** What a group needs of the process that hosts it. */
export interface GroupHost {
  now(): number;
  after(milliseconds: number, run: () => void): Timer;
  /** Something happened: let this turn end with `Group.conclude` and `Group.proceed`. */
  touched(group: Group): void;
  /** Calls back in the end of this turn, even if the process stops in between. */
  defer(run: () => void): void;
  send(to: ReplicaId, group: Group, frame: GroupFrame): void;
  readLog(range: EntryRange, done: (entries: readonly Entry[]) => void): void;
  /** Writes down that the state machine has made this snapshot durable. */
  mark(group: Group, snapshot: Snapshot, done: () => void): void;
  release(group: Group, index: number): void;
  /** A disk or a state machine failed, or there is a bug: the process must stop. */
  fail(reason: unknown): void;
}
