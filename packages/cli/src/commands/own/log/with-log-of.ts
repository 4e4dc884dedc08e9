import { cp, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DATA_DIRECTORY, type Disk, openWal, type Recovered } from "@keyval/storage";
import { completed, type DirectoryLock, lockDirectory, openNodeDisk } from "@keyval/storage/disk-node";
import { Failure } from "../../../frame/failure.js";
import { orFailure, storageTools } from "../../../storage-tools.js";

const WAL = DATA_DIRECTORY.log;

/** Nothing is appended here: the size of a segment matters only to whoever does. */
const SEGMENT_BYTES = 1024 * 1024;

/**
 * Opens the log of a member that is not running. Opening one repairs its end, so it is done with a copy, while the
 * directory is locked.
 */
export async function withLogOf(directory: string, work: (recovered: Recovered) => Promise<void>): Promise<void> {
  const source = join(directory, WAL);
  await stat(source).catch(() => {
    throw new Failure(
      `${directory} is no data directory: there is no ${source}`,
      undefined,
      "Name what --data-dir says.",
    );
  });
  const lock = await orFailure(completed<DirectoryLock>((done) => lockDirectory(directory, done)));
  const copy = await mkdtemp(join(tmpdir(), "kvctl-log-"));
  try {
    await cp(source, join(copy, WAL), { recursive: true });
    const recovered = await orFailure(openCopy(copy));
    try {
      await work(recovered);
    } finally {
      await completed((done) => recovered.log.close(done));
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
    await new Promise<void>((resolve) => {
      lock.release(resolve);
    });
  }
}

async function openCopy(directory: string): Promise<Recovered> {
  const disk = await completed<Disk>((done) => openNodeDisk(directory, done));
  return completed<Recovered>((done) => {
    const options = {
      disk,
      directory: WAL,
      ...storageTools,
      segmentBytes: SEGMENT_BYTES,
      firstSegmentBytes: SEGMENT_BYTES,
      spaceChanged: () => undefined,
    };
    openWal(options, done);
  });
}
