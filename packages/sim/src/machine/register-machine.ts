import { bodyOf } from "@keyval/api";
import type { Entry, Snapshot } from "@keyval/raft";
import type { Incoming, Piece, ReadPiece, StateMachine } from "@keyval/server/node";
import { adoptFiles, dataFilePath, DiskError, dropInstalled } from "@keyval/storage";
import { installSnapshot, readInstalled, receiveSnapshot, SnapshotError } from "@keyval/storage";
import type { BitcaskOptions, EngineDone, Pinned, SnapshotFile, SnapshotManifest } from "@keyval/storage";
import type { SeededRandom } from "../random.js";
import type { CommandResult, Register } from "./command.js";
import { RegisterStore } from "./register-store.js";
import { SnapshotShelf } from "./snapshot-shelf.js";

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

/** Where a machine begins. */
export interface Beginning {
  /** The one that the log begins with, or holds. */
  readonly logSnapshot: Snapshot;
  /** The index at which the group began, with nothing in it. */
  readonly origin: number;
}

/**
 * The simulator's state machine: registers in a real engine. Its checkpoints are the snapshots, their files are what others
 * fetch, and what was fetched becomes the engine.
 */
export class RegisterMachine implements StateMachine {
  readonly #host: MachineHost;
  readonly #shelf: SnapshotShelf;
  #store: RegisterStore;
  /** What the engine's last checkpoint is, as the log knows it. */
  #saved: Snapshot | undefined;
  #isInstalling = false;
  #isTidying = false;
  #commands = 0;
  /** What was received last, and the own files that it needs. */
  #received: { readonly manifest: SnapshotManifest; readonly own: Pinned } | undefined;

  private constructor(host: MachineHost, store: RegisterStore) {
    this.#host = host;
    this.#store = store;
    this.#shelf = new SnapshotShelf(host.crc32);
  }

  /**
   * Starts from the engine's last checkpoint, or from a snapshot that was received, if the log says that it took the log's
   * place: otherwise the process stopped before it did.
   */
  static open(host: MachineHost, beginning: Beginning, done: EngineDone<RegisterMachine>): void {
    settleInstalled(host, beginning.logSnapshot, ({ error }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      const { logSnapshot, origin } = beginning;
      RegisterStore.open(engineOptions(host), origin, ({ error, value: store }) => {
        if (error !== undefined) done({ error });
        else if (store.applied < logSnapshot.index) done({ error: missing(logSnapshot) });
        else new RegisterMachine(host, store).#begin(logSnapshot, done);
      });
    });
  }

  get applied(): number {
    return this.#store.applied;
  }

  /** Undefined while a snapshot is installed. */
  get(key: number): Register | undefined {
    return this.#isInstalling ? undefined : this.#store.get(key);
  }

  skip(index: number): void {
    this.#store.skip(index);
    this.#reached();
  }

