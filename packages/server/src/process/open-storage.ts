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
import { completed } from "@keyval/storage/disk-node";
import type { DiskMeters } from "../metrics/disk-metrics.js";
import { MeteredDisk } from "../metrics/metered-disk.js";
import type { Belonging } from "./find-place.js";
import type { Pins } from "../node/index.js";
import { homeInDirectory, homeInMemory, type StorageHome } from "./storage-home.js";
import { WRITER } from "./version.js";

const SEGMENT_BYTES = 16 * 1024 * 1024;
const FIRST_SEGMENT_BYTES = 1024 * 1024;

/** What a member has on its disk. */
export interface Storage {
  readonly disk: Disk;
  readonly identity: Identity;
  readonly pins: Pins;
  readonly recovered: Recovered;
  /** The directory for what is received of others. */
  readonly received: string;
  /** Closes the log, and gives the place to others. */
  close(): Promise<void>;
}

export interface StorageOptions {
  /** The data directory; undefined for memory, of which nothing is left in the end. */
  readonly directory: string | undefined;
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
  const home = directory === undefined ? homeInMemory() : await homeInDirectory(directory);
  try {
    const isReceived = (path: string): boolean => path.startsWith(`${DATA_DIRECTORY.received}/`);
    const disk = new MeteredDisk(home.disk, (path) => (isReceived(path) ? meters.snapshots : meters.engine));
    const identity = await identify(disk, options);
    for (const name of [DATA_DIRECTORY.log, DATA_DIRECTORY.received]) {
      await completed((done) => {
        disk.makeDirectory(name, done);
      });
    }
    await completed((done) => {
      disk.syncDirectory("", done);
    });
    const pins = await home.openPins();
    const recovered = await openLog(options, home);
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
        await home.leave();
      },
    };
  } catch (error) {
    await home.leave();
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

function openLog({ spaceChanged, meters }: StorageOptions, { logDisk }: StorageHome): Promise<Recovered> {
  return completed<Recovered>((done) => {
    const options = {
      disk: new MeteredDisk(logDisk, () => meters.wal),
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
