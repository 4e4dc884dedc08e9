import { stat } from "node:fs/promises";
import { SnapshotError } from "@keyval/storage";
import type { Terminal } from "../../../frame/terminal.js";
import { byteSize } from "../../../output/byte-size.js";
import { Progress } from "../../../output/progress.js";
import { orFailure } from "../../../storage-tools.js";
import { BackupReader } from "./backup-reader.js";
import { refuseForeign } from "./foreign-file.js";

/** Does something with a backup, which is read about once in all; `what` stands before the line that says how far that is. */
export async function withBackup<T>(
  path: string,
  { terminal, what }: { readonly terminal: Terminal; readonly what: string },
  work: (file: BackupReader) => Promise<T>,
): Promise<T> {
  using line = new Progress(terminal, what, byteSize);
  const total = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const progress = (bytes: number): void => {
    line.show(Math.min(bytes, total), total);
  };
  await using file = await BackupReader.open(path, { progress, signal: terminal.interrupted });
  const outcome = work(file).catch((error: unknown) => {
    if (error instanceof SnapshotError && error.code === "FOREIGN") return refuseForeign(file);
    throw error;
  });
  return await orFailure(outcome);
}
