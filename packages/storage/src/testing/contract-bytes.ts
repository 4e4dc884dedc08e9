import type { File } from "../disk.js";
import { checkBytes, checkEqual } from "./check.js";
import { checkContent, checkFile, concat, type DiskScenario, makeFile, pattern, readAt, scenario } from "./scenario.js";
import { need } from "../script.js";

const EMPTY = new Uint8Array(0);

const reading: readonly DiskScenario[] = [
  scenario("a new file is empty", function* (disk) {
    const file = yield* makeFile(disk, "a", EMPTY);
    yield* checkFile(file, EMPTY, "new");
  }),
  scenario("what was written is read, from any position on, and no further than the end", function* (disk) {
    const bytes = pattern(5000);
    const file = yield* makeFile(disk, "a", bytes);
    const cuts = [
      [0, 5000],
      [1, 4999],
      [511, 2],
      [512, 512],
      [4095, 2],
      [4999, 1],
      [4990, 100],
      [0, 100000],
    ] as const;
    for (const [position, length] of cuts) {
      const expected = bytes.subarray(position, position + length);
      checkBytes(yield* readAt(file, position, length), expected, `${length} bytes at ${position}`);
    }
  }),
  scenario("a read at once finds the same", function* (disk) {
    const bytes = pattern(5000);
    const file = yield* makeFile(disk, "a", bytes);
    for (const [position, length] of [
      [0, 5000],
      [511, 2],
      [4990, 100],
      [5000, 10],
      [2 ** 32, 10],
      [10, 0],
    ] as const) {
      const around = new Uint8Array(length + 20);
      const outcome = file.readNow(position, around.subarray(10, 10 + length));
      const expected = bytes.subarray(position, position + length);
      checkEqual(outcome.value ?? -1, expected.length, "bytes read");
      const rest = new Uint8Array(length + 10 - expected.length);
      checkBytes(around, concat(new Uint8Array(10), expected, rest), `${length} bytes at ${position}`);
    }
  }),
  scenario("a read at the end or beyond finds nothing", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(1000));
    for (const position of [1000, 1001, 4096, 2 ** 31, 2 ** 32, 2 ** 52]) {
      checkEqual((yield* readAt(file, position, 10)).length, 0, `bytes at ${position}`);
    }
  }),
  scenario("a read of nothing finds nothing", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(10));
    checkEqual((yield* readAt(file, 0, 0)).length, 0, "bytes");
  }),
  scenario("a read fills its target and nothing beside it", function* (disk) {
    const bytes = pattern(100);
    const file = yield* makeFile(disk, "a", bytes);
    const around = new Uint8Array(50);
    checkEqual(yield* need<number>((done) => file.read(20, around.subarray(10, 40), done)), 30, "bytes read");
    checkBytes(around, concat(new Uint8Array(10), bytes.subarray(20, 50), new Uint8Array(10)), "target");
  }),
  scenario("two opens of a file see each other's writes", function* (disk) {
    const one = yield* makeFile(disk, "a", pattern(100));
    const other = yield* need<File>((done) => disk.open("a", "existing", done));
    yield* need((done) => one.write(50, [pattern(100, 1)], done));
    yield* checkFile(other, concat(pattern(100).subarray(0, 50), pattern(100, 1)), "the other");
  }),
];

