import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import zlib from "node:zlib";
import {
  installSnapshot,
  readInstalled,
  receiveSnapshot,
  SnapshotSource,
  verifySnapshot,
  type Disk,
  type File,
  type SnapshotManifest,
  type SourceFile,
} from "@keyval/storage";
import type { Measurement } from "./bench.js";
import { answer, inFolder, withDisk } from "./wal-world.js";

/** LONG=1 takes 2 GB; what is in memory must not depend on it. */
const FILES = process.env["LONG"] === "1" ? 16 : 4;
const FILE_BYTES = 128 * 2 ** 20;

const RESIDENT_GROWTH_MAX = 100;

/** A snapshot made of files that exist, piped to another directory, installed and verified there. */
export async function* bench(): AsyncIterable<Measurement> {
  yield* await inFolder(async (folder) => withDisk(folder, false, async (disk) => transfer(folder, disk)));
}

async function transfer(folder: string, disk: Disk): Promise<readonly Measurement[]> {
  const files: SourceFile[] = [];
  for (let number = 0; number < FILES; number++) files.push(await makeFile(folder, disk, `${number}.data`));
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const watch = { most: before };
  const timer = setInterval(() => (watch.most = Math.max(watch.most, process.memoryUsage.rss())), 5);
  const started = performance.now();
  const place = { disk, crc32: zlib.crc32, directory: "received" };
  const none = new Uint8Array(0);
  const facts = { writer: "bench", group: 1, start: none, end: none, epoch: 0, index: 1, term: 1 };
  const rest = { configuration: none, position: 1, revision: 1, state: none };
  const source = new SnapshotSource({ ...facts, ...rest }, files, zlib.crc32, () => undefined);
  const manifest = await answer<SnapshotManifest>((done) => {
    const fetch: Parameters<typeof receiveSnapshot>[0]["fetch"] = (file, position, length, done) =>
      source.read(file, position, length, done);
    receiveSnapshot({ ...place, fetch, held: () => undefined }, source.manifest, done);
  });
  await answer((done) => installSnapshot(place, manifest, (error) => done({ error })));
  const seconds = (performance.now() - started) / 1000;
  const installed = await answer<SnapshotManifest | undefined>((done) => readInstalled(place, done));
  if (installed === undefined) throw new Error("Nothing was installed");
  await answer((done) => verifySnapshot(place, installed, (error) => done({ error })));
  clearInterval(timer);
  const label = `${(FILES * FILE_BYTES) / 2 ** 20} MB`;
  return [
    { name: `piped and installed, ${label}`, value: (FILES * FILE_BYTES) / 1e6 / seconds, unit: "MB/s" },
    {
      name: `resident memory, ${label}`,
      value: (watch.most - before) / 1e6,
      unit: "MB more at most",
      atMost: RESIDENT_GROWTH_MAX,
    },
  ];
}

async function makeFile(folder: string, disk: Disk, id: string): Promise<SourceFile> {
  const piece = new Uint8Array(2 ** 20).map((_, i) => (i * 31 + id.charCodeAt(0)) % 251);
  const stream = createWriteStream(join(folder, id));
  let checksum = 0;
  for (let written = 0; written < FILE_BYTES; written += piece.length) {
    checksum = zlib.crc32(piece, checksum);
    if (!stream.write(piece)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "close");
  const file = await answer<File>((done) => disk.open(id, "existing", done));
  return {
    origin: "m1",
    id,
    length: FILE_BYTES,
    checksum,
    read: (position, target, done) => file.read(position, target, done),
  };
}
