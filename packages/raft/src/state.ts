import { assert } from "./assert.js";
import type { Config } from "./config.js";
import { NOBODY, type Configuration, type ReplicaId } from "./configuration.js";
import { firstAttempt, ForwardedReads } from "./forwarded-reads.js";
import type { Leadership } from "./leadership.js";
import type { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import type { Fetch, Role, SoftState } from "./output.js";
import { Persistence } from "./persistence.js";
import type { Random } from "./random.js";
import type { Snapshot } from "./snapshot.js";

/** A configuration, and the index of the entry that brought it. */
export interface PlacedConfiguration {
  readonly index: number;
  readonly configuration: Configuration;
}

/** An election that this replica stands in. */
export interface Candidacy {
  /** Only asking whether an election could be won. */
  readonly pre: boolean;
  /** The leader asked for it. */
  readonly transfer: boolean;
  readonly votes: Map<ReplicaId, boolean>;
}

/**
 * All that a replica knows: figure 2 of the paper, and what the later chapters of the thesis add. The functions that
 * change it are in the files named after what they do; `Raft` is the door to them.
 */
export class State {
  readonly config: Config;
  readonly random: Random;
  /** The time of the latest input. */
  now: number;

  // --- Durable: figure 2, "persistent state on all servers".
  term: number;
  vote: ReplicaId;
  log: Log;
  /** Configurations by ascending index: the first is in force at the latest snapshot or before, the last one is now. */
  configurations: PlacedConfiguration[];
  /** The latest snapshot that this replica has. */
  snapshot: Snapshot;

  // --- Figure 2, "volatile state on all servers".
  committed: number;
  applied: number;

  // --- Role. A replica with neither is a follower.
  leadership: Leadership | undefined;
  candidacy: Candidacy | undefined;
  /** The leader of `term`, as far as known. */
  leader: ReplicaId = NOBODY;
  electionDeadline: number;
  asleep = false;

  // --- As a follower.
  leaderHeardAt = -Infinity;
  /** The connection to the leader broke: its term of office protects it no longer. */
  officeOver = false;
  /** Up to here the log is known to be the leader's. */
  matched = 0;
  /** The last ack sent to the leader, and whether it waits for one regardless. */
  acked = 0;
  ackDue = false;
  fetching: Fetch | undefined;
  /** A received snapshot that takes the place of the log; the state machine waits until the disk has that. */
  installing: Snapshot | undefined;
  readonly forwarded: ForwardedReads;

  // --- As a voter: until when it must not help elect anybody.
  /** It promised so to a leader that relies on a lease. */
  promisedUntil = -Infinity;
  /** It may have promised so before it was restarted. */
  quietUntil: number;
  /** Its log lost a tail, and what it acked or voted may have been in there. */
  givesWayUntil: number;
  /** Once its log is durable up to here, a leader has brought back all that is committed. */
  refillTo = Infinity;

  readonly persistence: Persistence;
  readonly outbox: Outbox;

  constructor(init: StateInit) {
    this.config = init.config;
    this.random = init.random;
    this.now = init.now;
    this.term = init.term;
    this.vote = init.vote;
    this.log = init.log;
    this.configurations = init.configurations;
    this.snapshot = init.snapshot;
    this.committed = init.committed;
    this.applied = init.applied;
    this.electionDeadline = init.electionDeadline;
    this.quietUntil = init.quietUntil;
    this.givesWayUntil = init.givesWayUntil;
    this.forwarded = init.forwarded ?? new ForwardedReads(firstAttempt(init.random));
    this.persistence = init.persistence ?? new Persistence(init.log.last + 1);
    this.outbox = new Outbox(init.soft ?? { role: "follower", term: init.term, leader: NOBODY, asleep: false });
  }

  get id(): ReplicaId {
    return this.config.id;
  }

  get role(): Role {
    if (this.leadership !== undefined) return "leader";
    if (this.candidacy !== undefined) return this.candidacy.pre ? "preCandidate" : "candidate";
    return "follower";
  }

  get soft(): SoftState {
    return { role: this.role, term: this.term, leader: this.leader, asleep: this.asleep };
  }

  /** The configuration in force: the latest in the log, committed or not (§6). */
  get configuration(): Configuration {
    return this.placed.configuration;
  }

  get placed(): PlacedConfiguration {
    const placed = this.configurations.at(-1);
    assert(placed !== undefined, "there is always a configuration");
    return placed;
  }

  /** The configuration in force at `index`. */
  configurationAt(index: number): PlacedConfiguration {
    const placed = this.configurations.findLast((candidate) => candidate.index <= index);
    assert(placed !== undefined, "the configuration is known from the latest snapshot on", index, this.snapshot.index);
    return placed;
  }

  /** Whether the leader has committed an entry of its own term, and so knows what is committed (§8, thesis §6.4). */
  get hasCommittedInTerm(): boolean {
    return this.leadership !== undefined && this.committed >= this.leadership.openedAt;
  }

  clone(random: Random): State {
    assert(this.outbox.isEmpty, "a replica is cloned after its output was taken");
    return Object.assign(new State(this), this, {
      random,
      log: this.log.clone(),
      configurations: [...this.configurations],
      leadership: this.leadership?.clone(),
      candidacy: this.candidacy && { ...this.candidacy, votes: new Map(this.candidacy.votes) },
      forwarded: this.forwarded.clone(),
      persistence: this.persistence.clone(),
      outbox: new Outbox(this.outbox.soft),
    });
  }
}

export interface StateInit {
  readonly config: Config;
  readonly random: Random;
  readonly now: number;
  readonly term: number;
  readonly vote: ReplicaId;
  readonly log: Log;
  readonly configurations: PlacedConfiguration[];
  readonly snapshot: Snapshot;
  readonly committed: number;
  readonly applied: number;
  readonly electionDeadline: number;
  readonly quietUntil: number;
  readonly givesWayUntil: number;
  readonly forwarded?: ForwardedReads;
  readonly persistence?: Persistence;
  readonly soft?: SoftState;
}
