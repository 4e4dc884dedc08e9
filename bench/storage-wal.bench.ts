import { execFileSync } from "node:child_process";
import { pbkdf2 } from "node:crypto";
import fs from "node:fs";
import { join } from "node:path";
import zlib from "node:zlib";
import type { Disk, Log } from "@keyval/storage";
import type { Measurement } from "./bench.js";
import {
  answer,
  beginGroup,
  inFolder,
  openLog,
  quantile,
  record,
  RECORD_BYTES,
  SEGMENT_BYTES,
  withDisk,
} from "./wal-world.js";

/** The product's floors. */
const ONE_WRITER_RATIO_MAX = 1.5;
const RECORDS_PER_SECOND_MIN = 150_000;
const RECOVERED_PER_SECOND_MIN = 1_000;

/** Recovery reads ahead while it checks and understands: it must not take much longer than what it can not do without. */
const RECOVERY_RATIO_MAX = 3;

/** How much later the slowest appends may come beside work that fills the pool and both cores: the cores are shared. */
const BUSY_RATIO_MAX = 12;

const WRITERS = [1, 16, 256];
const APPENDS_PER_ROUND = { 1: 100, 16: 2_000, 256: 20_000 } as const;
const ROUNDS = 12;

/** Some segments full. */
const APPENDED_BYTES = 400e6;
const RECOVERIES = 5;
/** What stands around a payload in the log. */
const RECORD_OVERHEAD = 56;

const SYNCED_WRITE_BYTES = 4096;
const COLD_READS = 1_000;
const HASHES = 50;
const HASH_ROUNDS = 20_000;

/** The write-ahead log on the real disk, its appends beside what the machine can do at best. */
export async function* bench(): AsyncIterable<Measurement> {
  yield* await inFolder(async (folder) => [...(await waysToSync(folder))]);
  yield* await inFolder(async (folder) => withDisk(folder, true, async (disk) => appends(folder, disk)));
  yield* besideOthers(true);
  yield* besideOthers(false);
  yield* recovery();
}

// --- One write and its sync.

type Way = (position: number) => Promise<void>;

/** The ways to make one write durable, in turn, so that the weather is the same for all. */
async function waysToSync(folder: string): Promise<readonly Measurement[]> {
  const bytes = new Uint8Array(SYNCED_WRITE_BYTES).fill(7);
  const raw = new RawFile(join(folder, "raw"));
  const { O_RDWR, O_DSYNC } = fs.constants;
  const direct = fs.openSync(join(folder, "raw"), O_RDWR + O_DSYNC);
  const inPool: Way = async (at) =>
    new Promise((resolve, reject) => {
      fs.write(direct, bytes, 0, bytes.length, at, (error) => (error === null ? resolve() : reject(error)));
    });
  return withDisk(folder, false, async (pool) =>
    withDisk(folder, true, async (thread) => {
      const ways: readonly (readonly [string, Way])[] = [
        ["synchronous pwrite + fdatasync", raw.way(bytes)],
        ["libuv's pool, write + fdatasync", await throughDisk(pool, bytes)],
        ["libuv's pool, O_DSYNC", inPool],
        ["a thread, O_DSYNC", await throughDisk(thread, bytes)],
      ];
      const times = ways.map(() => new Array<number>());
      for (let round = 0; round < 2 * ROUNDS; round++) {
        for (const [number, [, way]] of ways.entries()) {
          for (let i = 0; i < 30; i++) times[number]?.push(await timed(async () => way(raw.next(bytes.length))));
        }
      }
      fs.closeSync(direct);
      raw.close();
      const [base = []] = times;
      return ways.flatMap(([name], number) => [
        { name: `4 KiB, ${name}`, value: quantile(times[number] ?? [], 0.5), unit: "µs, median" },
        { name: `4 KiB, ${name}`, value: quantile(times[number] ?? [], 0.5) / quantile(base, 0.5), unit: "× raw" },
      ]);
    }),
  );
}

async function throughDisk(disk: Disk, bytes: Uint8Array): Promise<Way> {
  const file = await answer<Parameters<Parameters<Disk["open"]>[2]>[0]["value"]>((done) =>
    disk.open("raw", "existing", done),
  );
  if (file === undefined) throw new Error("The file is not there");
  return async (at) => {
    await answer((done) => file.write(at, [bytes], done));
    await answer((done) => file.sync(done));
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) * 1000;
}

