import type { Entry, Snapshot } from "@keyval/raft";
import { adoptFiles, dataFilePath, DiskError, dropInstalled } from "@keyval/storage";
import { installSnapshot, readInstalled, receiveSnapshot, SnapshotError } from "@keyval/storage";
import type { BitcaskOptions, EngineDone, GroupId, Pinned } from "@keyval/storage";
import type { SnapshotFile, SnapshotManifest, SnapshotSource } from "@keyval/storage";
import { causeOf } from "./cause-of.js";
import { SnapshotShelf, sourceOf } from "./snapshot-shelf.js";
import type { Incoming, Piece, ReadPiece, StateDigest, StateMachine } from "./state-machine.js";

/** What a machine keeps in its engine, for one opening of the engine. */
export interface EngineStore {
  /** The index of the last entry that is in its present state. */
  readonly applied: number;
  /** Up to where it is durable. */
  readonly checkpointed: number;
  /** Of the last entry that changed it. */
  readonly revision: number;
  readonly stateHash?: StateDigest | undefined;
  skip(index: number): void;
  apply(entry: Entry): unknown;
  isLong?(entry: Entry): boolean;
  /** With `seal`, no file of the checkpoint grows any more. */
  checkpoint(seal: boolean, done: EngineDone): void;
  pin(done: EngineDone<Pinned>): void;
  close(done: EngineDone): void;
}

export interface EngineMachineOptions<Store extends EngineStore> {
  /** Its directory holds nothing else. */
  readonly engine: BitcaskOptions;
  /** The directory for what is received; it exists. */
  readonly snapshots: string;
  readonly group: GroupId;
  /** Opens the engine, which a store has for itself. With `origin` applied if nothing ever was. */
  readonly open: (engine: BitcaskOptions, origin: number, done: EngineDone<Store>) => void;
  /** Why the store can not go on from the state in a checkpoint; by default it can from any. */
  readonly problemOf?: (state: Uint8Array) => Error | undefined;
  /** Another store is in force: after the start, and whenever a snapshot was installed. */
  readonly became: (store: Store) => void;
  /** Both ways must do, and a simulator tries both; by default no file is closed before its time. */
  readonly seals?: () => boolean;
  /** The same for keeping the files of a checkpoint before anybody asks for them, which is not the default. */
  readonly lendsEarly?: () => boolean;
  /** For statistics only. */
  readonly happened?: (what: string) => void;
}

/** Where a machine begins. */
export interface Beginning {
  /** The one that the log begins with, or holds. */
  readonly logSnapshot: Snapshot;
  /** The index at which the group began, with nothing in it. */
  readonly origin: number;
}

/**
 * A state machine on the engine `bitcask`, whose checkpoints are its snapshots: their files are what others fetch, and what was fetched
 * becomes the engine.
 */
export class EngineMachine<Store extends EngineStore> implements StateMachine {
  readonly #options: EngineMachineOptions<Store>;
  readonly #shelf: SnapshotShelf;
  #store: Store;
  /** What the engine's last checkpoint is, as the log knows it. */
  #saved: Snapshot | undefined;
  /** The store's, then. */
  #savedRevision = 0;
  #isInstalling = false;
  /** What was received last, and the own files that it needs. */
  #received: { readonly manifest: SnapshotManifest; readonly own: Pinned } | undefined;

  private constructor(options: EngineMachineOptions<Store>, store: Store) {
    const { crc32, writer } = options.engine;
    this.#options = options;
    this.#store = store;
    this.#shelf = new SnapshotShelf({ crc32, writer, group: options.group });
  }

  /**
   * Starts from the engine's last checkpoint, or from a snapshot that was received, if the log says that it took the log's
   * place: otherwise the process stopped before it did.
   */
  static open<Store extends EngineStore>(
    options: EngineMachineOptions<Store>,
    { logSnapshot, origin }: Beginning,
    done: EngineDone<EngineMachine<Store>>,
  ): void {
    settleInstalled(options, logSnapshot, ({ error }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      options.open(options.engine, origin, ({ error, value: store }) => {
        if (error !== undefined) done({ error });
        else if (store.applied < logSnapshot.index) done({ error: missing(options.engine.directory, logSnapshot) });
        else new EngineMachine(options, store).#begin(logSnapshot, done);
      });
    });
  }

  /** The one in force; while a snapshot is installed, the one that was. */
  get store(): Store {
    return this.#store;
  }

  get isInstalling(): boolean {
    return this.#isInstalling;
  }

  get applied(): number {
    return this.#store.applied;
  }

  get stateHash(): StateDigest | undefined {
    return this.#isInstalling ? undefined : this.#store.stateHash;
  }

  skip(index: number): void {
    this.#store.skip(index);
  }

  apply(entry: Entry): unknown {
    return this.#store.apply(entry);
  }

  isLong(entry: Entry): boolean {
    return this.#store.isLong?.(entry) ?? false;
  }

