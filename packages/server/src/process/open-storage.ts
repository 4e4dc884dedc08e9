import { randomBytes, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import { decodeConfiguration, encodeConfiguration, entryBytes } from "@keyval/raft";
import {
  DATA_DIRECTORY,
  openIdentity,
  openWal,
  readIdentity,
  type Disk,
  type Identity,
  type Recovered,
} from "@keyval/storage";
import {
  completed,
  DiskThread,
  lockDirectory,
  openDataDirectory,
  openNodeDisk,
  type DirectoryLock,
} from "@keyval/storage/disk-node";
import type { DiskMeters } from "../metrics/disk-metrics.js";
import { MeteredDisk } from "../metrics/metered-disk.js";
import type { Belonging } from "./find-place.js";
import { PinsFile } from "./pins-file.js";
import { WRITER } from "./version.js";

const SEGMENT_BYTES = 16 * 1024 * 1024;
const FIRST_SEGMENT_BYTES = 1024 * 1024;

/** What a member has on its disk. */
export interface Storage {
  readonly disk: Disk;
  readonly identity: Identity;
  readonly pins: PinsFile;
  readonly recovered: Recovered;
  /** The directory for what is received of others. */
  readonly received: string;
  /** Closes the log, and gives the directory to others. */
  close(): Promise<void>;
}

export interface StorageOptions {
  readonly directory: string;
  /** Whose an empty directory will be. */
  readonly belonging: () => Promise<Belonging>;
  /** There is no room for the log to grow, or there is again. */
  readonly spaceChanged: (hasSpace: boolean) => void;
  readonly meters: DiskMeters;
}

/** Whole numbers of 32 bits by chance. */
export const randomWord = (): number => randomInt(2 ** 32);

/** Takes the data directory for this process and member, and recovers its log. What goes wrong is told in a sentence. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { directory, meters } = options;
  const plainDisk = await completed<Disk>((done) => {
    openDataDirectory(directory, done);
  });
  const isReceived = (path: string): boolean => path.startsWith(`${DATA_DIRECTORY.received}/`);
  const disk = new MeteredDisk(plainDisk, (path) => (isReceived(path) ? meters.snapshots : meters.engine));
  const lock = await completed<DirectoryLock>((done) => {
    lockDirectory(directory, done);
  });
  const thread = new DiskThread();
  try {
    const identity = await identify(disk, options);
    for (const name of [DATA_DIRECTORY.log, DATA_DIRECTORY.received]) {
      await completed((done) => {
        disk.makeDirectory(name, done);
      });
    }
    await completed((done) => {
      disk.syncDirectory("", done);
    });
    const pins = await PinsFile.open(directory);
    const recovered = await openLog(options, thread);
    return {
      disk,
      identity,
      pins,
      recovered,
      received: DATA_DIRECTORY.received,
      close: async () => {
        await completed((done) => {
          recovered.log.close(done);
        });
        await leave(lock, thread);
      },
    };
  } catch (error) {
    await leave(lock, thread);
    throw error;
  }
}

/** What the directory says; an empty one is given a life of its own. */
async function identify(disk: Disk, { belonging }: StorageOptions): Promise<Identity> {
  const files = { disk, crc32, writer: WRITER };
  const found = await completed<Identity | undefined>((done) => {
    readIdentity(files, done);
  });
  const wanted = found ?? { ...(await belonging()), incarnation: randomBytes(8).toString("hex") };
  return completed<Identity>((done) => {
    openIdentity(files, wanted, done);
  });
}

/** The log has a thread of its own, so that no other work of the disk delays it. */
async function openLog({ directory, spaceChanged, meters }: StorageOptions, thread: DiskThread): Promise<Recovered> {
  const disk = await completed<Disk>((done) => {
    openNodeDisk(directory, done, thread.calls);
  });
  return completed<Recovered>((done) => {
    const options = {
      disk: new MeteredDisk(disk, () => meters.wal),
      directory: DATA_DIRECTORY.log,
      crc32,
      random: randomWord,
      defer: setImmediate,
      raft: { encodeConfiguration, decodeConfiguration, entryBytes },
      writer: WRITER,
      segmentBytes: SEGMENT_BYTES,
      firstSegmentBytes: FIRST_SEGMENT_BYTES,
      spaceChanged,
    };
    openWal(options, done);
  });
}

async function leave(lock: DirectoryLock, thread: DiskThread): Promise<void> {
  await new Promise<void>((resolve) => {
    thread.end(resolve);
  });
  await new Promise<void>((resolve) => {
    lock.release(resolve);
  });
}