/** A preallocated file, written and synced where it stands: all that the machine can do. */
class RawFile {
  readonly #descriptor: number;
  readonly #size = 32 * 2 ** 20;
  #position = 0;

  constructor(path: string) {
    this.#descriptor = fs.openSync(path, "w+");
    fs.writeSync(this.#descriptor, new Uint8Array(this.#size));
    fs.fsyncSync(this.#descriptor);
  }

  next(length: number): number {
    this.#position = (this.#position + length) % (this.#size - length);
    this.#position -= this.#position % 512;
    return this.#position;
  }

  way(bytes: Uint8Array): Way {
    return async (at) => {
      this.write(bytes, at);
      return Promise.resolve();
    };
  }

  write(bytes: Uint8Array, position: number): void {
    fs.writeSync(this.#descriptor, bytes, 0, bytes.length, position);
    fs.fdatasyncSync(this.#descriptor);
  }

  close(): void {
    fs.closeSync(this.#descriptor);
  }
}

// --- Appends.

/** So many writers, each of which waits for its append before it makes the next. */
class Writers {
  readonly #log: Log;
  readonly #payload = new Uint8Array(RECORD_BYTES).fill(42);
  #index = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  async run(writers: number, appends: number, latencies: number[] = []): Promise<void> {
    return new Promise((resolve, reject) => {
      let started = 0;
      let missing = appends;
      const next = (): void => {
        if (started === appends) return;
        started++;
        const since = performance.now();
        this.#log.append([record(++this.#index, this.#payload)], ({ error }) => {
          if (error !== undefined) reject(error);
          latencies.push((performance.now() - since) * 1000);
          if (--missing === 0) resolve();
          else next();
        });
      };
      for (let i = 0; i < writers; i++) next();
    });
  }
}

async function appends(folder: string, disk: Disk): Promise<readonly Measurement[]> {
  const { log } = await openLog(disk);
  await beginGroup(log);
  const writers = new Writers(log);
  const raw = new RawFile(join(folder, "raw"));
  const bytes = new Uint8Array(512).fill(7);
  const rawTimes: number[] = [];
  const times = new Map(
    WRITERS.map((count) => [count, { seconds: new Array<number>(), latencies: new Array<number>() }]),
  );
  await writers.run(256, 20_000);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < 100; i++) {
      const started = performance.now();
      raw.write(bytes, raw.next(bytes.length));
      rawTimes.push((performance.now() - started) * 1000);
    }
    for (const [count, { seconds, latencies }] of times) {
      const started = performance.now();
      await writers.run(count, APPENDS_PER_ROUND[count as keyof typeof APPENDS_PER_ROUND], latencies);
      seconds.push((performance.now() - started) / 1000);
    }
  }
  const rawMedian = quantile(rawTimes, 0.5);
  const found: Measurement[] = [{ name: "raw, 512 bytes", value: rawMedian, unit: "µs, median" }];
  for (const [count, { seconds, latencies }] of times) {
    const label = `${count} ${count === 1 ? "writer" : "writers"}`;
    const rate = APPENDS_PER_ROUND[count as keyof typeof APPENDS_PER_ROUND] / quantile(seconds, 0.5);
    const floor = count === 256 ? { atLeast: RECORDS_PER_SECOND_MIN } : {};
    found.push({ name: `appends, ${label}`, value: rate, unit: "records/s", ...floor });
    found.push({ name: `latency, ${label}`, value: quantile(latencies, 0.5), unit: "µs, median" });
    if (count > 1) continue;
    const ratio = quantile(latencies, 0.5) / rawMedian;
    found.push({ name: `latency, ${label}`, value: ratio, unit: "× raw", atMost: ONE_WRITER_RATIO_MAX });
  }
  raw.close();
  await answer((done) => log.close(done));
  return found;
}

/** The slowest appends alone, and while others read what no cache holds and hash passwords. */
async function* besideOthers(hasThread: boolean): AsyncIterable<Measurement> {
  const { quiet, busy } = await inFolder(async (folder) =>
    withDisk(folder, hasThread, async (disk) => {
      const { log } = await openLog(disk);
      await beginGroup(log);
      const times = await timesBesideOthers(folder, new Writers(log));
      await answer((done) => log.close(done));
      return times;
    }),
  );
  const label = hasThread ? "a thread" : "libuv's pool";
  const [alone, beside] = [quantile(quiet, 0.99), quantile(busy, 0.99)];
  const bound = hasThread ? { atMost: BUSY_RATIO_MAX } : {};
  yield { name: `alone, ${label}`, value: alone, unit: "µs, 99 %" };
  yield { name: `beside reads and hashes, ${label}`, value: beside, unit: "µs, 99 %" };
  yield { name: `beside reads and hashes, ${label}`, value: beside / alone, unit: "× alone, 99 %", ...bound };
}

