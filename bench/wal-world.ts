import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import zlib from "node:zlib";
import { decodeConfiguration, encodeConfiguration, entryBytes, initialConfiguration } from "@keyval/raft";
import { openWal, type Disk, type GroupWrite, type Log, type Recovered, type WalOptions } from "@keyval/storage";
import { DiskThread, openNodeDisk } from "@keyval/storage/disk-node";

export const RECORD_BYTES = 256;
/** Small enough that recovery reads into memory that is in the caches, and large enough that segments change seldom. */
export const SEGMENT_BYTES = 16 * 2 ** 20;

type AnyDone<T> = (outcome: { readonly error: Error | undefined; readonly value?: T | undefined }) => void;

export async function answer<T>(call: (done: AnyDone<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call(({ error, value }) => (error === undefined ? resolve(value as T) : reject(error)));
  });
}

/** A folder on the file system that the repository is on: the system's own for such things is often held in memory. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(process.cwd(), "bench/dist/storage-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A disk with a thread of its own, as a server has it, or one that works through libuv's pool. */
export async function withDisk<T>(root: string, hasThread: boolean, work: (disk: Disk) => Promise<T>): Promise<T> {
  const thread = hasThread ? new DiskThread() : undefined;
  try {
    return await work(await answer<Disk>((done) => openNodeDisk(root, done, thread?.calls)));
  } finally {
    if (thread !== undefined) await new Promise<void>((resolve) => thread.end(resolve));
  }
}

export async function openLog(disk: Disk, changes: Partial<WalOptions> = {}): Promise<Recovered> {
  const options: WalOptions = {
    disk,
    directory: "wal",
    crc32: zlib.crc32,
    random: () => 1,
    defer: setImmediate,
    raft: { encodeConfiguration, decodeConfiguration, entryBytes },
    writer: "keyval bench",
    segmentBytes: SEGMENT_BYTES,
    firstSegmentBytes: SEGMENT_BYTES,
    spaceChanged: () => undefined,
    ...changes,
  };
  return answer((done) => openWal(options, done));
}

const CONFIGURATION = initialConfiguration([{ id: 1, member: "m1", incarnation: "first" }]);

export async function beginGroup(log: Log): Promise<void> {
  const snapshot = { index: 0, term: 0, configuration: CONFIGURATION };
  await answer((done) => log.append([part({ snapshot })], done));
}

export function record(index: number, payload: Uint8Array): GroupWrite {
  return part({ entries: [{ index, term: 1, kind: "command", payload }] });
}

function part(changes: Partial<GroupWrite>): GroupWrite {
  return { group: 1, replica: 1, hardState: undefined, snapshot: undefined, mark: undefined, entries: [], ...changes };
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? NaN;
}
