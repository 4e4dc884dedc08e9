import { createConfig, type Config } from "../config.js";
import type { Configuration, ReplicaId } from "../configuration.js";
import type { Message } from "../message.js";
import type { Refusal } from "../refusal.js";
import type { Status } from "../status.js";
import type { Happening } from "./happening.js";
import { MemoryDisk } from "./memory-disk.js";
import { MemoryHost } from "./memory-host.js";
import { SeededRandom } from "./seeded-random.js";

/** Within one moment, answers to answers to answers are delivered this often; what is left comes a millisecond later. */
const TURNS_PER_MILLISECOND = 8;

interface OnItsWay {
  readonly dueAt: number;
  readonly message: Message;
}

/**
 * Replicas that share a clock and a network on which messages take time and may be lost. Disks, state machines and the
 * transfer of snapshots take no time, unless the test holds them up.
 */
export class Group {
  now = 0;
  readonly hosts = new Map<ReplicaId, MemoryHost>();
  /** These hear nothing and do nothing. */
  readonly down = new Set<ReplicaId>();
  /** The disks of these are busy: nothing becomes durable. */
  readonly diskHeld = new Set<ReplicaId>();
  /** These wait for their snapshots. */
  readonly fetchHeld = new Set<ReplicaId>();
  /** Which messages are lost. */
  loses: (message: Message) => boolean = () => false;
  /** How long a message is on its way. */
  delay = 0;
  readonly #settings: Partial<Config>;
  #onItsWay: OnItsWay[] = [];

  constructor(configuration: Configuration, settings: Partial<Config> = {}) {
    this.#settings = settings;
    for (const id of configuration.voters) this.start(id, new MemoryDisk(configuration));
  }

  /** Starts a replica with what is on this disk, in place of the one that ran before. */
  start(id: ReplicaId, disk: MemoryDisk, tailCut = false): void {
    const config = createConfig({ ...this.#settings, id });
    this.hosts.set(id, new MemoryHost(config, disk, new SeededRandom(id), this.now, tailCut));
  }

  /** What was not durable is lost. */
  restart(id: ReplicaId): void {
    this.start(id, this.host(id).crash());
  }

  host(id: ReplicaId): MemoryHost {
    const host = this.hosts.get(id);
    if (host === undefined) throw new Error(`there is no replica ${id}`);
    return host;
  }

  status(id: ReplicaId): Status {
    return this.host(id).raft.status;
  }

  step(id: ReplicaId, happening: Happening): Refusal | undefined {
    return this.host(id).step({ ...happening, now: this.now });
  }

  propose(id: ReplicaId, count = 1, size = 1): Refusal | undefined {
    const payloads = Array.from({ length: count }, () => new Uint8Array(size));
    return this.step(id, { kind: "propose", payloads });
  }

  /** It stands for election, and everything settles. */
  elect(id: ReplicaId): void {
    this.settle();
    this.step(id, { kind: "campaign" });
    this.settle();
    if (this.status(id).role !== "leader") throw new Error(`replica ${id} was not elected`);
  }

  forgetMessages(): void {
    for (const host of this.hosts.values()) host.takeSent();
    this.#onItsWay = [];
  }

  /** Everything that can happen at this moment does. */
  settle(): void {
    for (let turn = 0; turn < TURNS_PER_MILLISECOND; turn++) {
      for (const [id, host] of this.hosts) if (!this.down.has(id)) this.#attend(id, host);
      this.#deliver();
    }
  }

  /** Time passes, a millisecond at a time; `each` happens in every one of them. */
  run(duration: number, each?: () => void): void {
    for (const end = this.now + duration; this.now < end;) {
      this.now += 1;
      for (const [id, host] of this.hosts) {
        if (!this.down.has(id) && host.raft.deadline <= this.now) this.step(id, { kind: "tick" });
      }
      each?.();
      this.settle();
    }
  }

  #attend(id: ReplicaId, host: MemoryHost): void {
    if (!this.diskHeld.has(id)) host.sync(this.now);
    host.readEntries(this.now);
    host.applyCommitted(this.now);
    if (!this.fetchHeld.has(id)) this.#fetch(host);
    for (const message of host.takeSent()) {
      if (!this.loses(message)) this.#onItsWay.push({ dueAt: this.now + this.delay, message });
    }
  }

  #fetch(host: MemoryHost): void {
    if (host.fetching === undefined) return;
    const { from, snapshot } = host.fetching;
    const source = this.host(from).disk;
    if (source.snapshot.index === snapshot.index) host.receiveSnapshot(this.now, source.machine);
    else host.failSnapshot(this.now);
  }

  #deliver(): void {
    const due = this.#onItsWay.filter(({ dueAt }) => dueAt <= this.now);
    this.#onItsWay = this.#onItsWay.filter(({ dueAt }) => dueAt > this.now);
    for (const { message } of due) {
      if (this.hosts.has(message.to) && !this.down.has(message.to)) this.step(message.to, { kind: "receive", message });
    }
  }
}
