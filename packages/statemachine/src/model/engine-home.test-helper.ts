import zlib from "node:zlib";
import {
  adoptFiles,
  type BitcaskOptions,
  createMemoryStore,
  type Engine,
  type EngineDone,
  MemoryEngine,
  type MemoryStore,
  openBitcaskEngine,
  type Pinned,
  receiveSnapshot,
  restoredStore,
  SnapshotSource,
} from "@keyval/storage";
import { MemoryDisk } from "@keyval/storage/testing";
import { clientKeyOf } from "../record/decode-record.js";
import { TERM } from "./logged-machine.test-helper.js";

export type EngineKind = "memory" | "bitcask";

export const crc32 = (bytes: Uint8Array, seed: number): number => zlib.crc32(bytes, seed);

/** What is left of an engine that is closed. */
export interface EngineHome {
  open(done: EngineDone<Engine>): void;
  /** Another one, which was empty and takes over what is pinned here. */
  takeOver(pinned: Pinned, done: EngineDone<EngineHome>): void;
}

type Later = (run: () => void) => void;

export function createHome(kind: EngineKind, later: Later): EngineHome {
  return kind === "memory" ? new MemoryHome(later) : new BitcaskHome(later);
}

/** Of an engine in memory, a store. */
class MemoryHome implements EngineHome {
  readonly #later: Later;
  readonly #store: MemoryStore;

  constructor(later: Later, store = createMemoryStore()) {
    this.#later = later;
    this.#store = store;
  }

  open(done: EngineDone<Engine>): void {
    const engine = new MemoryEngine({ store: this.#store, crc32, defer: this.#later, now: () => 1 });
    this.#later(() => done({ error: undefined, value: engine }));
  }

  takeOver(pinned: Pinned, done: EngineDone<EngineHome>): void {
    const bytes = new Uint8Array(pinned.files[0]?.size ?? 0);
    pinned.files[0]?.read(0, bytes, ({ error }) => {
      if (error !== undefined) done({ error });
      else done({ error, value: new MemoryHome(this.#later, restoredStore(pinned, bytes, crc32)) });
    });
  }
}

/** Of bitcask, a disk. */
class BitcaskHome implements EngineHome {
  readonly #later: Later;
  readonly #disk: MemoryDisk;
  readonly #options: BitcaskOptions;

  constructor(later: Later, salt = 1) {
    this.#later = later;
    this.#disk = new MemoryDisk(later);
    this.#options = {
      disk: this.#disk,
      directory: "db",
      crc32,
      random: () => (salt = (salt * 48_271) % (2 ** 31 - 1)),
      defer: later,
      now: () => 1,
      writer: "test",
      fileBytes: 400,
      identityOf: clientKeyOf,
    };
  }

  open(done: EngineDone<Engine>): void {
    openBitcaskEngine(this.#options, done);
  }

  takeOver(pinned: Pinned, done: EngineDone<EngineHome>): void {
    const home = new BitcaskHome(this.#later, this.#options.random());
    home.#receive(sourceOf(pinned), done);
  }

  /** As members send each other their files. */
  #receive(source: SnapshotSource, done: EngineDone<EngineHome>): void {
    const place = { disk: this.#disk, crc32, directory: "received" };
    const fetch: Parameters<typeof receiveSnapshot>[0]["fetch"] = (file, position, length, done) => {
      source.read(file, position, length, done);
    };
    receiveSnapshot({ ...place, held: () => undefined, fetch }, source.manifest, ({ error, value: manifest }) => {
      source.release();
      if (error !== undefined) done({ error });
      else {
        adoptFiles(this.#options, { ...manifest, applied: manifest.index }, ({ error }) => {
          done(error === undefined ? { error, value: this } : { error });
        });
      }
    });
  }
}

function sourceOf(pinned: Pinned): SnapshotSource {
  const { applied: index, state } = pinned;
  const bounds = { group: 1, start: new Uint8Array(0), end: new Uint8Array(0), epoch: 0 };
  const counts = { index, term: TERM, position: 0, revision: 0, configuration: new Uint8Array(0) };
  const files = pinned.files.map((file) => ({ ...file, origin: "test", length: file.size }));
  return new SnapshotSource({ writer: "test", ...bounds, ...counts, state }, files, crc32, () => pinned.release());
}
