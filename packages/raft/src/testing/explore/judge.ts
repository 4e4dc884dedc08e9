import { lastCommitted, withCommitted, type Histories, type History, type Past } from "./history.js";
import { entryAt, type LogView } from "./log-view.js";
import type { Move, MoveKind } from "./move.js";
import type { Situation } from "./situation.js";
import type { Local, Outcome } from "./universe.js";
import { Violation } from "./violation.js";

/** Something that happened to one replica. */
export interface Happening {
  readonly move: Move;
  readonly before: Local;
  readonly outcome: Outcome;
  /** With the replica as it is now, and the history as it was. */
  readonly situation: Situation;
}

const TOUCHES_READS: ReadonlySet<MoveKind> = new Set(["read", "crash"]);

/**
 * Holds what happened against the properties of the paper's figure 3, and against those of reads. Gives back the history
 * with what is new in it.
 */
export function judge(histories: Histories, happening: Happening): History | Violation {
  const { before, outcome, situation } = happening;
  const { next } = outcome;
  if (outcome.isPlain && !TOUCHES_READS.has(happening.move.kind)) return situation.history;
  if (happening.move.kind !== "crash" && (next.term < before.term || next.committed < before.committed)) {
    return new Violation("terms and commit indexes never fall");
  }
  if (next.life.host.disk.hardState.term < before.life.host.disk.hardState.term) {
    return new Violation("durable terms never fall");
  }
  let past: Past | Violation = situation.history;
  if (isNewLeader(before, next)) past = withLeader(past, next);
  if (past instanceof Violation) return past;
  if (next.log !== before.log && !allMatch(next.log, situation)) return new Violation("log matching");
  if (next.log !== before.log || next.committed !== before.committed) past = withCommits(past, next);
  if (past instanceof Violation) return past;
  if (!isMachineRight(past, next)) return new Violation("state machine safety");
  if (past !== situation.history && !areLeadersComplete(past, situation)) return new Violation("leader completeness");
  const judged = withReads(past, happening);
  if (judged instanceof Violation) return judged;
  return judged === situation.history ? situation.history : histories.of(judged);
}

function isNewLeader(before: Local, next: Local): boolean {
  return next.isLeader && !(before.isLeader && before.term === next.term);
}

/** Election safety: at most one leader in a term. */
function withLeader(past: Past, { term, life }: Local): Past | Violation {
  const leader = life.replica;
  const other = past.leaders.find((known) => known.term === term);
  if (other !== undefined) return other.leader === leader ? past : new Violation("election safety");
  const leaders = [...past.leaders, { term, leader }].sort((a, b) => a.term - b.term);
  return { ...past, leaders };
}

/** State machine safety: nobody ever knows another entry to be committed at an index. */
function withCommits(past: Past, next: Local): Past | Violation {
  let known = past;
  for (let index = next.log.base + 1; index <= next.committed; index++) {
    const entry = entryAt(next.log, index);
    const committed = known.committed[index - known.base - 1]?.entry;
    if (entry === undefined || (committed !== undefined && committed !== entry)) {
      return new Violation("state machine safety");
    }
    if (committed !== undefined) continue;
    if (index !== lastCommitted(known) + 1) return new Violation("a snapshot holds what is committed");
    known = withCommitted(known, entry, next.term);
  }
  return next.log.base > lastCommitted(known) ? new Violation("a snapshot holds what is committed") : known;
}

function isMachineRight(past: Past, { life }: Local): boolean {
  const { applied, digest } = life.host.machine;
  return applied === 0 || past.machines[applied - past.base]?.digest === digest;
}

/** Leader completeness: what was committed in a term is in the logs of the leaders of all later terms. */
function areLeadersComplete(past: Past, { replicas }: Situation): boolean {
  return replicas.every(({ isLeader, term, log }) => {
    if (!isLeader) return true;
    return past.committed.every(({ entry, inTerm }) => {
      return inTerm >= term || entry.index <= log.base || entryAt(log, entry.index) === entry;
    });
  });
}

function allMatch(log: LogView, { replicas }: Situation): boolean {
  return replicas.every((other) => {
    if (log.matching.has(other.log)) return true;
    if (!isMatching(log, other.log)) return false;
    log.matching.add(other.log);
    return true;
  });
}

/** Log matching: where two logs have an entry of the same index and term, they are equal up to there. */
function isMatching(one: LogView, other: LogView): boolean {
  const from = Math.max(one.base, other.base) + 1;
  let index = Math.min(one.base + one.entries.length, other.base + other.entries.length);
  while (index >= from && entryAt(one, index)?.term !== entryAt(other, index)?.term) index -= 1;
  for (; index >= from; index--) if (entryAt(one, index) !== entryAt(other, index)) return false;
  return true;
}

/** A read sees at least what was committed when it began, and is answered once. */
function withReads(past: Past, { move, outcome, situation }: Happening): Past | Violation {
  let { reads } = past;
  if (move.kind === "read") {
    reads = [...reads, { id: move.operand, by: move.replica, floor: lastCommitted(situation.history) }];
  }
  if (move.kind === "crash") reads = reads.filter((read) => read.by !== move.replica);
  for (const { id, index } of outcome.reads) {
    const read = reads.find((begun) => begun.id === id);
    if (read === undefined) return new Violation("a read is answered once");
    if (index < read.floor) return new Violation("a read sees what was committed when it began");
    reads = reads.filter((begun) => begun.id !== id);
  }
  for (const id of outcome.readsDropped) reads = reads.filter((begun) => begun.id !== id);
  return reads.length === past.reads.length && move.kind !== "read" ? past : { ...past, reads };
}
