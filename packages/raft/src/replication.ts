import { assert } from "./assert.js";
import { entryBytes, type Entry } from "./entry.js";
import type { EntriesRead } from "./input.js";
import type { AppendReply } from "./message.js";
import type { Progress } from "./progress.js";
import { send } from "./send.js";
import { offerSnapshot } from "./snapshots.js";
import type { State } from "./state.js";
import type { ReplicaId } from "./configuration.js";

/** Sends everybody what is due: entries as far as the follower's window reaches, or the news of a higher commit index. */
export function replicate(state: State): void {
  const { leadership, log, now } = state;
  if (leadership === undefined) return;
  leadership.gatheredAt = Infinity;
  for (const progress of leadership.progress.values()) {
    if (progress.id === state.id) continue;
    if (progress.next > log.last || !progress.isGathering(now)) replicateTo(state, progress);
    else leadership.gatheredAt = Math.min(leadership.gatheredAt, progress.gatherUntil);
  }
}

export function replicateTo(state: State, progress: Progress): void {
  if (progress.state === "snapshot") return;
  while (progress.next <= state.log.last && !progress.isFull(state.config)) {
    if (!sendEntries(state, progress)) return;
  }
  const hasNews = progress.next > state.log.last && progress.toldCommit < state.committed;
  if (progress.checkDue || (hasNews && !progress.probing)) sendCheck(state, progress);
}

/** Whether something was sent; if not, it waits for the host's disk or for a snapshot. */
function sendEntries(state: State, progress: Progress): boolean {
  const { log, config } = state;
  const prevTerm = log.termAt(progress.next - 1);
  if (prevTerm === undefined) {
    offerSnapshot(state, progress);
    return false;
  }
  const entries = log.slice(progress.next, log.last, config.messageBytesMax);
  if (entries === undefined) askForEntries(state, progress);
  else sendAppend(state, progress, prevTerm, entries);
  return entries !== undefined;
}

/** An append without entries finds out whether the logs agree so far, and tells the commit index. */
function sendCheck(state: State, progress: Progress): void {
  const prevTerm = state.log.termAt(progress.next - 1);
  if (prevTerm === undefined) offerSnapshot(state, progress);
  else sendAppend(state, progress, prevTerm, []);
}

function sendAppend(state: State, progress: Progress, prevTerm: number, entries: readonly Entry[]): void {
  const { id, term, committed } = state;
  const prevIndex = progress.next - 1;
  send(state, { kind: "append", from: id, to: progress.id, term, prevIndex, prevTerm, entries, commit: committed });
  progress.toldCommit = committed;
  progress.checkDue = false;
  const isProbe = progress.state === "probe";
  if (isProbe || entries.length === 0) progress.askedAt = state.now;
  if (isProbe) {
    progress.probing = true;
    progress.inflight.clear();
  }
  if (entries.length === 0) return;
  progress.inflight.add(prevIndex + entries.length, totalBytes(entries));
  progress.gatherUntil = state.now + state.config.gatherTime;
  if (!isProbe) progress.next += entries.length;
}

function totalBytes(entries: readonly Entry[]): number {
  let bytes = 0;
  for (const entry of entries) bytes += entryBytes(entry);
  return bytes;
}

/** The entries left memory: the host reads them from its log, once for each place. */
function askForEntries(state: State, progress: Progress): void {
  const { next: from, id: to } = progress;
  if (progress.wantedFrom === from) return;
  progress.wantedFrom = from;
  const last = state.log.tailFirst - 1;
  state.outbox.entriesWanted.push({ to, from, last, bytesMax: state.config.messageBytesMax });
}

export function onEntriesRead(state: State, { to, from, entries }: EntriesRead): void {
  const progress = state.leadership?.progress.get(to);
  if (progress?.wantedFrom !== from) return;
  progress.wantedFrom = 0;
  if (progress.next !== from) return;
  const prevTerm = state.log.termAt(from - 1);
  if (prevTerm === undefined || entries.length === 0) {
    offerSnapshot(state, progress);
    return;
  }
  if (isOfThisLog(state, from, entries)) sendAppend(state, progress, prevTerm, entries);
}

/** Not so if the host answers late, what was asked before another leader replaced the end of the log. */
function isOfThisLog(state: State, from: number, entries: readonly Entry[]): boolean {
  const first = entries[0];
  const last = entries.at(-1);
  assert(first?.index === from, "the host reads what it was asked for", first?.index, from);
  assert(last?.index === from + entries.length - 1, "the host reads without gaps", last?.index, from, entries.length);
  return state.log.termAt(last.index) === last.term;
}

/** Figure 2, "rules for servers: leaders". */
export function onAppendReply(state: State, message: AppendReply): void {
  const progress = state.leadership?.progress.get(message.from);
  if (progress === undefined) return;
  progress.heardAt = state.now;
  if (message.accepted) onAccepted(state, progress, message.index);
  else onRefused(state, progress, message);
}

function onAccepted(state: State, progress: Progress, index: number): void {
  assert(index <= state.log.last, "a follower has no more than its leader", index, state.log.last, progress.id);
  progress.match = Math.max(progress.match, index);
  progress.next = Math.max(progress.next, progress.match + 1);
  if (progress.state === "replicate") progress.inflight.acked(index);
  else if (progress.state === "probe" || progress.match >= state.log.base) progress.becomeReplicate();
}

/**
 * §5.3, "the leader decrements nextIndex", by whole terms: the follower named the highest index at which the logs may
 * agree by its own terms, and the leader looks for the highest one below it by its own.
 */
function onRefused(state: State, progress: Progress, { index, hintIndex, hintTerm }: AppendReply): void {
  // Only the answer to a leader of an earlier term names index 0.
  if (index === 0) return;
  if (index <= progress.match) {
    forgetMatch(progress, hintIndex);
    return;
  }
  if (progress.state === "snapshot" || (progress.state === "probe" && index !== progress.next - 1)) return;
  const { log } = state;
  const agreed = hintIndex < log.base ? hintIndex : log.lastWithTermAtMost(hintIndex, hintTerm);
  progress.becomeProbe(Math.max(progress.match, Math.min(agreed, index - 1)) + 1);
}

/**
 * The follower refused what it had acked: an old refusal that comes late, or its log lost its tail. Believing it costs a
 * repetition at most; not believing it would leave a follower that lost its tail behind for ever.
 */
function forgetMatch(progress: Progress, hintIndex: number): void {
  if (hintIndex >= progress.match) return;
  progress.match = hintIndex;
  progress.becomeProbe(hintIndex + 1);
}

/** Appends on their way to this replica are lost. */
export function onUndelivered(state: State, replica: ReplicaId): void {
  const progress = state.leadership?.progress.get(replica);
  if (progress?.state === "replicate") progress.becomeProbe(progress.match + 1);
}

/** The leader's own disk is one replica among the others. */
export function onOwnProgress(state: State): void {
  const own = state.leadership?.progress.get(state.id);
  if (own !== undefined) own.match = state.log.persisted;
}
