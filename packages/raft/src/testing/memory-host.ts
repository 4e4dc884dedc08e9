import { assert } from "../assert.js";
import type { Config } from "../config.js";
import { entryBytes, type Entry } from "../entry.js";
import type { Input } from "../input.js";
import type { Message } from "../message.js";
import type { EntriesWanted, Fetch, Output, Persist, ReadState } from "../output.js";
import { Raft } from "../raft.js";
import type { Random } from "../random.js";
import type { Refusal } from "../refusal.js";
import { apply, type Machine } from "./machine.js";
import type { MemoryDisk } from "./memory-disk.js";

interface Write {
  readonly persist: Persist;
  /** The state machine that comes with a snapshot. */
  readonly machine: Machine | undefined;
}

/**
 * A host in memory for one replica. Nothing happens by itself: whoever drives it decides when messages are taken from
 * `sent`, when the disk is done (`sync`), when entries are applied (`applyCommitted`), and when it all ends (`crash`).
 */
export class MemoryHost {
  readonly config: Config;
  readonly disk: MemoryDisk;
  raft: Raft;
  /** What was not taken by the network yet. */
  sent: Message[] = [];
  /** What the disk was given and has not made durable. */
  writes: Write[] = [];
  machine: Machine;
  /** What the core knows of it. */
  toldApplied: number;
  /** Up to here entries may be applied. */
  committed = 0;
  /** Reads that are confirmed, and those that may be answered because enough was applied. */
  readsConfirmed: ReadState[] = [];
  readsReady: ReadState[] = [];
  readsDropped: number[] = [];
  entriesWanted: EntriesWanted[] = [];
  fetching: Fetch | undefined;
  /** The state machine that was received with a snapshot, until the core says to install it. */
  received: Machine | undefined;

  constructor(
    config: Config,
    disk: MemoryDisk,
    random: Random,
    now: number,
    tailCut = false,
    raft = Raft.restore(config, disk.restored(tailCut), random, now),
  ) {
    this.config = config;
    this.disk = disk;
    this.machine = disk.machine;
    this.toldApplied = disk.machine.applied;
    this.raft = raft;
    this.committed = this.machine.applied;
  }

  step(input: Input): Refusal | undefined {
    const refusal = this.raft.step(input);
    this.#take(this.raft.drain());
    return refusal;
  }

  takeSent(): Message[] {
    const sent = this.sent;
    this.sent = [];
    return sent;
  }

  /** The oldest `count` writes become durable. */
  sync(now: number, count = this.writes.length): void {
    const done = this.writes.splice(0, count);
    for (const { persist, machine } of done) this.disk.write(persist, machine);
    const ticket = done.at(-1)?.persist.ticket;
    if (ticket !== undefined) this.step({ kind: "persisted", now, ticket });
  }

  /** Applies everything that is committed and durable here, or up to `last` of it. */
  applyCommitted(now: number, last = this.committed): void {
    const end = Math.min(last, this.committed);
    for (const entry of end > this.machine.applied ? this.#committedEntries(end) : []) {
      assert(
        entry.index === this.machine.applied + 1,
        "entries are applied in order",
        entry.index,
        this.machine.applied,
      );
      this.machine = apply(this.machine, entry);
    }
    if (this.machine.applied === this.toldApplied) return;
    this.toldApplied = this.machine.applied;
    this.#releaseReads();
    this.step({ kind: "applied", now, index: this.toldApplied });
  }

  /** Answers everything that the core asked the log for. */
  readEntries(now: number): void {
    for (const { to, from, last, bytesMax } of this.entriesWanted.splice(0)) {
      const entries = fitting(this.disk.read(from, last), bytesMax);
      this.step({ kind: "entriesRead", now, to, from, entries });
    }
  }

  /** Makes what was applied so far a durable snapshot. */
  takeSnapshot(now: number): void {
    const snapshot = this.raft.snapshotAt(this.machine.applied);
    if (snapshot === undefined) return;
    this.disk.takeSnapshot(snapshot, this.machine);
    this.step({ kind: "snapshotTaken", now, index: snapshot.index });
  }

  /** The snapshot that was asked for has arrived, with the state machine in it. */
  receiveSnapshot(now: number, machine: Machine): void {
    assert(this.fetching?.snapshot.index === machine.applied, "a snapshot that was asked for", machine.applied);
    this.fetching = undefined;
    this.received = machine;
    this.step({ kind: "snapshotReceived", now, index: machine.applied });
  }

  failSnapshot(now: number): void {
    const index = this.fetching?.snapshot.index;
    this.fetching = undefined;
    if (index !== undefined) this.step({ kind: "snapshotFailed", now, index });
  }

  /** What survives: everything that was durable, and any prefix of what was on its way to the disk. */
  crash(survivingWrites = 0): MemoryDisk {
    const disk = this.disk.clone();
    for (const { persist, machine } of this.writes.slice(0, survivingWrites)) disk.write(persist, machine);
    return disk;
  }

  clone(random: Random): MemoryHost {
    const disk = this.disk.clone();
    const raft = this.raft.clone(random);
    return Object.assign(new MemoryHost(this.config, disk, random, 0, false, raft), this, {
      disk,
      raft,
      sent: [...this.sent],
      writes: [...this.writes],
      readsConfirmed: [...this.readsConfirmed],
      readsReady: [...this.readsReady],
      readsDropped: [...this.readsDropped],
      entriesWanted: [...this.entriesWanted],
    });
  }

  #take(output: Output): void {
    this.sent.push(...output.messages);
    this.committed = Math.max(this.committed, output.committed);
    this.readsConfirmed.push(...output.reads);
    this.readsDropped.push(...output.readsDropped);
    this.entriesWanted.push(...output.entriesWanted);
    if (output.fetch !== undefined) this.fetching = output.fetch === "stop" ? undefined : output.fetch;
    if (output.persist !== undefined) this.writes.push({ persist: output.persist, machine: this.received });
    if (output.install !== undefined) this.#install(output.install.index);
    else if (output.release !== undefined) this.disk.release(output.release);
    this.#releaseReads();
  }

  #install(index: number): void {
    assert(this.received?.applied === index, "what is installed was received", index, this.received?.applied);
    this.machine = this.received;
  }

  #releaseReads(): void {
    const { applied } = this.machine;
    this.readsReady.push(...this.readsConfirmed.filter((read) => read.index <= applied));
    this.readsConfirmed = this.readsConfirmed.filter((read) => read.index > applied);
  }

  #committedEntries(last: number): readonly Entry[] {
    const from = this.machine.applied + 1;
    return this.raft.entries(from, last, Infinity) ?? this.disk.read(from, last);
  }
}

function fitting(entries: readonly Entry[], bytesMax: number): readonly Entry[] {
  let bytes = 0;
  const end = entries.findIndex((entry, position) => (bytes += entryBytes(entry)) > bytesMax && position > 0);
  return end === -1 ? entries : entries.slice(0, end);
}