async function timesBesideOthers(
  folder: string,
  writers: Writers,
): Promise<{ readonly quiet: readonly number[]; readonly busy: readonly number[] }> {
  const cold = join(folder, "cold");
  fs.writeFileSync(cold, new Uint8Array(64 * 2 ** 20).fill(1));
  const quiet: number[] = [];
  const busy: number[] = [];
  for (let round = 0; round < 3; round++) {
    await writers.run(1, 400, quiet);
    execFileSync("dd", [`if=${cold}`, "iflag=nocache", "count=0", "status=none"]);
    const others = { areBusy: true };
    const over = Promise.all([...coldReads(cold), ...hashes()]).then(() => (others.areBusy = false));
    while (others.areBusy) await writers.run(1, 20, busy);
    await over;
  }
  return { quiet, busy };
}

function coldReads(path: string): readonly Promise<void>[] {
  const descriptor = fs.openSync(path, "r");
  const reads = Array.from(
    { length: COLD_READS },
    async (_, i) =>
      new Promise<void>((resolve) => {
        const target = new Uint8Array(4096);
        fs.read(descriptor, target, 0, target.length, ((i * 7919) % 16_384) * 4096, () => resolve());
      }),
  );
  void Promise.all(reads).then(() => fs.closeSync(descriptor));
  return reads;
}

function hashes(): readonly Promise<void>[] {
  return Array.from(
    { length: HASHES },
    async (_, i) =>
      new Promise<void>((resolve) => pbkdf2("password", `salt ${i}`, HASH_ROUNDS, 32, "sha256", () => resolve())),
  );
}

// --- Recovery.

async function* recovery(): AsyncIterable<Measurement> {
  for (const bytes of [RECORD_BYTES, 4096]) {
    const { speed, ratio } = await inFolder(async (folder) =>
      withDisk(folder, true, async (disk) => recoverySpeed(folder, disk, new Uint8Array(bytes).fill(42))),
    );
    const name = `recovery, records of ${bytes} bytes`;
    yield { name, value: speed, unit: "MB/s, cached", atLeast: RECOVERED_PER_SECOND_MIN };
    yield { name, value: ratio, unit: "× read + CRC", atMost: RECOVERY_RATIO_MAX };
  }
}

/** How fast a log is opened, by the bytes of its batches, and beside no more than reading and checking them. */
async function recoverySpeed(
  folder: string,
  disk: Disk,
  payload: Uint8Array,
): Promise<{ readonly speed: number; readonly ratio: number }> {
  const { log } = await openLog(disk);
  await beginGroup(log);
  const records = Math.floor(APPENDED_BYTES / payload.length);
  const together = 1000;
  for (let index = 0; index + together <= records; index += together) {
    const batch = Array.from({ length: together }, (_, i) => record(index + i + 1, payload));
    await answer((done) => log.append(batch, done));
  }
  await answer((done) => log.close(done));
  const raw: number[] = [];
  const times: number[] = [];
  for (let run = 0; run < RECOVERIES; run++) {
    raw.push(
      await timed(async () => {
        readAndCheck(join(folder, "wal"));
        return Promise.resolve();
      }),
    );
    const opened: Log[] = [];
    times.push(
      await timed(async () => {
        opened.push((await openLog(disk)).log);
      }),
    );
    for (const log of opened) await answer((done) => log.close(done));
  }
  const median = quantile(times, 0.5);
  return { speed: (records * (payload.length + RECORD_OVERHEAD)) / median, ratio: median / quantile(raw, 0.5) };
}

/** What no recovery can do without, one file after the other, in the same memory. */
function readAndCheck(directory: string): void {
  const memory = new Uint8Array(SEGMENT_BYTES);
  for (const name of fs.readdirSync(directory)) {
    const descriptor = fs.openSync(join(directory, name), "r");
    zlib.crc32(memory.subarray(0, fs.readSync(descriptor, memory)));
    fs.closeSync(descriptor);
  }
}
