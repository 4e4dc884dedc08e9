import { randomBytes, randomInt } from "node:crypto";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import zlib from "node:zlib";
import { bareHeader, CommandKind, CompactionRequest, PutRequest, RangeRequest, type RangeResponse } from "@keyval/api";
import { clientKeyOf, type Refusal, StateMachine } from "@keyval/statemachine";
import {
  createMemoryStore,
  type Disk,
  type Engine,
  type EngineDone,
  MemoryEngine,
  openBitcaskEngine,
} from "@keyval/storage";
import { openNodeDisk } from "@keyval/storage/disk-node";

/** What is measured on one engine. */
export interface MachineFigures {
  readonly loaded: number;
  readonly rss: number;
  readonly puts: number;
  readonly getsHot: number;
  readonly getsCold: number;
  readonly range: number;
  readonly count: number;
  readonly page: number;
  readonly compaction: number;
  readonly compactionPause: number;
  readonly opened: number;
}

const KEYS = 1_000_000;
const PUTS = 500_000;
const GETS = 200_000;
const COUNTS = 100;
const VALUE_BYTES = 256;
/** A server applies what arrives in a turn, and then lets others have theirs. */
const TURN_COMMANDS = 500;
const BODIES = 100_000;
const BACKLOG_BYTES = 2 ** 23;
const HEADER = bareHeader(CommandKind.put);
const COMPACT = bareHeader(CommandKind.compact);
const value = randomBytes(VALUE_BYTES);

const crc32 = (bytes: Uint8Array, seed: number): number => zlib.crc32(bytes, seed);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const keyOf = (number: number): Uint8Array => Buffer.from(`key/${number.toString(36).padStart(8, "0")}`);

const promised = <T>(call: (done: EngineDone<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    call((outcome) => (outcome.error === undefined ? resolve(outcome.value) : reject(outcome.error)));
  });

/** Another order of all numbers below the count. */
function shuffled(count: number): Uint32Array {
  const numbers = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [numbers[i], numbers[j]] = [numbers[j] ?? 0, numbers[i] ?? 0];
  }
  return numbers;
}

