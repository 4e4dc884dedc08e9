import { randomBytes, randomInt } from "node:crypto";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import zlib from "node:zlib";
import { type Engine, type EngineDone, type EngineOwner, openBitcaskEngine, type Place } from "@keyval/storage";
import { openNodeDisk } from "@keyval/storage/disk-node";
import { openLmdbEngine } from "@keyval/storage/lmdb";
import { ClassicLevel } from "classic-level";

/** What is measured of one engine; not all of it makes sense for each. */
export interface EngineFigures {
  readonly loaded: number;
  readonly overwritten: number;
  readonly readNow?: number;
  readonly read: number;
  readonly quietP99: number;
  readonly mergingP99?: number;
  readonly merged: number;
  readonly loadedBytes: number;
  readonly overwrittenBytes: number;
  readonly mergedBytes: number;
  readonly rss: number;
  readonly opened: number;
}

const KEYS = 1_000_000;
const KEY_BYTES = 16;
const VALUE_BYTES = 256;
const CHECKPOINT_RECORDS = 10_000;
/** A server appends what arrives in a turn, and then lets others have theirs. */
const TURN_RECORDS = 500;
const READS = 200_000;
const READS_AT_ONCE = 32;
const TIMED_READS = 50_000;
const SLICE_BYTES = 2 ** 18;

/** What every store can do here, keys being told by number. */
interface Subject {
  open(): Promise<void>;
  put(number: number): void;
  /** All that was put becomes durable. */
  checkpoint(): Promise<void>;
  get(number: number): Promise<void>;
  getNow?(number: number): void;
  /** One slice, or all of it where it has no slices; false if there is nothing left to do. */
  merge(): Promise<boolean>;
  close(): Promise<void>;
}

/** Random bytes, with the key's number in the last four of each. */
const random = randomBytes(KEYS * KEY_BYTES);
for (let i = 0; i < KEYS; i++) random.writeUInt32BE(i, i * KEY_BYTES + KEY_BYTES - 4);
// Parts of a Buffer are Buffers, which take longer to make than an engine to append them.
const keys = new Uint8Array(random.buffer, random.byteOffset, random.length);
const value = new Uint8Array(randomBytes(VALUE_BYTES));

function keyOf(number: number): Uint8Array {
  return keys.subarray(number * KEY_BYTES, (number + 1) * KEY_BYTES);
}

const promised = <T>(call: (done: EngineDone<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    call((outcome) => (outcome.error === undefined ? resolve(outcome.value) : reject(outcome.error)));
  });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One of our engines, with the lightest owner that it can have: a place for each number. */
class EngineSubject implements Subject, EngineOwner {
  readonly #open: () => Promise<Engine>;
  readonly #places = new Float64Array(KEYS).fill(-1);
  #engine: Engine | undefined;
  #applied = 0;

  constructor(open: () => Promise<Engine>) {
    this.#open = open;
  }

