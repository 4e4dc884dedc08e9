import type { Crc32 } from "../crc32.js";
import type { Disk } from "../disk.js";
import { splitPath } from "../disk-rules.js";
import type { LogDone } from "../log.js";
import { inOrder, type Next } from "../wal/in-order.js";
import { isWhole } from "./check-file.js";
import { readInstalled } from "./install-snapshot.js";
import { tryDecode, type SnapshotFile, type SnapshotManifest } from "./manifest.js";
import { receiveFile } from "./receive-file.js";

export interface ReceiveOptions {
  readonly disk: Disk;
  readonly crc32: Crc32;
  /** Belongs to received snapshots alone; the directory that holds it exists. */
  readonly directory: string;
  /**
   * A piece of a file by its number in the manifest: at least one byte, at most `length`. Fails once it takes too long, or
   * the transfer is not wanted any more: with its first failure the transfer ends.
   */
  readonly fetch: (file: number, position: number, length: number, done: LogDone<Uint8Array>) => void;
  /**
   * The path of a complete file with this origin, id, length and checksum, if there is one: it must be durable, and stay
   * until the snapshot is installed or given up.
   */
  readonly held: (file: SnapshotFile) => string | undefined;
  /** Why nobody here could do anything with it: nothing of it is fetched then. */
  readonly problemOf?: (manifest: SnapshotManifest) => Error | undefined;
}

/**
 * Brings all files of a snapshot to this disk, durably, but for those that are here already. Answers with the manifest,
 * whose files have their paths; nothing is in force before it is installed. May be broken off at any point and begun
 * again, with the same snapshot or a later one: what arrived of a file both have is not fetched twice. One at a time.
 */
export function receiveSnapshot(options: ReceiveOptions, bytes: Uint8Array, done: LogDone<SnapshotManifest>): void {
  const { disk, crc32, directory } = options;
  const [parent] = splitPath(directory);
  const steps: ((next: Next) => void)[] = [
    (next) => disk.makeDirectory(directory, ({ error }) => next(error)),
    // What is durable in a directory goes with its name.
    (next) => disk.syncDirectory(parent, ({ error }) => next(error)),
  ];
  inOrder(
    steps,
    (step, next) => step(next),
    (error) => {
      const { error: refusal, value: manifest } = tryDecode("the manifest received", bytes, crc32);
      if (error !== undefined) done({ error });
      else if (refusal !== undefined) done({ error: refusal });
      else receiveFiles(options, manifest, done);
    },
  );
}

function receiveFiles(options: ReceiveOptions, manifest: SnapshotManifest, done: LogDone<SnapshotManifest>): void {
  const { disk, directory } = options;
  const problem = options.problemOf?.(manifest);
  if (problem !== undefined) {
    done({ error: problem });
    return;
  }
  const files = manifest.files.map((file) => ({ ...file, path: pathOf(directory, file) }));
  const steps: ((next: Next) => void)[] = [
    (next) => removeOthers(options, files, next),
    (next) => inOrder([...files.keys()], (number, next) => provide(options, files, number, next), next),
    (next) => disk.syncDirectory(directory, ({ error }) => next(error)),
  ];
  inOrder(
    steps,
    (step, next) => step(next),
    (error) => done(error === undefined ? { error, value: { ...manifest, files } } : { error }),
  );
}

/** Names that say all of a file tell different ones apart, whatever snapshot they came with. */
function pathOf(directory: string, { origin, id, length, checksum }: SnapshotFile): string {
  return `${directory}/${origin}~${id}~${length}~${checksum.toString(16)}`;
}

/** What neither this snapshot nor the installed one needs makes room. */
function removeOthers({ disk, directory, crc32 }: ReceiveOptions, files: readonly SnapshotFile[], done: Next): void {
  readInstalled({ disk, directory, crc32 }, ({ error, value: installed }) => {
    if (error !== undefined) {
      done(error);
      return;
    }
    const needed = new Set([...files, ...(installed?.files ?? [])].map(({ path }) => path));
    disk.list(directory, ({ error, value: names }) => {
      const others = names
        ?.map((name) => `${directory}/${name}`)
        .filter((path) => path.includes("~") && !needed.has(path));
      inOrder(
        others ?? [],
        (path, next) => disk.remove(path, ({ error }) => next(error)),
        (failure) => done(error ?? failure),
      );
    });
  });
}

/** From where it is, if it is whole there, or from the sender. Sets its path. */
function provide(options: ReceiveOptions, files: SnapshotFile[], number: number, done: Next): void {
  const file = files[number];
  if (file === undefined) return;
  const path = options.held(file);
  const receive = (): void => {
    const fetch: Parameters<typeof receiveFile>[0]["fetch"] = (position, length, done) =>
      options.fetch(number, position, length, done);
    receiveFile({ disk: options.disk, crc32: options.crc32, fetch }, file, done);
  };
  if (path === undefined) {
    receive();
    return;
  }
  isWhole(options, { ...file, path }, ({ error, value: isGood }) => {
    if (error !== undefined) {
      done(error);
    } else if (isGood) {
      files[number] = { ...file, path };
      done();
    } else {
      receive();
    }
  });
}
