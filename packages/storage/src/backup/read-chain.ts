import type { Script } from "../script.js";
import { SnapshotError } from "../snapshot/snapshot-error.js";
import { backupIn, verifiedIn, type Backup, type BackupFile, type BackupTools } from "./read-backup.js";

/** Shown of a digest, to tell one from another. */
const DIGITS = 16;

/**
 * A whole backup and what goes on from it, each from the one before, which it names by its digest. Where there is more than one
 * file, all of them are read before anything is done with them; a whole backup alone is checked by whoever takes it to pieces.
 */
export function* readChain(files: readonly BackupFile[], tools: BackupTools): Script<readonly [Backup, ...Backup[]]> {
  const [first, ...others] = files;
  if (first === undefined) throw new RangeError("a chain begins with a whole backup");
  if (others.length === 0) return [expectWhole(first, yield* backupIn(first, tools.crc32))];
  const whole = yield* verifiedIn(first, tools);
  expectWhole(first, whole);
  const increments: Backup[] = [];
  let before = { path: first.path, digest: whole.digest };
  for (const file of others) {
    const increment = yield* verifiedIn(file, tools);
    expectIncrement(file, increment, before);
    increments.push(increment);
    before = { path: file.path, digest: increment.digest };
  }
  return [whole, ...increments];
}

function expectWhole({ path }: BackupFile, backup: Backup): Backup {
  if (backup.since === undefined) return backup;
  throw new SnapshotError("UNLINKED", path, `${predecessorOf(backup)}: name that one before it`);
}

interface Link {
  readonly path: string;
  readonly digest: Uint8Array | undefined;
}

function expectIncrement({ path }: BackupFile, backup: Backup, before: Link): void {
  if (backup.since === undefined) {
    throw new SnapshotError("UNLINKED", path, `it is whole and goes on from nothing: name it alone, or leave it out`);
  }
  if (backup.since.digest.every((byte, i) => byte === before.digest?.[i])) return;
  const advice = "name all of them, in the order in which they were saved";
  throw new SnapshotError("UNLINKED", path, `${predecessorOf(backup)}, which ${before.path} is not: ${advice}`);
}

function predecessorOf({ since }: Backup): string {
  const digits = Array.from(since?.digest ?? [], (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `it goes on from the snapshot at revision ${since?.revision} whose SHA-256 is ${digits.slice(0, DIGITS)}...`;
}