  save(snapshot: Snapshot, done: EngineDone): void {
    const store = this.#store;
    const { revision } = store;
    store.checkpoint(this.#options.seals?.() ?? false, ({ error }) => {
      if (error !== undefined) {
        done({ error: causeOf(error) });
        return;
      }
      if (this.#received !== undefined && this.#received.manifest.index <= snapshot.index) this.#forgetReceived();
      this.#saved = snapshot;
      this.#savedRevision = revision;
      if (this.#options.lendsEarly?.() === true) this.#lend(store, snapshot, done);
      else done({ error, value: undefined });
    });
  }

  /** The last durable snapshot, whose files stay until it is released; undefined if a later one is just taking its place. */
  source(done: EngineDone<SnapshotSource | undefined>): void {
    const { crc32, writer } = this.#options.engine;
    const { group } = this.#options;
    const [saved, revision] = [this.#saved, this.#savedRevision];
    this.#store.pin(({ error, value: pinned }) => {
      if (error !== undefined) done({ error });
      else if (pinned.applied !== saved?.index) {
        pinned.release();
        done({ error, value: undefined });
      } else done({ error, value: sourceOf({ snapshot: saved, revision, pinned }, { crc32, writer, group }) });
    });
  }

  read(piece: Piece, done: EngineDone<ReadPiece>): void {
    const answer = (): void => {
      this.#shelf.read(piece, this.#options.engine.defer, done);
    };
    const saved = this.#saved;
    const isLent = this.#shelf.has(piece.index) || this.#isInstalling;
    if (isLent || saved?.index !== piece.index || this.#store.checkpointed !== saved.index) answer();
    else this.#lend(this.#store, saved, answer);
  }

  receive({ snapshot, manifest, fetch }: Incoming, done: EngineDone): void {
    const { engine, snapshots: directory } = this.#options;
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
      const place = { ...engine, directory };
      const held = (file: SnapshotFile): string | undefined => this.#held(own, file);
      const fetchPiece: ReceiveFetch = (file, position, _, done) => {
        fetch(file, position, done);
      };
      const problemOf = (manifest: SnapshotManifest): Error | undefined => this.#options.problemOf?.(manifest.state);
      receiveSnapshot({ ...place, held, fetch: fetchPiece, problemOf }, manifest, ({ error, value }) => {
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
      adopt(this.#options, manifest, ({ error }) => {
        if (error === undefined) this.#reopen(snapshot, done);
        else done({ error });
      });
    });
  }

  close(done: EngineDone): void {
    this.#store.close(done);
  }

  #reopen(snapshot: Snapshot, done: EngineDone): void {
    const { open, engine, became } = this.#options;
    open(engine, 0, ({ error, value: store }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      this.#received = undefined;
      this.#isInstalling = false;
      this.#store = store;
      this.#saved = snapshot;
      this.#savedRevision = store.revision;
      became(store);
      done({ error, value: undefined });
    });
  }

  /** A group that does not begin with nothing has its first snapshot where it begins. */
  #begin(logSnapshot: Snapshot, done: EngineDone<this>): void {
    this.#options.became(this.#store);
    this.#saved = logSnapshot;
    this.#savedRevision = this.#store.revision;
    const { checkpointed, applied } = this.#store;
    if (checkpointed === applied) {
      done({ error: undefined, value: this });
      return;
    }
    this.save(logSnapshot, ({ error }) => {
      done(error === undefined ? { error, value: this } : { error });
    });
  }

  #lend(store: Store, snapshot: Snapshot, done: EngineDone): void {
    const { revision } = store;
    store.pin(({ error, value: pinned }) => {
      // Closed, because another state takes the place of this one; but this one is durable.
      if (error === undefined && store === this.#store && !this.#isInstalling) {
        this.#shelf.put(snapshot, revision, pinned);
      }
      done({ error: undefined, value: undefined });
    });
  }

  #held(own: Pinned, { id, length, checksum }: SnapshotFile): string | undefined {
    const isSame = own.files.some((file) => file.id === id && file.size === length && file.checksum === checksum);
    if (isSame) this.#options.happened?.("snapshot: a file is here already");
    return isSame ? dataFilePath(this.#options.engine.directory, id) : undefined;
  }

  #forgetReceived(): void {
    this.#received?.own.release();
    this.#received = undefined;
  }
}

type ReceiveFetch = Parameters<typeof receiveSnapshot>[0]["fetch"];

type Places = Pick<EngineMachineOptions<EngineStore>, "engine" | "snapshots" | "happened">;

/** A received snapshot is in force if the log begins with it, and is of no use otherwise. */
function settleInstalled(places: Places, logSnapshot: Snapshot, done: EngineDone): void {
  readInstalled({ ...places.engine, directory: places.snapshots }, ({ error, value: installed }) => {
    if (error !== undefined) done({ error });
    else if (installed === undefined) done({ error, value: undefined });
    else if (installed.index !== logSnapshot.index) drop(places, done);
    else {
      places.happened?.("snapshot: installed by a start");
      adopt(places, installed, done);
    }
  });
}

/** Makes the engine of a snapshot whose files are here. */
function adopt(places: Places, manifest: SnapshotManifest, done: EngineDone): void {
  adoptFiles(places.engine, { ...manifest, applied: manifest.index }, ({ error }) => {
    if (error === undefined) drop(places, done);
    else done({ error });
  });
}

function drop({ engine, snapshots }: Places, done: EngineDone): void {
  dropInstalled({ ...engine, directory: snapshots }, (error) => {
    done(error === undefined ? { error, value: undefined } : { error });
  });
}

function missing(directory: string, { index }: Snapshot): DiskError {
  return new DiskError("EIO", "open", directory, `the snapshot ${index} that the log begins with is not there`);
}

function otherOne({ index }: Snapshot): SnapshotError {
  return new SnapshotError("DAMAGED", "the manifest received", `it is not that of the snapshot at ${index}`);
}
