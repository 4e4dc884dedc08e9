import { assert } from "./assert.js";
import { commitTo } from "./commit.js";
import { forgetOldConfigurations } from "./configurations.js";
import { NOBODY, type ReplicaId } from "./configuration.js";
import { followLeader } from "./following.js";
import type { Leadership } from "./leadership.js";
import { KEPT_FOR_SNAPSHOT_FACTOR } from "./limits.js";
import { Log } from "./log.js";
import type { SnapshotOffer, SnapshotStatus } from "./message.js";
import type { Progress } from "./progress.js";
import { send } from "./send.js";
import type { Snapshot } from "./snapshot.js";
import type { State } from "./state.js";

// --- Taking one (§7 of the paper).

/** What a snapshot at `index` has to say of itself; undefined if there is a later one already. */
export function snapshotAt(state: State, index: number): Snapshot | undefined {
  const term = state.log.termAt(index);
  if (index <= state.snapshot.index || term === undefined) return undefined;
  return { index, term, configuration: state.configurationAt(index).configuration };
}

/** The state machine is safe up to `index` without the log. */
export function onSnapshotTaken(state: State, index: number): void {
  assert(index <= state.applied, "a snapshot holds what was applied", index, state.applied);
  const snapshot = snapshotAt(state, index);
  if (snapshot === undefined) return;
  state.snapshot = snapshot;
  forgetOldConfigurations(state);
  truncateLog(state);
}

/** Some entries stay, so that a follower that is slightly slow, or is fetching this snapshot, needs no other one. */
function truncateLog(state: State): void {
  const { snapshot, config, leadership } = state;
  let mark = snapshot.index - config.keptEntries;
  const floor = snapshot.index - config.keptEntries * KEPT_FOR_SNAPSHOT_FACTOR;
  for (const progress of leadership?.progress.values() ?? []) {
    if (progress.state === "snapshot") mark = Math.min(mark, Math.max(progress.snapshotIndex, floor));
  }
  if (mark <= state.log.base) return;
  state.log.compact(mark);
  state.outbox.release = mark;
}

// --- Sending one, as leader (figure 13).

/** The follower needs entries that are gone. */
export function offerSnapshot(state: State, progress: Progress): void {
  const { snapshot, id, term } = state;
  assert(snapshot.index >= state.log.base, "what left the log is in a snapshot", snapshot.index, state.log.base);
  if (progress.state !== "snapshot" || progress.snapshotIndex !== snapshot.index) {
    progress.becomeSnapshot(snapshot.index, state.now + state.config.snapshotTimeout);
  }
  progress.askedAt = state.now;
  send(state, { kind: "snapshotOffer", from: id, to: progress.id, term, snapshot });
}

/**
 * The offer may have been lost, or the ack of a snapshot that is installed, or the log may have moved on beyond it. A
 * follower that said to be fetching is left alone.
 */
export function askAboutSnapshot(state: State, progress: Progress): void {
  const { log } = state;
  if (progress.committed >= log.base && progress.committed > progress.match) {
    progress.becomeProbe(Math.min(progress.committed, log.last) + 1);
  } else if (!progress.snapshotHeardOf || progress.snapshotIndex < log.base) {
    offerSnapshot(state, progress);
  }
}

export function onSnapshotStatus(state: State, { from, index, status }: SnapshotStatus): void {
  const progress = state.leadership?.progress.get(from);
  if (progress === undefined) return;
  progress.heardAt = state.now;
  if (progress.state !== "snapshot" || progress.snapshotIndex !== index) return;
  if (status === "failed") {
    giveUp(state, progress);
    return;
  }
  progress.snapshotHeardOf = true;
  progress.snapshotDeadline = state.now + state.config.snapshotTimeout;
}

/** A process that is there again may have been started anew, and know nothing of what it was fetching. */
export function onFetcherBack(state: State, replica: ReplicaId): void {
  const progress = state.leadership?.progress.get(replica);
  if (progress !== undefined) progress.snapshotHeardOf = false;
}

/** Followers that make no progress with their snapshot are asked anew what they need. */
export function giveUpStalledSnapshots(state: State, leadership: Leadership): void {
  for (const progress of leadership.progress.values()) {
    if (state.now >= progress.snapshotDeadline) giveUp(state, progress);
  }
}

/** Not before the next heartbeat is answered, lest two sides that fail do so as fast as they can. */
function giveUp(state: State, progress: Progress): void {
  progress.becomeProbe(progress.match + 1);
  progress.probing = true;
  progress.askedAt = state.now;
}

// --- Receiving one, as follower (figure 13, "receiver implementation").

export function onSnapshotOffer(state: State, { from, snapshot }: SnapshotOffer): void {
  followLeader(state, from);
  const isHere = snapshot.index <= state.committed || state.log.termAt(snapshot.index) === snapshot.term;
  if (isHere) {
    commitTo(state, Math.max(state.committed, snapshot.index));
    state.matched = Math.max(state.matched, snapshot.index);
    state.ackDue = true;
    stopFetching(state);
    return;
  }
  const { fetching } = state;
  if (fetching?.from === from && fetching.snapshot.index >= snapshot.index) return;
  state.fetching = { from, snapshot };
  state.outbox.fetch = state.fetching;
}

export function onSnapshotProgress(state: State, index: number): void {
  if (state.fetching?.snapshot.index === index) tellStatus(state, index, "receiving");
}

export function onSnapshotFailed(state: State, index: number): void {
  if (state.fetching?.snapshot.index !== index) return;
  state.fetching = undefined;
  tellStatus(state, index, "failed");
}

/** The host has all of it. In the meantime the log may have caught up, and must not be thrown away then. */
export function onSnapshotReceived(state: State, index: number): void {
  const snapshot = state.fetching?.snapshot;
  if (snapshot?.index !== index) return;
  state.fetching = undefined;
  if (state.log.termAt(index) === snapshot.term) commitTo(state, Math.max(state.committed, index));
  if (index > state.committed) replaceLog(state, snapshot);
  else state.outbox.fetch = "stop";
}

/** A fetch that is no longer needed, because the log got there first, is broken off. */
export function stopStaleFetch(state: State): void {
  if (state.fetching !== undefined && state.fetching.snapshot.index <= state.committed) stopFetching(state);
}

/**
 * Figure 13, rules 7 and 8: the whole log is replaced, and the configuration with it. The state machine is switched once
 * that is durable, lest after a crash it were ahead of the log.
 */
function replaceLog(state: State, snapshot: Snapshot): void {
  assert(state.leadership === undefined, "a leader has everything that is committed", state.term, snapshot.index);
  state.log = new Log(snapshot.index, snapshot.term);
  state.snapshot = snapshot;
  state.configurations = [{ index: snapshot.index, configuration: snapshot.configuration }];
  state.committed = snapshot.index;
  state.matched = snapshot.index;
  state.persistence.logReplaced(snapshot);
  state.installing = snapshot;
}

/** The log begins behind the snapshot, durably: now the state machine may follow. */
export function installDurable(state: State): void {
  if (state.installing === undefined || !state.persistence.settled) return;
  state.outbox.install = state.installing;
  state.installing = undefined;
}

function stopFetching(state: State): void {
  if (state.fetching === undefined) return;
  state.fetching = undefined;
  state.outbox.fetch = "stop";
}

function tellStatus(state: State, index: number, status: SnapshotStatus["status"]): void {
  const { id, leader, term } = state;
  if (leader === NOBODY || state.leadership !== undefined) return;
  send(state, { kind: "snapshotStatus", from: id, to: leader, term, index, status });
}
