import { type Disk, VolatileDisk } from "@keyval/storage";
import {
  completed,
  DiskThread,
  lockDirectory,
  openDataDirectory,
  openNodeDisk,
  type DirectoryLock,
} from "@keyval/storage/disk-node";
import type { Pins } from "../node/index.js";
import { PinsFile } from "./pins-file.js";

/** Where a member keeps what it has. */
export interface StorageHome {
  readonly disk: Disk;
  /** The same place through calls that wait for nothing else of the disk. */
  readonly logDisk: Disk;
  openPins(): Promise<Pins>;
  /** Gives the place to others. */
  leave(): Promise<void>;
}

/** A directory of this process's own, as long as it has it. */
export async function homeInDirectory(directory: string): Promise<StorageHome> {
  const disk = await completed<Disk>((done) => {
    openDataDirectory(directory, done);
  });
  const lock = await completed<DirectoryLock>((done) => {
    lockDirectory(directory, done);
  });
  // The log has a thread of its own, so that no other work of the disk delays it.
  const thread = new DiskThread();
  const leave = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      thread.end(resolve);
    });
    await new Promise<void>((resolve) => {
      lock.release(resolve);
    });
  };
  try {
    const logDisk = await completed<Disk>((done) => {
      openNodeDisk(directory, done, thread.calls);
    });
    return { disk, logDisk, openPins: () => PinsFile.open(directory), leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Memory, of which nothing is left when the server has stopped. */
export function homeInMemory(): StorageHome {
  const disk = new VolatileDisk(setImmediate);
  const known = new Map<string, string>();
  const pins: Pins = {
    known,
    pin: (member, incarnation, done) => {
      known.set(member, incarnation);
      setImmediate(() => {
        done({ error: undefined, value: undefined });
      });
    },
  };
  return { disk, logDisk: disk, openPins: () => Promise.resolve(pins), leave: () => Promise.resolve() };
}
