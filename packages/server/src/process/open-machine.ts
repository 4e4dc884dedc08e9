import { crc32 } from "node:zlib";
import type { Snapshot } from "@keyval/raft";
import { DATA_DIRECTORY } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { openKeyspaceMachine, type EngineMachine } from "../node/index.js";
import type { KeyspaceStore, KeyspaceStoreOptions } from "../node/index.js";
import { randomWord, type Storage } from "./open-storage.js";
import { WRITER } from "./version.js";

/** The raft group that holds etcd's key space. */
export const GROUP = 1;

const DATA_FILE_BYTES = 256 * 1024 * 1024;
const VALUE_CACHE_BYTES = 64 * 1024 * 1024;

/** How many records a query reads on the spot: the page cache has most of them. */
const READS_NOW = 64;

export interface MachineOptions extends Pick<KeyspaceStoreOptions, "appliedElsewhere" | "counts"> {
  /** Calls back in a later turn. */
  readonly later: (run: () => void) => void;
  readonly storage: Storage;
  readonly endOfTurn: (run: () => void) => void;
  /** Another state took the place of the present one. */
  readonly replaced: () => void;
  /** The one that the log begins with, or holds. */
  readonly logSnapshot: Snapshot;
}

/** The member's copy of the keys, as its disk has it. */
export function openMachine(options: MachineOptions): Promise<EngineMachine<KeyspaceStore>> {
  const { storage, logSnapshot, later, endOfTurn, appliedElsewhere, counts } = options;
  const callbacks = { later, endOfTurn, appliedElsewhere };
  const keyspace = { ...callbacks, cacheBytes: VALUE_CACHE_BYTES, readsNow: READS_NOW, ...(counts && { counts }) };
  const engine = {
    disk: storage.disk,
    directory: DATA_DIRECTORY.engine,
    crc32,
    random: randomWord,
    defer: later,
    now: Date.now,
    writer: WRITER,
    fileBytes: DATA_FILE_BYTES,
  };
  const machine = { engine, keyspace, snapshots: storage.received, group: GROUP, became: options.replaced };
  return completed((done) => {
    openKeyspaceMachine(machine, { logSnapshot, origin: 0 }, done);
  });
}
