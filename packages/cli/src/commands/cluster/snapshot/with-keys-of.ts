import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StateMachine } from "@keyval/statemachine";
import { type Backup, type Disk, extractBackup } from "@keyval/storage";
import { completed, openNodeDisk } from "@keyval/storage/disk-node";
import { storageTools } from "../../../storage-tools.js";
import type { Keys, LiveKey } from "./compare-keys.js";
import type { BackupReader } from "./backup-reader.js";
import { withMachine } from "./with-machine.js";

export interface Content {
  /** The last of them. */
  readonly backup: Backup;
  readonly keys: Keys;
}

/** Opens what backups hold as a member would, in a temporary directory. */
export async function withKeysOf<T>(
  backups: readonly BackupReader[],
  work: (content: Content) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "kvctl-snapshot-"));
  try {
    const disk = await completed<Disk>((done) => {
      openNodeDisk(directory, done);
    });
    const backup = await completed<Backup>((done) => {
      extractBackup({ ...storageTools, backups, disk }, done);
    });
    return await withMachine(disk, backup, (machine) => work({ backup, keys: keysOf(machine) }));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function* keysOf({ revision, tables: { keyspace } }: StateMachine): Generator<LiveKey, void, void> {
  const { index } = keyspace;
  const cursor = index.cursor(new Uint8Array(0), undefined, revision);
  for (let id = cursor.next(); id !== 0; id = cursor.next()) {
    const hash = `${index.hashHighOf(id)}.${index.hashLowOf(id)}`;
    yield { key: index.keyView(id).slice(), modRevision: index.modOf(id), hash };
  }
}
