import { DiskError, type DiskOperation, type Done, type File } from "../disk.js";
import { check, checkBytes, checkEqual, checkFails } from "./check.js";
import { checkContent, checkFile, concat, type DiskScenario, makeFile, pattern, readAt, scenario } from "./scenario.js";
import { all, ask, type Call, need } from "../script.js";

const EMPTY = new Uint8Array(0);

const overlapping: readonly DiskScenario[] = [
  scenario("writes to different places may be under way together", function* (disk) {
    const file = yield* makeFile(disk, "a", EMPTY);
    const parts = Array.from({ length: 64 }, (_, number) => pattern(777, number));
    const outcomes = yield* all(
      parts.map(
        (part, n): Call<void> =>
          (done) =>
            file.write(n * 777, [part], done),
      ),
    );
    for (const { error } of outcomes) check(error === undefined, "a write failed");
    yield* checkFile(file, concat(...parts), "64 writes");
  }),
  scenario("reads may be under way together", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(6400));
    const targets = Array.from({ length: 64 }, () => new Uint8Array(100));
    yield* all(
      targets.map(
        (target, n): Call<number> =>
          (done) =>
            file.read(n * 100, target, done),
      ),
    );
    checkBytes(concat(...targets), pattern(6400), "64 reads");
  }),
  scenario("writes, reads, syncs and allocations on one file do not disturb each other", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(1000));
    const target = new Uint8Array(1000);
    const calls: readonly Call<unknown>[] = [
      (done: Done) => file.write(1000, [pattern(500, 1)], done),
      (done: Done) => file.sync(done),
      (done: Done<number>) => file.read(0, target, done),
      (done: Done) => file.allocate(2000, done),
      (done: Done<number>) => file.size(done),
      (done: Done) => file.sync(done),
    ];
    for (const { error } of yield* all(calls)) check(error === undefined, "a call failed");
    checkBytes(target, pattern(1000), "read");
    checkEqual(yield* need<number>((done) => file.size(done)), 2000, "size");
  }),
  scenario("of two that make the same file, one wins", function* (disk) {
    const open: Call<File> = (done) => disk.open("a", "new", done);
    const outcomes = yield* all([open, open, open]);
    checkEqual(outcomes.filter(({ error }) => error === undefined).length, 1, "winners");
    checkEqual(
      outcomes.filter(({ error }) => error instanceof DiskError && error.code === "EEXIST").length,
      2,
      "losers",
    );
  }),
];

/** Every call that a file has, each of which a closed file must refuse. */
const fileCalls: readonly (readonly [DiskOperation, (file: File) => Call<unknown>])[] = [
  ["size", (file) => (done: Done<number>) => file.size(done)],
  ["read", (file) => (done: Done<number>) => file.read(0, new Uint8Array(10), done)],
  ["write", (file) => (done: Done) => file.write(0, [pattern(10)], done)],
  ["write", (file) => (done: Done) => file.write(0, [], done)],
  ["allocate", (file) => (done: Done) => file.allocate(100, done)],
  ["truncate", (file) => (done: Done) => file.truncate(0, done)],
  ["sync", (file) => (done: Done) => file.sync(done)],
  ["close", (file) => (done: Done) => file.close(done)],
];

const closing: readonly DiskScenario[] = [
  ...fileCalls.map(([operation, call]) =>
    scenario(`a closed file refuses \`${operation}\``, function* (disk) {
      const file = yield* makeFile(disk, "a", pattern(20, 1));
      yield* need((done) => file.close(done));
      checkFails(yield* ask(call(file)), "EBADF", operation, "a");
      yield* checkContent(disk, "a", pattern(20, 1));
    }),
  ),
  scenario("a closed file refuses `readNow`", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(20));
    yield* need((done) => file.close(done));
    checkFails(file.readNow(0, new Uint8Array(10)), "EBADF", "readNow", "a");
  }),
  scenario("a file is closed from the call on", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(20));
    const [closed, written, again] = yield* all<unknown>([
      (done: Done) => file.close(done),
      (done: Done) => file.write(0, [pattern(10, 1)], done),
      (done: Done) => file.close(done),
    ]);
    check(closed !== undefined && written !== undefined && again !== undefined, "three outcomes");
    check(closed.error === undefined, "close failed");
    checkFails(written, "EBADF", "write", "a");
    checkFails(again, "EBADF", "close", "a");
    yield* checkContent(disk, "a", pattern(20));
  }),
  scenario("close waits for what is under way", function* (disk) {
    const file = yield* makeFile(disk, "a", EMPTY);
    const order: string[] = [];
    const note = (what: string, done: Done): Done => {
      return (outcome) => {
        order.push(what);
        done(outcome);
      };
    };
    const outcomes = yield* all<unknown>([
      (done: Done) => file.write(0, [pattern(100_000)], note("write", done)),
      (done: Done) => file.sync(note("sync", done)),
      (done: Done) => file.close(note("close", done)),
    ]);
    for (const { error } of outcomes) check(error === undefined, "a call failed");
    checkEqual(order[2] ?? "", "close", "the last to complete");
    yield* checkContent(disk, "a", pattern(100_000));
  }),
  scenario("closing one open of a file leaves the others", function* (disk) {
    const one = yield* makeFile(disk, "a", pattern(10));
    const other = yield* need<File>((done) => disk.open("a", "existing", done));
    yield* need((done) => one.close(done));
    yield* need((done) => other.write(10, [pattern(10, 1)], done));
    yield* checkFile(other, concat(pattern(10), pattern(10, 1)), "the other");
  }),
];

const badPositions = [-1, 0.5, NaN, Infinity, 2 ** 53];

const misusing: readonly DiskScenario[] = badPositions.map((position) =>
  scenario(`${position} is no position`, function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(10));
    const never: Done<unknown> = () => check(false, "a call that threw completed");
    checkThrows(() => file.read(position, new Uint8Array(1), never), "read");
    checkThrows(() => file.readNow(position, new Uint8Array(1)), "readNow");
    checkThrows(() => file.write(position, [pattern(1)], never), "write");
    checkThrows(() => file.allocate(position, never), "allocate");
    checkThrows(() => file.truncate(position, never), "truncate");
    checkBytes(yield* readAt(file, 0, 100), pattern(10), "content");
  }),
);

function checkThrows(run: () => void, what: string): void {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  check(thrown instanceof RangeError, `${what} took it`);
}

export const callsContract: readonly DiskScenario[] = [...overlapping, ...closing, ...misusing];
