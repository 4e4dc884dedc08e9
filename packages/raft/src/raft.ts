import { assert, unreachable } from "./assert.js";
import { onWasBusy } from "./busy.js";
import type { Config } from "./config.js";
import { NOBODY, type Configuration, type ReplicaId } from "./configuration.js";
import { encodeState } from "./encode-state.js";
import { onCampaign, onElectionTimeout, onLeaderLost, onTimeoutNow, onVoteReply, onVoteRequest } from "./election.js";
import type { Entry } from "./entry.js";
import { acknowledge, onAppend, onHeartbeat, onSleep } from "./following.js";
import type { Input } from "./input.js";
import { checkInvariants } from "./invariants.js";
import { onHeartbeatReply, onHeartbeatTimeout } from "./leading.js";
import { mayLead } from "./configurations.js";
import { onClockJumped } from "./lease.js";
import { advanceCommit, onReconfigure } from "./membership.js";
import type { Message } from "./message.js";
import type { Output, Role } from "./output.js";
import { takeOutput } from "./outbox.js";
import { onPropose } from "./proposing.js";
import { wakesUp, wakeUp } from "./quiescence.js";
import type { Random } from "./random.js";
import { forwardReads, onRead, onReadReply, onReadRequest, startReadRound } from "./reads.js";
import type { Refusal } from "./refusal.js";
import { onAppendReply, onEntriesRead, onOwnProgress, onUndelivered, replicate } from "./replication.js";
import { restoreState, type Restored } from "./restored.js";
import { becomeFollower } from "./roles.js";
import { send, sendOnceDurable } from "./send.js";
import * as snapshots from "./snapshots.js";
import type { Snapshot } from "./snapshot.js";
import type { State } from "./state.js";
import { statusOf, type Status } from "./status.js";
import { handOver, onTransfer } from "./transfer.js";

/**
 * One replica of one group: a value that changes only in `step`, and says in `drain` what its host has to do. It knows
 * no clock, no disk, no network; everything that takes time answers with another input.
 */
export class Raft {
  readonly #state: State;
  #status: Status | undefined;

  private constructor(state: State) {
    this.#state = state;
  }

  static restore(config: Config, restored: Restored, random: Random, now: number): Raft {
    return new Raft(restoreState(config, restored, random, now));
  }

  /** Takes in what happened. Gives back why it was refused, if it was; nothing will come of it then. */
  step(input: Input): Refusal | undefined {
    const state = this.#state;
    this.#status = undefined;
    assert(input.now >= state.now, "the monotonic clock never falls", input.now, state.now);
    state.now = input.now;
    if (state.asleep && wakesUp(state, input)) wakeUp(state);
    const refusal = dispatch(state, input);
    // It may have voted, or stepped down, in its sleep; nobody is left then to wake it.
    if (state.asleep && state.leader === NOBODY) wakeUp(state);
    checkInvariants(state);
    return refusal;
  }

  /** Draws the conclusions from all inputs since the last call, and hands over what there is to do. */
  drain(): Output {
    const state = this.#state;
    this.#status = undefined;
    advanceCommit(state);
    startReadRound(state);
    handOver(state);
    replicate(state);
    snapshots.stopStaleFetch(state);
    acknowledge(state);
    forwardReads(state);
    const output = takeOutput(state);
    letGo(state);
    checkInvariants(state);
    return output;
  }

