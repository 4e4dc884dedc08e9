import assert from "node:assert/strict";
import type { Done, File, OpenMode, Outcome } from "@keyval/storage";
import { SeededRandom } from "../random.js";
import { Scheduler } from "../scheduler.js";
import { CALM_DISK, type DiskFaults } from "./disk-faults.js";
import { SimDisk } from "./sim-disk.js";

export interface World {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly disk: SimDisk;
  readonly events: string[];
}

export function newWorld(seed: number, faults: Partial<DiskFaults> = {}): World {
  const scheduler = new Scheduler();
  const random = new SeededRandom(seed);
  const events: string[] = [];
  const observe = (kind: string, path: string): void => {
    events.push(`${kind} ${path}`);
  };
  return {
    scheduler,
    random,
    disk: new SimDisk(scheduler, random.fork(), { ...CALM_DISK, ...faults }, observe),
    events,
  };
}

/** Makes a call and lets time pass until it has completed. */
export function run<T>({ scheduler }: World, call: (done: Done<T>) => void): Outcome<T> {
  let outcome: Outcome<T> | undefined;
  call((result) => (outcome = result));
  for (let waited = 0; outcome === undefined && waited < 1000; waited++) scheduler.runUntil(scheduler.now + 10_000);
  assert.ok(outcome !== undefined, "the call never completed");
  return outcome;
}

/** The same for a call that must succeed. */
export function must<T>(world: World, call: (done: Done<T>) => void): T {
  const outcome = run(world, call);
  if (outcome.error !== undefined) throw outcome.error;
  return outcome.value;
}

export function open(world: World, path: string, mode: OpenMode): File {
  return must<File>(world, (done) => world.disk.open(path, mode, done));
}

export function readAll(world: World, path: string): Uint8Array {
  const file = open(world, path, "existing");
  const bytes = new Uint8Array(must<number>(world, (done) => file.size(done)));
  assert.equal(
    must<number>(world, (done) => file.read(0, bytes, done)),
    bytes.length,
  );
  must(world, (done) => file.close(done));
  return bytes;
}

export function list(world: World, directory = ""): readonly string[] {
  return must<readonly string[]>(world, (done) => world.disk.list(directory, done));
}

export function bytesOf(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value);
}

export function at(bytes: Uint8Array, position: number): number {
  return bytes[position] ?? -1;
}

/** Writes to a file, syncs it, reads it, and notes all outcomes with their times. */
export function tell(
  world: World,
  path: string,
  position: number,
  length: number,
  value: number,
  trace: string[],
): void {
  const note = (what: string, { error, value: result }: Outcome<unknown>): void => {
    trace.push(`${world.scheduler.now} ${what} ${path} ${error?.code ?? typeof result}`);
  };
  const opened = run<File>(world, (done) => world.disk.open(path, "any", done));
  note("open", opened);
  const file = opened.value;
  if (file === undefined) return;
  note(
    "write",
    run(world, (done) => file.write(position, [bytesOf(length, value)], done)),
  );
  if (value % 2 === 0)
    note(
      "sync",
      run(world, (done) => file.sync(done)),
    );
  const target = new Uint8Array(6000);
  note(
    "read",
    run<number>(world, (done) => file.read(0, target, done)),
  );
  trace.push(target.join());
  if (value % 3 === 0)
    note(
      "names",
      run(world, (done) => world.disk.syncDirectory("", done)),
    );
}
