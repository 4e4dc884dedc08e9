import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StateMachine } from "@keyval/statemachine";
import { type Backup, DATA_DIRECTORY, type Disk, type Engine, extractBackup, openBitcaskEngine } from "@keyval/storage";
import { completed, openNodeDisk } from "@keyval/storage/disk-node";
import { storageTools } from "../../../storage-tools.js";
import type { Keys, LiveKey } from "./compare-keys.js";
import type { BackupReader } from "./backup-reader.js";

/** Nothing is appended here: the size of a file matters only to whoever does. */
const FILE_BYTES = 1024 * 1024;

export interface Content {
  readonly backup: Backup;
  readonly keys: Keys;
}

/** Opens what a backup holds as a member would, in a temporary directory. */
export async function withKeysOf<T>(backup: BackupReader, work: (content: Content) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "kvctl-snapshot-"));
  try {
    const disk = await completed<Disk>((done) => {
      openNodeDisk(directory, done);
    });
    const extracted = await completed<Backup>((done) => {
      extractBackup({ ...storageTools, backup, disk }, done);
    });
    const engine = await completed<Engine>((done) => {
      const place = { disk, directory: DATA_DIRECTORY.engine, fileBytes: FILE_BYTES, now: Date.now };
      openBitcaskEngine({ ...storageTools, ...place }, done);
    });
    try {
      return await work({ backup: extracted, keys: keysOf(await opened(engine)) });
    } finally {
      await completed((done) => {
        engine.close(done);
      });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function opened(engine: Engine): Promise<StateMachine> {
  const options = { engine, later: setImmediate, feed: { feed: () => undefined }, cacheBytes: 0, readsNow: 0 };
  return new Promise((resolve, reject) => {
    StateMachine.open(options, ({ machine, error }) => {
      if (machine === undefined) reject(error);
      else resolve(machine);
    });
  });
}

function* keysOf({ revision, tables: { keyspace } }: StateMachine): Generator<LiveKey, void, void> {
  const { index } = keyspace;
  const cursor = index.cursor(new Uint8Array(0), undefined, revision);
  for (let id = cursor.next(); id !== 0; id = cursor.next()) {
    const hash = `${index.hashHighOf(id)}.${index.hashLowOf(id)}`;
    yield { key: index.keyView(id).slice(), modRevision: index.modOf(id), hash };
  }
}
