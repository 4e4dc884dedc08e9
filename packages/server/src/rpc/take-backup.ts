import { BackupSource } from "@keyval/storage";
import type { Crc32, EngineDone, SnapshotSource } from "@keyval/storage";
import type { Group } from "../node/index.js";

export interface TakeBackupOptions {
  readonly group: Pick<Group, "snapshotNow">;
  /** The last durable snapshot; undefined if a later one is just taking its place. */
  readonly source: (done: EngineDone<SnapshotSource | undefined>) => void;
  readonly crc32: Crc32;
  readonly writer: string;
  /** As its data directories name it. */
  readonly cluster: string;
  /** Keys that are there. */
  readonly keys: () => number;
  /** Calls back in a later turn. */
  readonly later: (run: () => void) => void;
}

/** A backup of all that is applied by now, to be released by whoever read it; undefined if the process stops. */
export function takeBackup(options: TakeBackupOptions, done: EngineDone<BackupSource | undefined>): void {
  const { group, source, crc32, writer, cluster, keys, later: defer } = options;
  group.snapshotNow((isTaken) => {
    if (!isTaken) {
      done({ error: undefined, value: undefined });
      return;
    }
    source(({ error, value: snapshot }) => {
      if (error !== undefined) done({ error });
      else if (snapshot === undefined) takeBackup(options, done);
      else done({ error, value: new BackupSource({ writer, cluster, keys: keys(), crc32, defer }, snapshot) });
    });
  });
}
