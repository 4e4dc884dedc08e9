import type { Configuration, ReplicaId } from "./configuration.js";
import { decodeConfiguration } from "./configuration-codec.js";
import { encodeMessage } from "./encode-message.js";
import type { Entry } from "./entry.js";
import type { Leadership } from "./leadership.js";
import type { Progress } from "./progress.js";
import type { Snapshot } from "./snapshot.js";
import type { PlacedConfiguration, State } from "./state.js";
import { Writer } from "./varint.js";

type Rename = (id: ReplicaId) => ReplicaId;

const ROLES = { follower: 0, preCandidate: 1, candidate: 2, leader: 3 } as const;
const PROGRESS_STATES = { probe: 0, replicate: 1, snapshot: 2 } as const;
export const ENTRY_KINDS = { empty: 0, command: 1, configuration: 2 } as const;

/** See `Raft.encode`. Whatever can make no difference any more is left out: times that have passed are all the same. */
export function encodeState(state: State, rename: Rename = (id) => id): Uint8Array {
  const writer = new StateWriter(state.now, rename);
  writer.id(state.id);
  writeDurable(writer, state);
  writeRole(writer, state);
  writeFollower(writer, state);
  writePersistence(writer, state);
  if (state.leadership !== undefined) writeLeadership(writer, state, state.leadership);
  return writer.bytes();
}

/** A writer that knows the time and the names of the replicas. */
export class StateWriter extends Writer {
  readonly #now: number;
  readonly #rename: Rename;

  constructor(now: number, rename: Rename) {
    super(256);
    this.#now = now;
    this.#rename = rename;
  }

