import { constants } from "node:fs";
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
 * Opens the log of a member that is not running, on a disk that has the other `parts` of its directory, too. Opening repairs the end
 * of a log, so it is done with a copy, while the directory is locked. Where the file system can, the copy takes no room.
 */
export async function withFilesOf(
  directory: string,
  parts: readonly string[],
  work: (recovered: Recovered, disk: Disk) => Promise<void>,
): Promise<void> {
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
    for (const part of [WAL, ...parts]) {
      const options = { recursive: true, mode: constants.COPYFILE_FICLONE };
      await orFailure(cp(join(directory, part), join(copy, part), options));
    }
    const disk = await completed<Disk>((done) => openNodeDisk(copy, done));
    const recovered = await orFailure(openLog(disk));
    try {
      await work(recovered, disk);
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

function openLog(disk: Disk): Promise<Recovered> {
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
