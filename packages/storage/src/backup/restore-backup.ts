import type { Configuration, ReplicaId } from "@keyval/raft";
import { adoptFiles } from "../bitcask/adopt-files.js";
import { openBitcaskEngine } from "../bitcask/open-bitcask-engine.js";
import { DATA_DIRECTORY } from "../data-directory.js";
import type { Disk } from "../disk.js";
import type { Engine } from "../engine/engine.js";
import type { Identity } from "../identity/identity.js";
import { openIdentity } from "../identity/open-identity.js";
import type { LogDone, Recovered } from "../log.js";
import { ask, need, run, type Script } from "../script.js";
import type { SnapshotManifest } from "../snapshot/manifest.js";
import { receiveSnapshot } from "../snapshot/receive-snapshot.js";
import { openWal } from "../wal/open-wal.js";
import type { WalOptions } from "../wal/wal-options.js";
import { WRITE_BYTES } from "../limits.js";
import { IncrementReader } from "./increment-records.js";
import type { Backup, BackupFile, BackupTools } from "./read-backup.js";
import { readChain } from "./read-chain.js";

const SEGMENT_BYTES = 2 ** 20;
const DATA_FILE_BYTES = 2 ** 28;

/** Nobody has been voted for. */
const NO_VOTE = 0;

export interface ExtractOptions extends BackupTools, Pick<WalOptions, "random" | "defer" | "writer"> {
  /** A whole one, and what goes on from it, in the order in which it was saved. */
  readonly backups: readonly BackupFile[];
  /** The root is empty. */
  readonly disk: Disk;
}

/** The root of the disk is the new data directory, and bears a name that no server starts on yet. */
export interface RestoreOptions extends ExtractOptions, Pick<WalOptions, "raft"> {
  /** Of the new member, in a cluster that is new as well. */
  readonly identity: Identity;
  readonly replica: ReplicaId;
  /** The same for all members that are restored of one backup. */
  readonly configuration: Configuration;
  /** The owner's state as the new cluster begins with it, made of what the last backup has. */
  readonly state: (state: Uint8Array) => Uint8Array;
}

/**
 * Makes a data directory of backups, from which a member of a new cluster starts. It counts when all of it has succeeded: only
 * then may the directory be given the name under which a server looks for it. Answers with the last of them.
 */
export function restoreBackup(options: RestoreOptions, done: LogDone<Backup>): void {
  run(restore(options), done);
}

/** Only the records, as an engine at its place in a data directory, for whoever wants to see what backups hold. */
export function extractBackup(options: ExtractOptions, done: LogDone<Backup>): void {
  run(extract(options), done);
}

function* extract(options: ExtractOptions): Script<Backup> {
  return yield* restoreRecords(options, yield* readChain(options.backups, options), (state) => state);
}

function* restore(options: RestoreOptions): Script<Backup> {
  const { disk, crc32, writer, identity } = options;
  const chain = yield* readChain(options.backups, options);
  yield* need((done) => {
    openIdentity({ disk, crc32, writer }, identity, done);
  });
  const last = yield* restoreRecords(options, chain, options.state);
  yield* beginLog(options, last.manifest);
  return last;
}

function* restoreRecords(
  options: ExtractOptions,
  [whole, ...increments]: readonly [Backup, ...Backup[]],
  stateOf: RestoreOptions["state"],
): Script<Backup> {
  const last = increments.at(-1);
  yield* adoptWhole(options, whole, last === undefined ? stateOf : (state) => state);
  if (last === undefined) return whole;
  const engine = yield* need<Engine>((done) => {
    openBitcaskEngine(engineOptions(options), done);
  });
  try {
    for (const [i, increment] of increments.entries()) yield* appendRecords(engine, options.backups[i + 1], increment);
    const { index: applied, state } = last.manifest;
    const checkpoint = { applied, state: stateOf(state) };
    yield* need((done) => {
      engine.checkpoint(checkpoint, true, done);
    });
  } finally {
    yield* ask((done) => {
      engine.close(done);
    });
  }
  return last;
}

/** Checks the checksum of every file on the way. */
function* adoptWhole(
  options: ExtractOptions,
  { positions, manifestImage }: Backup,
  stateOf: RestoreOptions["state"],
): Script {
  const { backups, disk, crc32 } = options;
  const fetch: Parameters<typeof receiveSnapshot>[0]["fetch"] = (number, position, length, done) => {
    const target = new Uint8Array(length);
    backups[0]?.read((positions[number] ?? 0) + position, target, ({ error, value: count }) => {
      if (error === undefined) done({ error, value: target.subarray(0, count) });
      else done({ error });
    });
  };
  const received = yield* need<SnapshotManifest>((done) => {
    const directory = DATA_DIRECTORY.received;
    receiveSnapshot({ disk, crc32, directory, fetch, held: () => undefined }, manifestImage, done);
  });
  const { index: applied, files, state } = received;
  yield* need((done) => {
    adoptFiles(engineOptions(options), { applied, state: stateOf(state), files }, done);
  });
}

function* appendRecords(engine: Engine, file: BackupFile | undefined, { recordsAt, bytes }: Backup): Script {
  if (file === undefined) return;
  const reader = new IncrementReader(file, recordsAt, bytes);
  for (let some = yield* reader.next(); some !== undefined; some = yield* reader.next()) {
    for (const { key, value } of some) engine.append(key, value);
    if (engine.unwrittenBytes < WRITE_BYTES) continue;
    yield* need((done) => {
      engine.flush(done);
    });
  }
}

function engineOptions({ disk, crc32, random, defer, writer }: ExtractOptions): Parameters<typeof adoptFiles>[0] {
  const directory = DATA_DIRECTORY.engine;
  return { disk, directory, crc32, random, defer, writer, now: () => 0, fileBytes: DATA_FILE_BYTES };
}

/** A log that begins behind the backup, with the new members. */
function* beginLog(options: RestoreOptions, { group, index, term }: SnapshotManifest): Script {
  const { disk, crc32, random, defer, raft, writer, replica, configuration } = options;
  const directory = DATA_DIRECTORY.log;
  yield* need((done) => disk.makeDirectory(directory, done));
  yield* need((done) => disk.syncDirectory("", done));
  const sizes = { segmentBytes: SEGMENT_BYTES, firstSegmentBytes: SEGMENT_BYTES };
  const { log } = yield* need<Recovered>((done) => {
    openWal({ disk, directory, crc32, random, defer, raft, writer, ...sizes, spaceChanged: () => undefined }, done);
  });
  const hardState = { term, vote: NO_VOTE, commit: index };
  const snapshot = { index, term, configuration };
  try {
    yield* need((done) => {
      log.append([{ group, replica, hardState, snapshot, mark: undefined, entries: [] }], done);
    });
  } finally {
    yield* ask((done) => {
      log.close(done);
    });
  }
}
