import type { Crc32 } from "../crc32.js";
import type { Disk, File } from "../disk.js";
import { MANIFEST_BYTES_MAX } from "../limits.js";
import type { LogDone } from "../log.js";
import { inOrder, type Next } from "../wal/in-order.js";
import { readBytes } from "../wal/read-bytes.js";
import { encodeManifest, tryDecode, type SnapshotManifest } from "./manifest.js";
import { isWhole } from "./check-file.js";
import { SnapshotError } from "./snapshot-error.js";

export interface SnapshotPlace {
  readonly disk: Disk;
  readonly crc32: Crc32;
  readonly directory: string;
}

const FILE = "installed";
const DRAFT = "installed.new";

/**
 * From now on, and after a crash, this is the snapshot to begin from: either it is, with all its files, or what was before
 * is. All its files are durable.
 */
export function installSnapshot(place: SnapshotPlace, manifest: SnapshotManifest, done: Next): void {
  const { disk, crc32, directory } = place;
  const bytes = encodeManifest(manifest, crc32);
  let file: File | undefined;
  const steps: ((next: Next) => void)[] = [
    (next) =>
      disk.open(`${directory}/${DRAFT}`, "any", ({ error, value }) => {
        file = value;
        next(error);
      }),
    (next) => file?.truncate(0, ({ error }) => next(error)),
    (next) => file?.write(0, [bytes], ({ error }) => next(error)),
    (next) => file?.sync(({ error }) => next(error)),
    (next) => disk.rename(`${directory}/${DRAFT}`, `${directory}/${FILE}`, ({ error }) => next(error)),
    (next) => disk.syncDirectory(directory, ({ error }) => next(error)),
  ];
  inOrder(
    steps,
    (step, next) => step(next),
    (error) => {
      if (file === undefined) done(error);
      else file.close(() => done(error));
    },
  );
}

/** The snapshot to begin from, whose files are there; undefined if there is none. Its name is made durable, if it is not. */
export function readInstalled(place: SnapshotPlace, done: LogDone<SnapshotManifest | undefined>): void {
  const { disk, crc32, directory } = place;
  const path = `${directory}/${FILE}`;
  disk.open(path, "existing", ({ error, value: file }) => {
    if (error !== undefined) {
      done(error.code === "ENOENT" ? { error: undefined, value: undefined } : { error });
      return;
    }
    file.size(({ error, value: size }) => {
      if (error !== undefined) {
        file.close(() => done({ error }));
        return;
      }
      readBytes(file, 0, Math.min(size, MANIFEST_BYTES_MAX + 1), (error, bytes) => {
        file.close(() => {
          if (error === undefined) done(tryDecode(path, bytes, crc32));
          else done({ error });
        });
      });
    });
  });
}

/** Reads all files of an installed snapshot, and fails with the first one that is not as it was. */
export function verifySnapshot(place: SnapshotPlace, manifest: SnapshotManifest, done: Next): void {
  inOrder(
    manifest.files,
    (file, next) => {
      isWhole(place, file, ({ error, value: isGood }) => {
        if (error !== undefined) next(error);
        else if (isGood) next();
        else next(new SnapshotError("DAMAGED", file.path, "the file does not have its checksum, or is not there"));
      });
    },
    done,
  );
}

/** Its owner goes on from files of its own: there is nothing to begin from any more. The files go with the next transfer. */
export function dropInstalled({ disk, directory }: SnapshotPlace, done: Next): void {
  disk.remove(`${directory}/${FILE}`, ({ error }) => {
    if (error !== undefined && error.code !== "ENOENT") done(error);
    else disk.syncDirectory(directory, ({ error }) => done(error));
  });
}