const writing: readonly DiskScenario[] = [
  scenario("a write changes its bytes and no others, and grows the file where it passes the end", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(2000));
    yield* need((done) => file.write(500, [pattern(600, 1)], done));
    yield* need((done) => file.write(1900, [pattern(300, 2)], done));
    const [start, middle] = [pattern(2000).subarray(0, 500), pattern(2000).subarray(1100, 1900)];
    yield* checkFile(file, concat(start, pattern(600, 1), middle, pattern(300, 2)), "after two writes");
  }),
  scenario("chunks are written one behind the other, however many and however small", function* (disk) {
    const bytes = pattern(7001);
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = chunks.length % 8;
      chunks.push(bytes.subarray(at, at + length));
      at += length;
    }
    const file = yield* makeFile(disk, "a", pattern(10, 1));
    yield* need((done) => file.write(10, chunks, done));
    yield* checkFile(file, concat(pattern(10, 1), bytes), `${chunks.length} chunks`);
  }),
  scenario("a write of nothing changes nothing, wherever it is", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(10));
    for (const chunks of [[], [EMPTY], [EMPTY, EMPTY]]) {
      yield* need((done) => file.write(5, chunks, done));
      yield* need((done) => file.write(1000, chunks, done));
    }
    yield* checkFile(file, pattern(10), "after writes of nothing");
  }),
  scenario("what a write skips beyond the end reads as zeros", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(10));
    yield* need((done) => file.write(10000, [pattern(10, 1)], done));
    yield* checkFile(file, concat(pattern(10), new Uint8Array(9990), pattern(10, 1)), "with a hole");
  }),
  scenario("positions pass 2^32", function* (disk) {
    const file = yield* makeFile(disk, "a", EMPTY);
    for (const position of [2 ** 31 - 5, 2 ** 32 - 5, 2 ** 40 + 1]) {
      yield* need((done) => file.write(position, [pattern(10)], done));
      checkEqual(yield* need<number>((done) => file.size(done)), position + 10, "size");
      checkBytes(yield* readAt(file, position, 20), pattern(10), `bytes at ${position}`);
      checkBytes(yield* readAt(file, position - 5, 6), concat(new Uint8Array(5), pattern(1)), "bytes around");
    }
  }),
  scenario("a large write comes back whole", function* (disk) {
    const bytes = pattern(3_000_001);
    const file = yield* makeFile(disk, "a", bytes);
    yield* checkFile(file, bytes, "large");
  }),
  scenario("what was synced is what was written", function* (disk) {
    const file = yield* makeFile(disk, "a", EMPTY);
    yield* need((done) => file.sync(done));
    for (const round of [0, 1, 2]) {
      yield* need((done) => file.write(round * 700, [pattern(700, round)], done));
      yield* need((done) => file.sync(done));
    }
    yield* need((done) => file.sync(done));
    yield* need((done) => file.close(done));
    yield* checkContent(disk, "a", concat(pattern(700, 0), pattern(700, 1), pattern(700, 2)));
  }),
];

const sizing: readonly DiskScenario[] = [
  scenario("allocate grows a file with zeros and keeps its bytes", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(1000));
    yield* need((done) => file.allocate(1_500_000, done));
    yield* checkFile(file, concat(pattern(1000), new Uint8Array(1_499_000)), "allocated");
  }),
  scenario("allocate never makes a file shorter", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(1000));
    for (const size of [0, 999, 1000]) yield* need((done) => file.allocate(size, done));
    yield* checkFile(file, pattern(1000), "allocated");
  }),
  scenario("a write into allocated space leaves the size alone", function* (disk) {
    const file = yield* makeFile(disk, "a", EMPTY);
    yield* need((done) => file.allocate(8192, done));
    yield* need((done) => file.write(512, [pattern(512), pattern(10)], done));
    const rest = new Uint8Array(8192 - 1034);
    yield* checkFile(file, concat(new Uint8Array(512), pattern(512), pattern(10), rest), "written into");
  }),
  scenario("truncate cuts, and what it cut does not come back", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(10000));
    yield* need((done) => file.truncate(700, done));
    yield* checkFile(file, pattern(10000).subarray(0, 700), "cut");
    yield* need((done) => file.truncate(9000, done));
    yield* checkFile(file, concat(pattern(700), new Uint8Array(8300)), "grown");
    yield* need((done) => file.truncate(0, done));
    yield* checkFile(file, EMPTY, "emptied");
    yield* need((done) => file.write(5, [pattern(5)], done));
    yield* checkFile(file, concat(new Uint8Array(5), pattern(5)), "written again");
  }),
  scenario("a truncated file grows by a write with zeros between", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(5000));
    yield* need((done) => file.truncate(100, done));
    yield* need((done) => file.write(4000, [pattern(10, 1)], done));
    yield* checkFile(file, concat(pattern(100), new Uint8Array(3900), pattern(10, 1)), "grown");
  }),
];

export const bytesContract: readonly DiskScenario[] = [...reading, ...writing, ...sizing];
