import assert from "node:assert/strict";
import type { Outcome } from "../disk.js";
import type { LogOutcome } from "../log.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { CRC32, Turns } from "../wal/wal-world.test-helper.js";
import { installSnapshot, readInstalled } from "./install-snapshot.js";
import type { SnapshotFile, SnapshotManifest } from "./manifest.js";
import { receiveSnapshot, type ReceiveOptions } from "./receive-snapshot.js";
import { SnapshotSource, type SnapshotFacts, type SourceFile } from "./snapshot-source.js";

export type Files = ReadonlyMap<string, Uint8Array>;

export const DIRECTORY = "snapshots";

export function facts(index: number): SnapshotFacts {
  return {
    writer: "keyval 0.1.0",
    group: 7,
    start: Uint8Array.of(0x61),
    end: new Uint8Array(0),
    epoch: 2,
    index,
    term: 3,
    configuration: Uint8Array.of(1, 2, 3),
    position: index * 2,
    revision: index * 3,
    state: Uint8Array.of(9),
  };
}

/** A file of a member, in memory. */
export interface Held {
  readonly origin: string;
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A snapshot made of files; `told` are what the manifest says of them where that is not the truth. */
export function sourceOf(
  turns: Turns,
  index: number,
  files: readonly Held[],
  told: readonly Held[] = files,
): SnapshotSource {
  const named = files.map(({ origin, id, bytes }, number): SourceFile => {
    const truth = told[number]?.bytes ?? bytes;
    return {
      origin,
      id,
      length: truth.length,
      checksum: CRC32(truth, 0),
      read: (position, target, done) => {
        target.set(bytes.subarray(position, position + target.length));
        turns.defer(() => done({ error: undefined, value: Math.min(target.length, bytes.length - position) }));
      },
    };
  });
  return new SnapshotSource(facts(index), named, CRC32, () => undefined);
}

/** A member that receives snapshots. */
export class Receiver {
  readonly turns = new Turns();
  readonly disk: MemoryDisk;
  /** What it has fetched, piece by piece. */
  readonly fetched: { readonly file: number; readonly position: number; readonly length: number }[] = [];
  held: (file: SnapshotFile) => string | undefined = () => undefined;

  constructor(files: Files = new Map()) {
    this.disk = new MemoryDisk(this.turns.defer, files);
  }

  get fetchedBytes(): number {
    return this.fetched.reduce((sum, { length }) => sum + length, 0);
  }

  options(source: SnapshotSource, changes: Partial<ReceiveOptions> = {}): ReceiveOptions {
    return {
      disk: this.disk,
      crc32: CRC32,
      directory: DIRECTORY,
      held: (file) => this.held(file),
      fetch: (file, position, length, done) => {
        source.read(file, position, length, (outcome) => {
          this.fetched.push({ file, position, length: outcome.value?.length ?? 0 });
          done(outcome);
        });
      },
      ...changes,
    };
  }

  receive(source: SnapshotSource, changes: Partial<ReceiveOptions> = {}): LogOutcome<SnapshotManifest> {
    const outcomes: LogOutcome<SnapshotManifest>[] = [];
    receiveSnapshot(this.options(source, changes), source.manifest, (outcome) => outcomes.push(outcome));
    assert.equal(outcomes.length, 0, "no callback runs inside the call");
    this.turns.run();
    const [outcome] = outcomes;
    assert.ok(outcome !== undefined, "it is answered");
    return outcome;
  }

  /** Receives and installs. */
  take(source: SnapshotSource): SnapshotManifest {
    const { error, value } = this.receive(source);
    if (error !== undefined) throw error;
    const errors: (Error | undefined)[] = [];
    installSnapshot({ disk: this.disk, crc32: CRC32, directory: DIRECTORY }, value, (error) => errors.push(error));
    this.turns.run();
    assert.deepEqual(errors, [undefined]);
    return value;
  }

  installed(): SnapshotManifest | undefined {
    return call<SnapshotManifest | undefined>(this.turns, (done) =>
      readInstalled({ disk: this.disk, crc32: CRC32, directory: DIRECTORY }, done),
    );
  }

  bytesOf(manifest: SnapshotManifest): (Uint8Array | undefined)[] {
    return manifest.files.map(({ path }) => this.disk.files.get(path));
  }
}

export function call<T>(turns: Turns, ask: (done: (outcome: LogOutcome<T> | Outcome<T>) => void) => void): T {
  const outcomes: (LogOutcome<T> | Outcome<T>)[] = [];
  ask((outcome) => outcomes.push(outcome));
  assert.equal(outcomes.length, 0, "no callback runs inside the call");
  turns.run();
  const [outcome] = outcomes;
  assert.ok(outcome !== undefined);
  if (outcome.error !== undefined) throw outcome.error;
  return outcome.value;
}
