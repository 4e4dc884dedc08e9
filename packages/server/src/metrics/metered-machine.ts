import { CommandKind, decodeEntry, kindOf, CompactionRequest } from "@keyval/api";
import type { Entry, Snapshot } from "@keyval/raft";
import { Refusal } from "@keyval/statemachine";
import type { EngineDone } from "@keyval/storage";
import type {
  AppliedCommand,
  EngineMachine,
  Incoming,
  KeyspaceStore,
  Piece,
  ReadPiece,
  StateDigest,
  StateMachine,
} from "../node/index.js";
import type { CommandMetrics } from "./command-metrics.js";
import type { Histogram } from "./histogram.js";
import type { MachineMetrics } from "./machine-metrics.js";
import { seconds } from "./seconds.js";

export interface MeteredMachineOptions {
  readonly machine: EngineMachine<KeyspaceStore>;
  readonly commands: CommandMetrics;
  readonly metrics: MachineMetrics;
  /** All is removed that a compaction at this revision made unreadable. */
  readonly compacted: (revision: number, tookSeconds: number) => void;
}

/** A member's state machine, measured. */
export class MeteredMachine implements StateMachine {
  readonly #options: MeteredMachineOptions;

  constructor(options: MeteredMachineOptions) {
    this.#options = options;
  }

  get applied(): number {
    return this.#options.machine.applied;
  }

  get stateHash(): StateDigest | undefined {
    return this.#options.machine.stateHash;
  }

  skip(index: number): void {
    this.#options.machine.skip(index);
  }

  apply(entry: Entry): AppliedCommand {
    const { machine, commands } = this.#options;
    const began = seconds();
    const applied = machine.apply(entry) as AppliedCommand;
    const kind = kindOf(entry.payload);
    const isDone = !(applied.result instanceof Refusal);
    commands.applied(kind, isDone, began);
    if (isDone && kind === CommandKind.leaseGrant) this.#noteLease(applied);
    else if (isDone && kind === CommandKind.compact) this.#noteCompaction(entry, began);
    return applied;
  }

  isLong(entry: Entry): boolean {
    return this.#options.machine.isLong(entry);
  }

  save(snapshot: Snapshot, done: EngineDone): void {
    const { machine, metrics } = this.#options;
    const timed = this.#timed(metrics.saves, done);
    machine.save(snapshot, this.#timed(metrics.checkpoints, timed));
  }

  read(piece: Piece, done: EngineDone<ReadPiece>): void {
    this.#options.machine.read(piece, done);
  }

  receive(incoming: Incoming, done: EngineDone): void {
    const { machine, metrics } = this.#options;
    machine.receive(incoming, this.#timed(metrics.receives, done));
  }

  install(snapshot: Snapshot, done: EngineDone): void {
    this.#options.machine.install(snapshot, done);
  }

  #timed(histogram: Histogram, done: EngineDone): EngineDone {
    const began = seconds();
    return (outcome) => {
      if (outcome.error === undefined) histogram.observe(seconds() - began);
      done(outcome);
    };
  }

  #noteLease({ result }: AppliedCommand): void {
    if ("TTL" in result) this.#options.metrics.leaseTtls.observe(result.TTL);
  }

  #noteCompaction({ payload }: Entry, began: number): void {
    const { machine, metrics, compacted } = this.#options;
    const { revision } = CompactionRequest.decode(decodeEntry(payload).body);
    machine.store.machine.tables.keyspace.compaction.whenRemoved(revision, () => {
      const took = seconds() - began;
      metrics.compactions.observe(took * 1000);
      metrics.lastCompaction = Math.floor(Date.now() / 1000);
      compacted(revision, took);
    });
  }
}