async function secondsOf(run: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

class Subject {
  readonly #kind: string;
  readonly #directory: string;
  readonly #store = createMemoryStore();
  engine!: Engine;
  machine!: StateMachine;

  constructor(kind: string, directory: string) {
    this.#kind = kind;
    this.#directory = directory;
  }

  async open(): Promise<void> {
    this.engine = await this.#openEngine();
    const isMemory = this.#kind === "memory";
    const options = {
      engine: this.engine,
      later: (run: () => void) => void setImmediate(run),
      feed: { feed: () => undefined },
      cacheBytes: isMemory ? 0 : 2 ** 24,
      readsNow: isMemory ? Infinity : 4,
    };
    this.machine = await new Promise<StateMachine>((resolve, reject) => {
      StateMachine.open(options, ({ machine, error }) => (machine === undefined ? reject(error) : resolve(machine)));
    });
  }

  async #openEngine(): Promise<Engine> {
    const now = (): number => 1;
    const defer = (run: () => void): void => void setImmediate(run);
    if (this.#kind === "memory") return new MemoryEngine({ store: this.#store, crc32, defer, now });
    const disk = await promised<Disk>((done) => openNodeDisk(this.#directory, done));
    const random = (): number => randomInt(2 ** 32);
    const options = { disk, directory: "db", crc32, random, defer, now, writer: "bench", fileBytes: 2 ** 25 };
    return promised((done) => openBitcaskEngine({ ...options, identityOf: clientKeyOf }, done));
  }

  apply(body: Uint8Array, header = HEADER): void {
    const { machine } = this;
    machine.apply(machine.revision + 1, { index: machine.applied + 1, term: 1 }, header, body);
  }

  async putAll(bodies: readonly Uint8Array[], count: number): Promise<void> {
    for (let done = 0; done < count; done++) {
      this.apply(bodies[done % bodies.length] ?? value);
      if (done % TURN_COMMANDS > 0) continue;
      await turn();
      if (this.engine.unwrittenBytes > BACKLOG_BYTES) await promised((flushed) => this.engine.flush(flushed));
    }
  }

  async checkpoint(): Promise<void> {
    await promised<undefined>((done) => this.machine.checkpoint(true, done as EngineDone));
  }

  async range(request: RangeRequest): Promise<void> {
    await new Promise<RangeResponse | Refusal>((resolve) => {
      const answer = this.machine.queries.range(request, resolve);
      if (answer !== undefined) resolve(answer);
    });
  }

  async compactAll(): Promise<number> {
    this.apply(CompactionRequest.encode({ revision: this.machine.revision }), COMPACT);
    let longest = 0;
    while (!this.machine.tables.keyspace.compaction.isComplete) {
      const start = performance.now();
      await turn();
      longest = Math.max(longest, performance.now() - start);
    }
    return longest;
  }
}

const bodiesOf = (numbers: Uint32Array): Uint8Array[] =>
  Array.from(numbers, (number) => PutRequest.encode({ key: keyOf(number), value }));

async function load(subject: Subject): Promise<number> {
  const order = shuffled(KEYS);
  let loading = 0;
  for (let from = 0; from < KEYS; from += BODIES) {
    const bodies = bodiesOf(order.subarray(from, from + BODIES));
    loading += await secondsOf(() => subject.putAll(bodies, BODIES));
  }
  return loading;
}

function gets(subject: Subject, numbers: Uint32Array): void {
  for (let i = 0; i < GETS; i++) {
    const request = RangeRequest.create({ key: keyOf(numbers[i % numbers.length] ?? 0) });
    if (subject.machine.queries.range(request, () => undefined) === undefined) throw new Error("a get has to wait");
  }
}

async function run(kind: string, directory: string): Promise<MachineFigures> {
  const subject = new Subject(kind, directory);
  await subject.open();
  const loading = await load(subject);
  await subject.checkpoint();
  global.gc?.();
  const rss = process.memoryUsage().rss / 1e6;

  const bodies = bodiesOf(shuffled(KEYS).subarray(0, BODIES));
  await subject.putAll(bodies, BODIES);
  const putting = await secondsOf(() => subject.putAll(bodies, PUTS));

  const cold = await secondsOf(() => gets(subject, shuffled(KEYS).subarray(0, GETS)));
  const hot = await secondsOf(() => gets(subject, shuffled(1_000)));
  const all = { key: keyOf(0), rangeEnd: Uint8Array.of(0) };
  const counting = RangeRequest.create({ ...all, countOnly: true });
  const count = await secondsOf(async () => {
    for (let i = 0; i < COUNTS; i++) await subject.range(counting);
  });
  const page = RangeRequest.create({
    ...all,
    key: keyOf(KEYS / 2),
    limit: 500,
    revision: subject.machine.revision - 100_000,
  });
  const paged = await secondsOf(() => subject.range(page));
  const thousand = RangeRequest.create({ key: keyOf(1_000), rangeEnd: keyOf(2_000) });
  await subject.range(thousand);
  const ranged = await secondsOf(async () => {
    for (let i = 0; i < 20; i++) await subject.range(thousand);
  });

  await subject.putAll(bodies, KEYS - PUTS - BODIES);
  let pause = 0;
  const compacting = await secondsOf(async () => {
    pause = await subject.compactAll();
  });
  await subject.checkpoint();
  await promised((done) => subject.engine.close(done));
  const opening = await secondsOf(() => subject.open());
  return {
    loaded: KEYS / loading,
    rss,
    puts: PUTS / putting,
    getsHot: GETS / hot,
    getsCold: GETS / cold,
    range: ranged * 50,
    count: (count * 1000) / COUNTS,
    page: paged * 1000,
    compaction: compacting,
    compactionPause: pause,
    opened: opening,
  };
}

const directory = fs.mkdtempSync(join(tmpdir(), "keyval-bench-"));
try {
  console.log(JSON.stringify(await run(process.argv[2] ?? "", directory)));
} finally {
  fs.rmSync(directory, { recursive: true });
}