  async open(): Promise<void> {
    const engine = await this.#open();
    this.#engine = engine;
    this.#places.fill(-1);
    await promised((done) => engine.scanKeys(({ key }, place) => this.#note(numberOf(key), place), done));
  }

  put(number: number): void {
    this.#note(number, this.#there.append(keyOf(number), value));
  }

  checkpoint(): Promise<void> {
    this.#applied++;
    return promised((done) => this.#there.checkpoint({ applied: this.#applied, state: value }, false, done));
  }

  async get(number: number): Promise<void> {
    check(await promised((done) => this.#there.read(this.#places[number] ?? -1, done)));
  }

  getNow(number: number): void {
    check(this.#there.readNow(this.#places[number] ?? -1).value);
  }

  async merge(): Promise<boolean> {
    const { bytes } = await promised<{ bytes: number }>((done) => this.#there.reclaim(this, SLICE_BYTES, done));
    return bytes > 0;
  }

  async close(): Promise<void> {
    await promised<undefined>((done) =>
      this.#there.checkpoint({ applied: this.#applied, state: value }, true, (outcome) => done(outcome as never)),
    );
    await promised((done) => this.#there.close(done));
  }

  isLive(key: Uint8Array, place: Place): boolean {
    return this.#places[numberOf(key)] === place;
  }

  moved(key: Uint8Array, _from: Place, to: Place): void {
    this.#places[numberOf(key)] = to;
  }

  get #there(): Engine {
    if (this.#engine === undefined) throw new Error("not open");
    return this.#engine;
  }

  #note(number: number, place: Place): void {
    const before = this.#places[number] ?? -1;
    if (before >= 0) this.#there.discard(before);
    this.#places[number] = place;
  }
}

function numberOf(key: Uint8Array): number {
  return new DataView(key.buffer, key.byteOffset).getUint32(KEY_BYTES - 4);
}

/** LevelDB finds keys itself; its batches stand for checkpoints. */
class LevelSubject implements Subject {
  readonly #path: string;
  #level: ClassicLevel<Uint8Array, Uint8Array> | undefined;
  #batch: { type: "put"; key: Uint8Array; value: Uint8Array }[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  async open(): Promise<void> {
    this.#level = new ClassicLevel(this.#path, { keyEncoding: "view", valueEncoding: "view", compression: false });
    await this.#level.open();
    let seen = 0;
    const iterator = this.#level.keys();
    for (let some = await iterator.nextv(1000); some.length > 0; some = await iterator.nextv(1000)) seen += some.length;
    await iterator.close();
    if (seen !== 0 && seen !== KEYS) throw new Error(`${seen} keys`);
  }

  put(number: number): void {
    this.#batch.push({ type: "put", key: keyOf(number), value });
  }

  checkpoint(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    return this.#there.batch(batch, { sync: true });
  }

  async get(number: number): Promise<void> {
    check({ value: (await this.#there.get(keyOf(number))) ?? new Uint8Array(0) });
  }

  async merge(): Promise<boolean> {
    await this.#there.compactRange(new Uint8Array(0), new Uint8Array(KEY_BYTES).fill(255));
    return false;
  }

  close(): Promise<void> {
    return this.#there.close();
  }

  get #there(): ClassicLevel<Uint8Array, Uint8Array> {
    if (this.#level === undefined) throw new Error("not open");
    return this.#level;
  }
}

function check(record: { readonly value: Uint8Array } | undefined): void {
  if (record?.value.length !== VALUE_BYTES) throw new Error("a wrong record");
}

function subjectOf(name: string, directory: string): Subject {
  switch (name) {
    case "bitcask":
      return new EngineSubject(() => openBitcask(directory));
    case "lmdb":
      return new EngineSubject(() =>
        promised((done) =>
          openLmdbEngine(
            { directory: join(directory, "db"), crc32: zlib.crc32, now: Date.now, bytesMax: 2 ** 33 },
            done,
          ),
        ),
      );
    default:
      return new LevelSubject(join(directory, "db"));
  }
}

async function openBitcask(root: string): Promise<Engine> {
  const disk = await promised<Parameters<typeof openBitcaskEngine>[0]["disk"]>((done) => openNodeDisk(root, done));
  const environment = { crc32: zlib.crc32, random: () => randomInt(2 ** 32), defer: setImmediate, now: Date.now };
  const options = { disk, directory: "db", writer: "bench", fileBytes: 2 ** 26, ...environment };
  return promised((done) => openBitcaskEngine(options, done));
}

async function seconds(run: () => Promise<void>): Promise<number> {
  const started = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/** Appends go on while a checkpoint is under way, but never more than one waits. */
async function putAll(subject: Subject, puts: number, numberAt: (turn: number) => number): Promise<void> {
  let checkpoint = Promise.resolve();
  for (let count = 1; count <= puts; count++) {
    subject.put(numberAt(count - 1));
    if (count % TURN_RECORDS === 0) await turn();
    if (count % CHECKPOINT_RECORDS !== 0) continue;
    await checkpoint;
    checkpoint = subject.checkpoint();
  }
  await checkpoint;
  await subject.checkpoint();
}

const inOrder = (turn: number): number => turn;
const atRandom = (): number => Math.floor(Math.random() * KEYS);

async function p99OfReads(subject: Subject, isOver: () => boolean): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < TIMED_READS && !isOver(); i++) {
    const started = process.hrtime.bigint();
    await subject.get(atRandom());
    times.push(Number(process.hrtime.bigint() - started) / 1000);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length * 0.99)] ?? 0;
}

async function readMany(subject: Subject): Promise<void> {
  const reader = async (): Promise<void> => {
    for (let i = 0; i < READS / READS_AT_ONCE; i++) await subject.get(atRandom());
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, reader));
}

function megabytes(directory: string): number {
  const names = fs.readdirSync(directory, { recursive: true, encoding: "utf8" });
  // LMDB's file has holes: what counts is the space that it takes.
  const bytes = names.map((name) => fs.statSync(join(directory, name), { throwIfNoEntry: false })?.blocks ?? 0);
  return (bytes.reduce((sum, blocks) => sum + blocks, 0) * 512) / 1e6;
}

async function mergeAll(subject: Subject): Promise<void> {
  for (let isDone = false; !isDone;) {
    while (await subject.merge());
    await subject.checkpoint();
    isDone = !(await subject.merge());
  }
}

async function run(name: string, directory: string): Promise<EngineFigures> {
  const subject = subjectOf(name, directory);
  await subject.open();
  const load = await seconds(() => putAll(subject, KEYS, inOrder));
  globalThis.gc?.();
  const rss = process.memoryUsage().rss / 1e6;
  const loadedBytes = megabytes(directory);
  const read = READS / (await seconds(() => readMany(subject)));
  const now = await seconds(() => {
    for (let i = 0; i < READS; i++) subject.getNow?.(atRandom());
    return Promise.resolve();
  });
  const overwrite = await seconds(() => putAll(subject, 2 * KEYS, atRandom));
  const overwrittenBytes = megabytes(directory);
  const quietP99 = await p99OfReads(subject, () => false);
  let isMerging = true;
  const merging = seconds(() => mergeAll(subject)).finally(() => (isMerging = false));
  const mergingP99 = await p99OfReads(subject, () => !isMerging);
  const merged = await merging;
  await subject.close();
  const mergedBytes = megabytes(directory);
  const opened = await seconds(() => subject.open());
  await subject.close();
  return {
    loaded: KEYS / load,
    overwritten: (2 * KEYS) / overwrite,
    ...(subject.getNow !== undefined && { readNow: READS / now }),
    read,
    quietP99,
    mergingP99,
    merged,
    loadedBytes,
    overwrittenBytes,
    mergedBytes,
    rss,
    opened,
  };
}

const directory = fs.mkdtempSync(join(tmpdir(), "keyval-bench-"));
try {
  console.log(JSON.stringify(await run(process.argv[2] ?? "", directory)));
} finally {
  fs.rmSync(directory, { recursive: true });
}
