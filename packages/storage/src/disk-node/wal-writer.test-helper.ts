/** A process that takes a data directory, and appends to its log until it is killed; it says what is durable. */
import { writeSync } from "node:fs";
import { DiskThread, lockDirectory, openDataDirectory, type DirectoryLock } from "../disk-node.js";
import type { Disk } from "../disk.js";
import { openIdentity, type IdentityOptions } from "../identity/open-identity.js";
import type { Identity } from "../identity/identity.js";
import type { Log, LogOutcome, Recovered } from "../log.js";
import { openWal } from "../wal/open-wal.js";
import { command, CRC32, snapshotAt, Turns, walOptions, write } from "../wal/wal-world.test-helper.js";

const SEGMENT_BYTES = 2 ** 15;
const IN_FLIGHT = 16;

export const WRITER_IDENTITY: Identity = { cluster: "c1", member: "m1", incarnation: "first" };

/** Bytes that only this entry has. */
export function payloadOf(index: number): Uint8Array {
  return new Uint8Array(1 + ((index * 37) % 900)).fill(index % 251);
}

export async function answer<T>(call: (done: (outcome: LogOutcome<T>) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((outcome) => (outcome.error === undefined ? resolve(outcome.value) : reject(outcome.error)));
  });
}

export interface Opened {
  readonly thread: DiskThread;
  readonly lock: DirectoryLock;
  readonly recovered: Recovered;
}

/** All that a server does before it uses its data. */
export async function openData(directory: string): Promise<Opened> {
  const thread = new DiskThread();
  const disk = await answer<Disk>((done) => openDataDirectory(directory, done, thread.calls));
  const lock = await answer<DirectoryLock>((done) => lockDirectory(directory, done));
  const options: IdentityOptions = { disk, crc32: CRC32, writer: "keyval test" };
  await answer((done) => openIdentity(options, WRITER_IDENTITY, done));
  const sizes = { segmentBytes: SEGMENT_BYTES, firstSegmentBytes: SEGMENT_BYTES, defer: setImmediate };
  const recovered = await answer<Recovered>((done) => openWal(walOptions(disk, new Turns(), sizes), done));
  return { thread, lock, recovered };
}

function appendForever(log: Log, first: number): void {
  let index = first;
  const next = (): void => {
    const entry = command(index++, 1, payloadOf(index - 1));
    // The first hundred entries before it stay in the log.
    const mark = entry.index > 100 ? snapshotAt(entry.index - 100, 1) : undefined;
    log.append([write(1, { entries: [entry], mark })], ({ error }) => {
      if (error !== undefined) throw error;
      writeSync(1, `${entry.index}\n`);
      if (mark !== undefined) log.release(1, mark.index);
      next();
    });
  };
  for (let i = 0; i < IN_FLIGHT; i++) next();
}

const [, main, directory] = process.argv;
if (main?.endsWith("wal-writer.test-helper.js") === true && directory !== undefined) {
  const { log, groups } = (await openData(directory)).recovered;
  if (groups.length === 0) await answer((done) => log.append([write(1, { snapshot: snapshotAt(0, 1) })], done));
  appendForever(log, (groups[0]?.log.last ?? 0) + 1);
}
