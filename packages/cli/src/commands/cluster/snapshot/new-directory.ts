import { lstat, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Disk } from "@keyval/storage";
import { completed, openNodeDisk } from "@keyval/storage/disk-node";
import { Failure } from "../../../frame/failure.js";

/**
 * Fills a directory that does not exist yet. It bears its name only once everything in it is there and durable; whatever goes
 * wrong before leaves nothing behind.
 */
export async function inNewDirectory<T>(path: string, fill: (disk: Disk) => Promise<T>): Promise<T> {
  await refuseExisting(path);
  const parent = dirname(path);
  await mkdir(parent, { recursive: true });
  const partial = await mkdtemp(`${path}.part-`);
  try {
    const filled = await fill(await diskAt(partial));
    await refuseExisting(path);
    await rename(partial, path);
    const around = await diskAt(parent);
    await completed((done) => {
      around.syncDirectory("", done);
    });
    return filled;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** A name is enough: what it stands for is somebody's. */
async function refuseExisting(path: string): Promise<void> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Failure(`${path} exists`, undefined, "Name another --data-dir, or move what is there away.");
}

function diskAt(directory: string): Promise<Disk> {
  return completed<Disk>((done) => {
    openNodeDisk(directory, done);
  });
}
