import type { Entry, Snapshot } from "@keyval/raft";
import { causeOf, EngineMachine } from "@keyval/server/node";
import type { Beginning, EngineMachineOptions, Incoming, Piece, ReadPiece, StateMachine } from "@keyval/server/node";
import { DiskError, type BitcaskOptions, type EngineDone } from "@keyval/storage";
import type { SeededRandom } from "../random.js";
import type { CommandResult, Register } from "./command.js";
import { RegisterStore } from "./register-store.js";

const GROUP = 1;
const ENGINE = "registers";
const SNAPSHOTS = "snapshots";

/** For each command; several times what it writes. */
const RECLAIMED_BYTES_MOST = 500;

/** What a machine needs of its process. */
export interface MachineHost extends Omit<BitcaskOptions, "directory" | "random"> {
  readonly random: SeededRandom;
  /** After so many commands the engine does some of its background work. */
  readonly tidyEvery: number;
  /** Others get no more of a snapshot at once. */
  readonly pieceBytesMost: number;
  /** Is told of every state that this member reaches. */
  witness(applied: number, digest: number): void;
  happened(what: string): void;
  /** A disk failed in the background. */
  failed(reason: Error): void;
}

/** The simulator's state machine: the server's own, with registers in the engine, watched at every step. */
export class RegisterMachine implements StateMachine {
  readonly #host: MachineHost;
  readonly #machine: EngineMachine<RegisterStore>;
  #isTidying = false;
  #commands = 0;

  private constructor(host: MachineHost, machine: EngineMachine<RegisterStore>) {
    this.#host = host;
    this.#machine = machine;
  }

  static open(host: MachineHost, beginning: Beginning, done: EngineDone<RegisterMachine>): void {
    EngineMachine.open(machineOptions(host), beginning, ({ error, value: machine }) => {
      done(error === undefined ? { error, value: new RegisterMachine(host, machine) } : { error });
    });
  }

  get applied(): number {
    return this.#machine.applied;
  }

  /** Undefined while a snapshot is installed. */
  get(key: number): Register | undefined {
    return this.#machine.isInstalling ? undefined : this.#machine.store.get(key);
  }

  skip(index: number): void {
    this.#machine.skip(index);
    reached(this.#host, this.#machine.store);
  }

  apply(entry: Entry): CommandResult {
    const result = this.#machine.apply(entry) as CommandResult;
    reached(this.#host, this.#machine.store);
    this.#commands++;
    if (this.#commands % this.#host.tidyEvery === 0) this.#tidy();
    return result;
  }

  save(snapshot: Snapshot, done: EngineDone): void {
    this.#machine.save(snapshot, done);
  }

  read(piece: Piece, done: EngineDone<ReadPiece>): void {
    this.#machine.read({ ...piece, bytesMax: Math.min(piece.bytesMax, this.#host.pieceBytesMost) }, done);
  }

  receive(incoming: Incoming, done: EngineDone): void {
    this.#machine.receive(incoming, done);
  }

  install(snapshot: Snapshot, done: EngineDone): void {
    this.#machine.install(snapshot, done);
  }

  /** Reclaims a small slice, or writes what was appended: so a crash finds files in any state. */
  #tidy(): void {
    const { store } = this.#machine;
    if (this.#isTidying) return;
    this.#isTidying = true;
    const ended: EngineDone = ({ error }) => {
      this.#isTidying = false;
      if (store.moves > 0) this.#host.happened("engine: records moved");
      store.moves = 0;
      const isOver = store !== this.#machine.store || this.#machine.isInstalling;
      const isFull = error instanceof DiskError && error.code === "ENOSPC";
      if (error !== undefined && !isOver && !isFull) this.#host.failed(causeOf(error));
    };
    const { random, tidyEvery } = this.#host;
    if (random.chance(1, 4)) store.flush(ended);
    else store.reclaim(1 + random.below(tidyEvery * RECLAIMED_BYTES_MOST), ended);
  }
}

function machineOptions(host: MachineHost): EngineMachineOptions<RegisterStore> {
  return {
    engine: { ...host, directory: ENGINE, random: () => host.random.next() },
    snapshots: SNAPSHOTS,
    group: GROUP,
    open: (engine, origin, done) => {
      RegisterStore.open(engine, origin, done);
    },
    became: (store) => {
      reached(host, store);
    },
    seals: () => host.random.chance(1, 2),
    lendsEarly: () => host.random.chance(1, 2),
    happened: (what) => {
      host.happened(what);
    },
  };
}

function reached(host: MachineHost, store: RegisterStore): void {
  host.witness(store.applied, store.digest);
}
