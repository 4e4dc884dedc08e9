import {
  createConfig,
  initialConfiguration,
  neverRan,
  Raft,
  type Config,
  type Configuration,
  type Output,
  type Random,
  type Restored,
} from "@keyval/raft";

/** Every so many applied entries a replica has a new snapshot, so that its log, and memory, stay as large as they are. */
const SNAPSHOT_EVERY = 1_000;

const NOTHING: readonly Uint8Array[] = [];

/** More turns than it takes for an election, or for the last entry to be applied everywhere. */
const SETTLING_TURNS = 20;

/** How many turns of the loop pass in a millisecond of the replicas' clocks. */
const TURNS_PER_MILLISECOND = 10;

/**
 * A replica and a host that costs next to nothing. Its disk is done in the next turn, its state machine counts.
 * What crosses the network is handed over as it is, so nothing is encoded, and no payload is copied.
 */
class Node {
  readonly id: number;
  readonly raft: Raft;
  applied: number;
  payloadBytes = 0;
  /** What it sent in its latest turn. */
  sent: Output["messages"] = [];
  #ticket = 0;
  #snapshotIndex: number;

  constructor(id: number, raft: Raft, base: number) {
    this.id = id;
    this.raft = raft;
    this.applied = base;
    this.#snapshotIndex = base;
  }

  /** Takes what arrived since its latest turn, its own disk's answer too, and then draws the conclusions at once. */
  turn(now: number, nodes: readonly Node[], payloads: readonly Uint8Array[]): void {
    const { raft, id } = this;
    if (raft.deadline <= now) raft.step({ kind: "tick", now });
    for (const node of nodes) {
      for (const message of node.sent) {
        if (message.to === id) raft.step({ kind: "receive", now, message });
      }
    }
    if (this.#ticket > 0) raft.step({ kind: "persisted", now, ticket: this.#ticket });
    if (payloads.length > 0) raft.step({ kind: "propose", now, payloads });
    const output = raft.drain();
    this.sent = output.messages;
    this.#ticket = output.persist?.ticket ?? 0;
    this.#apply(now, output.committed);
  }

  #apply(now: number, committed: number): void {
    if (committed <= this.applied) return;
    const entries = this.raft.entries(this.applied + 1, committed, Infinity);
    if (entries === undefined) throw new Error("Entries left memory before they were applied");
    for (const entry of entries) this.payloadBytes += entry.payload.length;
    this.applied += entries.length;
    this.raft.step({ kind: "applied", now, index: this.applied });
    if (this.applied < this.#snapshotIndex + SNAPSHOT_EVERY) return;
    this.#snapshotIndex = this.applied;
    this.raft.step({ kind: "snapshotTaken", now, index: this.applied });
  }
}

/** Replicas of one group in one thread, the first of which leads. */
export class RaftGroup {
  readonly #nodes: readonly Node[];
  readonly #leader: Node;
  #turns = 0;

  /** The log begins behind a snapshot at `base`. */
  constructor(size: number, settings: Partial<Config> = {}, base = 0) {
    const hosts = Array.from({ length: size }, (_, i) => ({ id: i + 1, member: `m${i + 1}`, incarnation: "first" }));
    const restored = restoredAt(base, initialConfiguration(hosts));
    this.#nodes = hosts.map(({ id }) => {
      const raft = Raft.restore(createConfig({ ...settings, id }), restored, seeded(id), 0);
      return new Node(id, raft, base);
    });
    const [first] = this.#nodes;
    if (first === undefined) throw new Error("A group has at least one replica");
    this.#leader = first;
    this.#leader.raft.step({ kind: "campaign", now: 0 });
    for (let left = SETTLING_TURNS; left > 0; left--) this.#turn(NOTHING);
    if (this.#leader.applied === base) throw new Error("No leader was elected");
  }

  /**
   * Proposes one batch per turn, without waiting for those before it, until the leader has applied so many entries more;
   * then makes sure that every replica has applied all of them.
   */
  commit(count: number, batch: readonly Uint8Array[]): void {
    const before = this.#leader.applied;
    while (this.#leader.applied < before + count) this.#turn(batch);
    for (let left = SETTLING_TURNS; left > 0; left--) this.#turn(NOTHING);
    for (const node of this.#nodes) {
      if (node.applied !== this.#leader.raft.lastIndex) throw new Error("A replica has not applied everything");
    }
  }

  #turn(payloads: readonly Uint8Array[]): void {
    this.#turns += 1;
    const now = Math.floor(this.#turns / TURNS_PER_MILLISECOND);
    for (const node of this.#nodes) node.turn(now, this.#nodes, node === this.#leader ? payloads : NOTHING);
  }
}

function restoredAt(base: number, configuration: Configuration): Restored {
  if (base === 0) return neverRan(configuration);
  return {
    hardState: { term: 1, vote: 0, commit: base },
    snapshot: { index: base, term: 1, configuration },
    log: { base, baseTerm: 1, last: base, terms: [], configurations: [] },
    applied: base,
    tailCut: false,
  };
}

function seeded(seed: number): Random {
  let state = seed;
  return {
    below(limit) {
      state = (state * 48_271) % 2_147_483_647;
      return state % limit;
    },
  };
}