  apply({ index, payload }: Entry): CommandResult {
    const result = this.#store.apply(index, bodyOf(payload));
    this.#reached();
    this.#commands++;
    if (this.#commands % this.#host.tidyEvery === 0) this.#tidy();
    return result;
  }

  save(snapshot: Snapshot, done: EngineDone): void {
    const store = this.#store;
    // Others may have files that grow, or not: both must do.
    store.checkpoint(this.#host.random.chance(1, 2), ({ error }) => {
      if (error !== undefined) {
        done({ error: causeOf(error) });
        return;
      }
      if (this.#received !== undefined && this.#received.manifest.index <= snapshot.index) this.#forgetReceived();
      this.#saved = snapshot;
      // The files of a checkpoint must do with and without somebody who wants them to stay.
      if (this.#host.random.chance(1, 2)) this.#lend(store, snapshot, done);
      else done({ error, value: undefined });
    });
  }

  read(piece: Piece, done: EngineDone<ReadPiece>): void {
    const bytesMax = Math.min(piece.bytesMax, this.#host.pieceBytesMost);
    const answer = (): void => {
      this.#shelf.read({ ...piece, bytesMax }, this.#host.defer, done);
    };
    const saved = this.#saved;
    const isLent = this.#shelf.has(piece.index) || this.#isInstalling;
    if (isLent || saved?.index !== piece.index || this.#store.checkpointed !== saved.index) answer();
    else this.#lend(this.#store, saved, answer);
  }

  receive({ snapshot, manifest, fetch }: Incoming, done: EngineDone): void {
    this.#forgetReceived();
    this.#store.pin(({ error, value: own }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      const ended: EngineDone<SnapshotManifest> = ({ error, value }) => {
        if (error === undefined) this.#received = { manifest: value, own };
        else own.release();
        done(error === undefined ? { error, value: undefined } : { error });
      };
      const place = { ...this.#host, directory: SNAPSHOTS };
      const held = (file: SnapshotFile): string | undefined => this.#held(own, file);
      const options = { ...place, held, fetch: (...[file, at, , done]: FetchArguments) => fetch(file, at, done) };
      receiveSnapshot(options, manifest, ({ error, value }) => {
        if (error !== undefined) ended({ error });
        else if (value.index !== snapshot.index || value.term !== snapshot.term) ended({ error: otherOne(snapshot) });
        else installSnapshot(place, value, (error) => ended(error === undefined ? { error, value } : { error }));
      });
    });
  }

  install(snapshot: Snapshot, done: EngineDone): void {
    const manifest = this.#received?.manifest;
    if (manifest?.index !== snapshot.index) throw new Error("only a received snapshot is installed");
    this.#isInstalling = true;
    // What it lent and what it held is the next engine's now, or nobody's.
    this.#shelf.forget();
    this.#store.close(() => {
      adopt(this.#host, manifest, ({ error }) => {
        if (error === undefined) this.#reopen(snapshot, done);
        else done({ error });
      });
    });
  }

  #reopen(snapshot: Snapshot, done: EngineDone): void {
    RegisterStore.open(engineOptions(this.#host), 0, ({ error, value: store }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      this.#received = undefined;
      this.#isInstalling = false;
      this.#store = store;
      this.#saved = snapshot;
      this.#reached();
      done({ error, value: undefined });
    });
  }

  /** A group that does not begin with nothing has its first snapshot where it begins. */
  #begin(logSnapshot: Snapshot, done: EngineDone<RegisterMachine>): void {
    this.#reached();
    this.#saved = logSnapshot;
    const { checkpointed, applied } = this.#store;
    if (checkpointed === applied) {
      done({ error: undefined, value: this });
      return;
    }
    this.save(logSnapshot, ({ error }) => {
      done(error === undefined ? { error, value: this } : { error });
    });
  }

  #lend(store: RegisterStore, snapshot: Snapshot, done: EngineDone): void {
    store.pin(({ error, value: pinned }) => {
      // Closed, because another state takes the place of this one; but this one is durable.
      if (error === undefined && store === this.#store && !this.#isInstalling) this.#shelf.put(snapshot, pinned);
      done({ error: undefined, value: undefined });
    });
  }

  #held(own: Pinned, { id, length, checksum }: SnapshotFile): string | undefined {
    const isSame = own.files.some((file) => file.id === id && file.size === length && file.checksum === checksum);
    if (isSame) this.#host.happened("snapshot: a file is here already");
    return isSame ? dataFilePath(ENGINE, id) : undefined;
  }

  #forgetReceived(): void {
    this.#received?.own.release();
    this.#received = undefined;
  }

  #reached(): void {
    this.#host.witness(this.#store.applied, this.#store.digest);
  }

  /** Reclaims a small slice, or writes what was appended: so a crash finds files in any state. */
  #tidy(): void {
    const store = this.#store;
    if (this.#isTidying) return;
    this.#isTidying = true;
    const ended: EngineDone = ({ error }) => {
      this.#isTidying = false;
      if (store.moves > 0) this.#host.happened("engine: records moved");
      store.moves = 0;
      const isOver = store !== this.#store || this.#isInstalling;
      const isFull = error instanceof DiskError && error.code === "ENOSPC";
      if (error !== undefined && !isOver && !isFull) this.#host.failed(causeOf(error));
    };
    const { random, tidyEvery } = this.#host;
    if (random.chance(1, 4)) store.flush(ended);
    else store.reclaim(1 + random.below(tidyEvery * RECLAIMED_BYTES_MOST), ended);
  }
}

type FetchArguments = Parameters<Parameters<typeof receiveSnapshot>[0]["fetch"]>;

/** A received snapshot is in force if the log begins with it, and is of no use otherwise. */
function settleInstalled(host: MachineHost, logSnapshot: Snapshot, done: EngineDone): void {
  readInstalled({ ...host, directory: SNAPSHOTS }, ({ error, value: installed }) => {
    if (error !== undefined) done({ error });
    else if (installed === undefined) done({ error, value: undefined });
    else if (installed.index !== logSnapshot.index) drop(host, done);
    else {
      host.happened("snapshot: installed by a start");
      adopt(host, installed, done);
    }
  });
}

function engineOptions(host: MachineHost): BitcaskOptions {
  return { ...host, directory: ENGINE, random: () => host.random.next() };
}

/** Makes the engine of a snapshot whose files are here. */
function adopt(host: MachineHost, manifest: SnapshotManifest, done: EngineDone): void {
  adoptFiles(engineOptions(host), { ...manifest, applied: manifest.index }, ({ error }) => {
    if (error === undefined) drop(host, done);
    else done({ error });
  });
}

function drop(host: MachineHost, done: EngineDone): void {
  dropInstalled({ ...host, directory: SNAPSHOTS }, (error) => {
    done(error === undefined ? { error, value: undefined } : { error });
  });
}

/** An engine that has stopped before says what stopped it. */
function causeOf(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}

function missing({ index }: Snapshot): DiskError {
  return new DiskError("EIO", "open", ENGINE, `the snapshot ${index} that the log begins with is not there`);
}

function otherOne({ index }: Snapshot): SnapshotError {
  return new SnapshotError("DAMAGED", "the manifest received", `it is not that of the snapshot at ${index}`);
}
