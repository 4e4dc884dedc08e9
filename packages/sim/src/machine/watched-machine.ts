import type { Entry, Snapshot } from "@keyval/raft";
import type {
  EngineMachine,
  EngineStore,
  Incoming,
  Piece,
  ReadPiece,
  StateDigest,
  StateMachine,
} from "@keyval/server/node";
import type { EngineDone } from "@keyval/storage";

export interface WatchedMachineOptions {
  /** Others get no more of a snapshot at once. */
  readonly pieceBytesMost: number;
  /** The machine got one entry further: that one, or one without a command. */
  readonly advanced: (entry: Entry | undefined) => void;
}

/** The server's own machine, watched at every step. */
export class WatchedMachine<Store extends EngineStore> implements StateMachine {
  readonly #machine: EngineMachine<Store>;
  readonly #options: WatchedMachineOptions;

  constructor(machine: EngineMachine<Store>, options: WatchedMachineOptions) {
    this.#machine = machine;
    this.#options = options;
  }

  get applied(): number {
    return this.#machine.applied;
  }

  get stateHash(): StateDigest | undefined {
    return this.#machine.stateHash;
  }

  skip(index: number): void {
    this.#machine.skip(index);
    this.#options.advanced(undefined);
  }

  apply(entry: Entry): unknown {
    const result = this.#machine.apply(entry);
    this.#options.advanced(entry);
    return result;
  }

  save(snapshot: Snapshot, done: EngineDone): void {
    this.#machine.save(snapshot, done);
  }

  read(piece: Piece, done: EngineDone<ReadPiece>): void {
    this.#machine.read({ ...piece, bytesMax: Math.min(piece.bytesMax, this.#options.pieceBytesMost) }, done);
  }

  receive(incoming: Incoming, done: EngineDone): void {
    this.#machine.receive(incoming, done);
  }

  install(snapshot: Snapshot, done: EngineDone): void {
    this.#machine.install(snapshot, done);
  }
}