  id(id: ReplicaId): void {
    this.number(id === 0 ? 0 : this.#rename(id));
  }

  /** A set of ids; their order means nothing. */
  ids(ids: readonly ReplicaId[]): void {
    this.number(ids.length);
    const renamed = ids.map(this.#rename).sort((a, b) => a - b);
    for (const id of renamed) this.number(id);
  }

  /** Things of replicas, in the order of their names. */
  each<T>(things: Iterable<T>, idOf: (thing: T) => ReplicaId, write: (thing: T) => void): void {
    const sorted = [...things].sort((a, b) => this.#rename(idOf(a)) - this.#rename(idOf(b)));
    this.number(sorted.length);
    for (const thing of sorted) write(thing);
  }

  flag(value: boolean): void {
    this.number(value ? 1 : 0);
  }

  /** A number of at least -1, or infinity. */
  countOrInfinity(value: number): void {
    this.number(value === Infinity ? 0 : value + 2);
  }

  /** How long until then; all that is past is alike. */
  until(time: number): void {
    this.number(time === Infinity ? 0 : 1 + Math.max(0, time - this.#now));
  }

  /** How long since then; beyond `horizon` it makes no difference. */
  since(time: number, horizon: number): void {
    this.number(Math.min(this.#now - time, horizon));
  }

  configuration(configuration: Configuration): void {
    this.ids(configuration.voters);
    this.ids(configuration.outgoing);
    this.ids(configuration.learners);
    this.ids(configuration.learnersNext);
    this.number(configuration.lastId);
    this.number(configuration.lease);
    this.each(
      configuration.hosts,
      (host) => host.id,
      (host) => {
        this.text(host.member);
        this.text(host.incarnation);
      },
    );
  }

  snapshot({ index, term, configuration }: Snapshot): void {
    this.number(index);
    this.number(term);
    this.configuration(configuration);
  }

  entry({ index, term, kind, payload }: Entry): void {
    this.number(index);
    this.number(term);
    this.number(ENTRY_KINDS[kind]);
    // A configuration names replicas, and its bytes would keep their old names.
    if (kind === "configuration") this.configuration(decodeConfiguration(payload));
    else this.payload(payload);
  }

  payload(payload: Uint8Array): void {
    this.number(payload.length);
    for (const byte of payload) this.number(byte);
  }
}

function writeDurable(writer: StateWriter, state: State): void {
  const { log } = state;
  writer.number(state.term);
  writer.id(state.vote);
  writer.number(log.base);
  writer.number(log.termAt(log.base) ?? 0);
  writer.number(log.last);
  writer.number(log.persisted);
  writer.number(log.runs.length);
  for (const run of log.runs) {
    writer.number(run.first);
    writer.number(run.term);
  }
  writer.number(log.tailFirst);
  for (let i = log.tailFirst; i <= log.last; i++) {
    const entry = log.at(i);
    if (entry !== undefined) writer.entry(entry);
  }
  writer.number(state.configurations.length);
  for (const placed of state.configurations) writePlaced(writer, placed);
  writer.snapshot(state.snapshot);
  writer.number(state.committed);
  writer.number(state.applied);
}

function writePlaced(writer: StateWriter, { index, configuration }: PlacedConfiguration): void {
  writer.number(index);
  writer.configuration(configuration);
}

function writeRole(writer: StateWriter, state: State): void {
  const { candidacy } = state;
  writer.number(ROLES[state.role]);
  writer.id(state.leader);
  writer.flag(state.asleep);
  writer.until(state.leadership === undefined ? state.electionDeadline : Infinity);
  if (candidacy === undefined) return;
  writer.flag(candidacy.transfer);
  writer.each(
    candidacy.votes,
    ([id]) => id,
    ([id, granted]) => {
      writer.id(id);
      writer.flag(granted);
    },
  );
}

/** How much silence makes a difference, of a leader or of a follower: none without CheckQuorum. */
function silenceCounted({ config }: State): number {
  return config.checkQuorum ? config.electionTimeout : 0;
}

function writeFollower(writer: StateWriter, state: State): void {
  const { fetching, forwarded } = state;
  writer.since(state.leaderHeardAt, silenceCounted(state));
  writer.flag(state.officeOver);
  writer.number(state.matched);
  writer.number(state.acked);
  writer.flag(state.ackDue);
  writer.id(fetching?.from ?? 0);
  if (fetching !== undefined) writer.snapshot(fetching.snapshot);
  writer.number(state.installing?.index ?? 0);
  writer.number(forwarded.attempt);
  writeNumbers(writer, forwarded.unasked);
  writer.number(forwarded.asked.length);
  for (let i = 0; i < forwarded.asked.length; i++) {
    const { attempt, ids } = forwarded.asked.at(i);
    writer.number(attempt);
    writeNumbers(writer, ids);
  }
  writer.until(forwarded.retryAt);
  writer.until(state.promisedUntil);
  writer.until(state.quietUntil);
  writer.until(state.givesWayUntil);
  writer.countOrInfinity(state.refillTo);
}

function writePersistence(writer: StateWriter, state: State): void {
  const { written, barrier, unwritten, held } = state.persistence.view();
  writer.number(written.length);
  for (const { after, last } of written) {
    writer.number(after);
    writer.number(last);
  }
  writer.countOrInfinity(barrier);
  writer.number(unwritten);
  // What speaks of an earlier term will never be sent.
  writer.each(
    held.filter((message) => message.term >= state.term),
    (message) => message.to,
    (message) => {
      encodeMessage(writer, message);
    },
  );
}

function writeLeadership(writer: StateWriter, state: State, leadership: Leadership): void {
  const { transfer, confirming } = leadership;
  writer.number(leadership.openedAt);
  writer.until(leadership.heartbeatDeadline);
  writer.number(leadership.round);
  writer.flag(leadership.leaseForfeited);
  writer.number(leadership.uncommittedBytes);
  writer.id(transfer?.to ?? 0);
  writer.until(transfer?.deadline ?? Infinity);
  writer.flag(transfer?.sent ?? false);
  writer.since(leadership.busyAt, state.config.quiesceAfter);
  writeReads(writer, leadership.unconfirmed);
  writer.number(confirming.length);
  for (let i = 0; i < confirming.length; i++) {
    const { round, index, reads } = confirming.at(i);
    writer.number(round);
    writer.number(index);
    writeReads(writer, reads);
  }
  writeLease(writer, state, leadership);
  writer.each(
    leadership.progress.values(),
    (progress) => progress.id,
    (progress) => {
      writeProgress(writer, state, progress);
    },
  );
}

function writeReads(writer: StateWriter, reads: readonly { from: ReplicaId; id: number }[]): void {
  writer.number(reads.length);
  for (const { from, id } of reads) {
    writer.id(from);
    writer.number(id);
  }
}

/** Where no configuration ever asked for a lease, it makes no difference when heartbeats were sent. */
function writeLease(writer: StateWriter, state: State, { roundTimes, leaseFloor }: Leadership): void {
  let lease = 0;
  for (const { configuration } of state.configurations) lease = Math.max(lease, configuration.lease);
  if (lease === 0) return;
  writer.since(leaseFloor, lease);
  writer.number(roundTimes.length);
  for (let i = 0; i < roundTimes.length; i++) {
    writer.number(roundTimes.at(i).round);
    writer.since(roundTimes.at(i).at, lease);
  }
}

function writeProgress(writer: StateWriter, state: State, progress: Progress): void {
  writer.number(PROGRESS_STATES[progress.state]);
  writer.number(progress.match);
  writer.number(progress.next);
  writer.flag(progress.probing);
  writer.flag(progress.checkDue);
  writer.number(progress.toldCommit);
  writer.since(progress.askedAt, state.config.heartbeatInterval);
  writer.since(progress.heardAt, silenceCounted(state));
  writer.number(progress.ackedRound);
  writer.number(progress.leaseLength);
  writer.since(progress.leaseFrom, progress.leaseLength);
  writer.number(progress.committed);
  writer.number(progress.snapshotIndex);
  writer.flag(progress.snapshotHeardOf);
  writer.until(progress.snapshotDeadline);
  writer.number(progress.wantedFrom);
  writer.number(progress.inflight.count);
  for (const { last, bytes } of progress.inflight) {
    writer.number(last);
    writer.number(bytes);
  }
  writer.until(progress.isGathering(state.now) ? progress.gatherUntil : 0);
}

function writeNumbers(writer: StateWriter, numbers: readonly number[]): void {
  writer.number(numbers.length);
  for (const number of numbers) writer.number(number);
}