  /** When a `tick` is due; infinite while nothing waits for time to pass. */
  get deadline(): number {
    const { leadership, leader, forwarded, electionDeadline, asleep, config } = this.#state;
    if (asleep) return Infinity;
    if (leadership !== undefined) return Math.min(leadership.heartbeatDeadline, leadership.gatheredAt);
    const standsForElection = config.priority > 0 && mayLead(this.#state);
    const isWaiting = standsForElection || leader !== NOBODY;
    return Math.min(forwarded.retryAt, isWaiting ? electionDeadline : Infinity);
  }

  get lastIndex(): number {
    return this.#state.log.last;
  }

  get role(): Role {
    return this.#state.role;
  }

  get term(): number {
    return this.#state.term;
  }

  /** The configuration in force here, committed or not. */
  get configuration(): Configuration {
    return this.#state.configuration;
  }

  /** The same object until something happens. */
  get status(): Status {
    return (this.#status ??= statusOf(this.#state));
  }

  /**
   * Entries from `from` up to `last`, at least one, stopping before `bytesMax`; undefined if they left memory, so that
   * the host reads them from its log.
   */
  entries(from: number, last: number, bytesMax: number): readonly Entry[] | undefined {
    const { log } = this.#state;
    return log.slice(from, Math.min(last, log.last), bytesMax);
  }

  /** The term of the entry at `index`; undefined if it is not in the log. */
  termAt(index: number): number | undefined {
    return this.#state.log.termAt(index);
  }

  /** What a snapshot of the state machine at `index`, which must have been applied, has to say of itself. */
  snapshotAt(index: number): Snapshot | undefined {
    return snapshots.snapshotAt(this.#state, index);
  }

  /** An independent copy that shares only what never changes. */
  clone(random: Random = this.#state.random): Raft {
    return new Raft(this.#state.clone(random));
  }

  /**
   * The whole state as canonical bytes: two replicas with equal bytes behave alike from here on. Times count from the
   * latest input. With `rename`, as if the replicas had other ids.
   */
  encode(rename?: (id: ReplicaId) => ReplicaId): Uint8Array {
    return encodeState(this.#state, rename);
  }
}

function dispatch(state: State, input: Input): Refusal | undefined {
  switch (input.kind) {
    case "tick":
      onTick(state);
      return undefined;
    case "propose":
      return onPropose(state, input.payloads);
    case "receive":
      onReceive(state, input.message);
      return undefined;
    case "persisted":
      onPersisted(state, input.ticket);
      return undefined;
    case "applied":
      onApplied(state, input.index);
      return undefined;
    case "read":
      return onRead(state, input.id);
    case "entriesRead":
      onEntriesRead(state, input);
      return undefined;
    case "reconfigure":
      return onReconfigure(state, input.changes);
    case "transfer":
      return onTransfer(state, input.to);
    case "campaign":
      return onCampaign(state);
    case "peerLost":
      onPeerLost(state, input.replica);
      return undefined;
    case "peerConnected":
      snapshots.onFetcherBack(state, input.replica);
      return undefined;
    case "undelivered":
      onUndelivered(state, input.replica);
      return undefined;
    case "snapshotTaken":
      snapshots.onSnapshotTaken(state, input.index);
      return undefined;
    case "snapshotProgress":
      snapshots.onSnapshotProgress(state, input.index);
      return undefined;
    case "snapshotReceived":
      snapshots.onSnapshotReceived(state, input.index);
      return undefined;
    case "snapshotFailed":
      snapshots.onSnapshotFailed(state, input.index);
      return undefined;
    case "clockJumped":
      onClockJumped(state);
      return undefined;
    case "wasBusy":
      onWasBusy(state, input.since);
      return undefined;
    default:
      return unreachable(input);
  }
}

function onTick(state: State): void {
  if (state.asleep) return;
  const { leadership } = state;
  if (leadership !== undefined) {
    if (state.now >= leadership.heartbeatDeadline) onHeartbeatTimeout(state, leadership);
  } else if (state.now >= state.electionDeadline) {
    onElectionTimeout(state);
  }
}

/** Figure 2, "rules for servers: all servers": a later term ends every role in an earlier one. */
function onReceive(state: State, message: Message): void {
  if (message.to !== state.id) return;
  if (message.term < state.term && message.kind !== "voteRequest") {
    onStaleTerm(state, message);
    return;
  }
  const isOnlyAsked =
    message.kind === "voteRequest" || (message.kind === "voteReply" && message.pre && message.granted);
  if (message.term > state.term && !isOnlyAsked) becomeFollower(state, message.term, NOBODY);
  onMessage(state, message);
}

function onMessage(state: State, message: Message): void {
  switch (message.kind) {
    case "voteRequest":
      onVoteRequest(state, message);
      return;
    case "voteReply":
      onVoteReply(state, message);
      return;
    case "append":
      onAppend(state, message);
      return;
    case "appendReply":
      onAppendReply(state, message);
      return;
    case "heartbeat":
      onHeartbeat(state, message);
      return;
    case "heartbeatReply":
      onHeartbeatReply(state, message);
      return;
    case "sleep":
      onSleep(state, message);
      return;
    case "snapshotOffer":
      snapshots.onSnapshotOffer(state, message);
      return;
    case "snapshotStatus":
      snapshots.onSnapshotStatus(state, message);
      return;
    case "timeoutNow":
      onTimeoutNow(state);
      return;
    case "readRequest":
      onReadRequest(state, message);
      return;
    case "readReply":
      onReadReply(state, message);
      return;
    default:
      unreachable(message);
  }
}

/**
 * A leader of an earlier term is told of the later one, so that it steps down, and a follower that asks for a read, so that
 * it gives up waiting; nobody else needs an answer.
 */
function onStaleTerm(state: State, message: Message): void {
  switch (message.kind) {
    case "append":
    case "heartbeat":
    case "snapshotOffer":
    case "sleep":
    case "readRequest": {
      const { id, term } = state;
      const to = message.from;
      sendOnceDurable(state, {
        kind: "appendReply",
        from: id,
        to,
        term,
        accepted: false,
        index: 0,
        hintIndex: 0,
        hintTerm: 0,
      });
      return;
    }
    default:
  }
}

function onPersisted(state: State, ticket: number): void {
  const { last, released } = state.persistence.persisted(ticket);
  state.log.persistedTo(last);
  onOwnProgress(state);
  snapshots.installDurable(state);
  for (const message of released) {
    if (message.term < state.term) continue;
    if (message.to === state.id) onReceive(state, message);
    else send(state, message);
  }
}

function onApplied(state: State, index: number): void {
  assert(
    index <= Math.min(state.committed, state.log.persisted),
    "only what may be applied is",
    index,
    state.committed,
  );
  state.applied = Math.max(state.applied, index);
}

function onPeerLost(state: State, replica: ReplicaId): void {
  if (state.leadership !== undefined) onUndelivered(state, replica);
  else if (replica === state.leader) onLeaderLost(state);
}

/**
 * Durable entries leave memory once there are too many; a leader keeps those that it has yet to commit. Those that nobody is
 * likely to ask for leave long before: objects that die young cost next to nothing.
 */
function letGo(state: State): void {
  const { log, config } = state;
  log.forgetSlice();
  const evictable = state.leadership === undefined ? log.persisted : Math.min(log.persisted, state.committed);
  log.evict(evictable, config.tailBytesMax);
  log.evict(Math.min(evictable, doneWith(state)), config.messageBytesMax);
}

/** Applied here, and on the disks of all that keep up. */
function doneWith({ applied, leadership }: State): number {
  let index = applied;
  for (const { state, match } of leadership?.progress.values() ?? []) {
    if (state === "replicate") index = Math.min(index, match);
  }
  return index;
}
