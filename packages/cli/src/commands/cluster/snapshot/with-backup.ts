import { stat } from "node:fs/promises";
import { SnapshotError } from "@keyval/storage";
import type { Terminal } from "../../../frame/terminal.js";
import { byteSize } from "../../../output/byte-size.js";
import { Progress } from "../../../output/progress.js";
import { orFailure } from "../../../storage-tools.js";
import { BackupReader } from "./backup-reader.js";
import { refuseForeign } from "./foreign-file.js";

interface Showing {
  readonly terminal: Terminal;
  /** Stands before the line that says how far reading is. */
  readonly what: string;
}

/** Does something with a backup, which is read about once in all. */
export async function withBackup<T>(
  path: string,
  showing: Showing,
  work: (file: BackupReader) => Promise<T>,
): Promise<T> {
  const [outcome] = await reading([path], 1, showing, (files) => Promise.all(files.map(work)));
  return outcome as T;
}

/** The same with a whole one and what goes on from it: where there is more than one, all are read twice. */
export function withBackups<T>(
  paths: readonly string[],
  showing: Showing,
  work: (files: readonly BackupReader[]) => Promise<T>,
): Promise<T> {
  return reading(paths, paths.length > 1 ? 2 : 1, showing, work);
}

async function reading<T>(
  paths: readonly string[],
  times: number,
  { terminal, what }: Showing,
  work: (files: readonly BackupReader[]) => Promise<T>,
): Promise<T> {
  using line = new Progress(terminal, what, byteSize);
  const sizes = await Promise.all(paths.map(sizeOf));
  const total = times * sizes.reduce((sum, size) => sum + size, 0);
  let read = 0;
  const progress = (bytes: number): void => {
    read += bytes;
    line.show(Math.min(read, total), total);
  };
  const files: BackupReader[] = [];
  try {
    for (const path of paths) files.push(await BackupReader.open(path, { progress, signal: terminal.interrupted }));
    const outcome = work(files).catch((error: unknown) => {
      const foreign = error instanceof SnapshotError && error.code === "FOREIGN" ? error.file : undefined;
      const file = files.find(({ path }) => path === foreign);
      if (file !== undefined) return refuseForeign(file);
      throw error;
    });
    return await orFailure(outcome);
  } finally {
    for (const file of files) await file[Symbol.asyncDispose]();
  }
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
