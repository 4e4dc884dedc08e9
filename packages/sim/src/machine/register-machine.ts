import type { Snapshot } from "@keyval/raft";
import type { Piece, ReadPiece, StateMachine } from "@keyval/server/node";
import { DiskError, type Disk, type Done } from "@keyval/storage";
import type { CommandResult, Register } from "./command.js";
import { Registers } from "./registers.js";
import { readWhole, replaceFile } from "./small-file.js";

const SAVED = "snapshot-saved";
/** Received ones take turns, lest one that is not used yet takes the place of the one that the log begins with. */
const RECEIVED = ["snapshot-received-0", "snapshot-received-1"] as const;

/** What a machine needs of its process. */
export interface MachineHost {
  readonly disk: Disk;
  /** Calls back in the end of this turn. */
  defer(run: () => void): void;
  /** Is told of every state that this member reaches. */
  witness(applied: number, digest: number): void;
}

/** Where a machine begins. */
export interface Beginning {
  /** The snapshot that the log begins with, or holds. */
  readonly logSnapshot: number;
  /** The index at which the group began, with nothing in it. */
  readonly origin: number;
}

/** The simulator's state machine: registers in memory, snapshots of them as small files on a disk that may lie. */
export class RegisterMachine implements StateMachine {
  readonly #host: MachineHost;
  #registers: Registers;
  /** The latest durable snapshot, to be read by others. */
  #saved: { readonly index: number; readonly bytes: Uint8Array } | undefined;
  #pieces: Uint8Array[] = [];
  #completed: Registers | undefined;
  /** Where the next received snapshot goes, and the one that was completed last. */
  #slot: 0 | 1;
  #completedSlot: 0 | 1;

  private constructor(host: MachineHost, registers: Registers, usedSlot: 0 | 1) {
    this.#host = host;
    this.#registers = registers;
    this.#completedSlot = usedSlot;
    this.#slot = otherSlot(usedSlot);
    if (registers.applied > 0) this.#saved = { index: registers.applied, bytes: registers.encode() };
  }

  /**
   * Starts from the latest snapshot. One that was received counts only if the log says that it took the log's place:
   * otherwise the process stopped before it did.
   */
  static open(host: MachineHost, { logSnapshot, origin }: Beginning, done: Done<RegisterMachine>): void {
    readAll(host.disk, [SAVED, ...RECEIVED], ({ error, value }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      const [saved = new Registers(), ...received] = value.map((bytes) => registersIn(bytes, origin));
      const usable = received.filter((registers) => registers.applied <= logSnapshot);
      const latest = usable.reduce((a, b) => (b.applied > a.applied ? b : a), saved);
      if (latest.applied < logSnapshot) {
        done({ error: new DiskError("EIO", "open", SAVED, "the snapshot that the log begins with is not there") });
      } else {
        done({ error: undefined, value: new RegisterMachine(host, latest, latest === received[1] ? 1 : 0) });
      }
    });
  }

  get applied(): number {
    return this.#registers.applied;
  }

  get digest(): number {
    return this.#registers.digest;
  }

  get(key: number): Register {
    return this.#registers.get(key);
  }

  skip(index: number): void {
    this.#registers.skip(index);
    this.#host.witness(index, this.digest);
  }

  apply(index: number, command: Uint8Array): CommandResult {
    const result = this.#registers.apply(index, command);
    this.#host.witness(index, this.digest);
    return result;
  }

  save(snapshot: Snapshot, done: Done): void {
    const bytes = this.#registers.encode();
    replaceFile(this.#host.disk, SAVED, bytes, (outcome) => {
      const isLatest = snapshot.index > (this.#saved?.index ?? 0);
      if (outcome.error === undefined && isLatest) this.#saved = { index: snapshot.index, bytes };
      done(outcome);
    });
  }

  read({ index, position, bytesMax }: Piece, done: Done<ReadPiece>): void {
    const saved = this.#saved;
    this.#host.defer(() => {
      if (saved?.index !== index) {
        done({ error: new DiskError("ENOENT", "read", SAVED) });
        return;
      }
      const bytes = saved.bytes.subarray(position, position + bytesMax);
      done({ error: undefined, value: { bytes, total: saved.bytes.length } });
    });
  }

  write(_snapshot: Snapshot, position: number, bytes: Uint8Array, done: Done): void {
    if (position === 0) this.#pieces = [];
    this.#pieces.push(bytes);
    this.#host.defer(() => {
      done({ error: undefined, value: undefined });
    });
  }

  complete(_snapshot: Snapshot, _total: number, done: Done): void {
    const bytes = joined(this.#pieces);
    const slot = this.#slot;
    replaceFile(this.#host.disk, RECEIVED[slot], bytes, (outcome) => {
      if (outcome.error === undefined) this.#completed = Registers.decode(bytes);
      this.#completedSlot = slot;
      done(outcome);
    });
  }

  install(snapshot: Snapshot): void {
    const registers = this.#completed;
    if (registers?.applied !== snapshot.index) throw new Error("only a completed snapshot is installed");
    this.#registers = registers;
    this.#completed = undefined;
    this.#slot = otherSlot(this.#completedSlot);
    this.#saved = { index: snapshot.index, bytes: registers.encode() };
    this.#host.witness(snapshot.index, this.digest);
  }
}

function otherSlot(slot: 0 | 1): 0 | 1 {
  return slot === 0 ? 1 : 0;
}

function readAll(disk: Disk, paths: readonly string[], done: Done<(Uint8Array | undefined)[]>): void {
  const [first, ...rest] = paths;
  if (first === undefined) {
    done({ error: undefined, value: [] });
    return;
  }
  readWhole(disk, first, (one) => {
    if (one.error !== undefined) {
      done(one);
      return;
    }
    readAll(disk, rest, (others) => {
      done(others.error === undefined ? { error: undefined, value: [one.value, ...others.value] } : others);
    });
  });
}

function registersIn(bytes: Uint8Array | undefined, origin: number): Registers {
  return bytes === undefined ? new Registers(new Map(), origin) : Registers.decode(bytes);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes: number[] = [];
  for (const piece of pieces) bytes.push(...piece);
  return Uint8Array.from(bytes);
}
