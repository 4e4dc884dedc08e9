import { randomBytes, randomInt } from "node:crypto";
import { performance } from "node:perf_hooks";
import zlib from "node:zlib";
import {
  bareHeader,
  CommandKind,
  CompactionRequest,
  PutRequest,
  type RangeRequest,
  type RangeResponse,
} from "@keyval/api";
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
import { waitedForProcessor } from "./waited.js";

const VALUE_BYTES = 256;
/** A server applies what arrives in a turn, and then lets others have theirs. */
export const TURN_COMMANDS = 500;
const BACKLOG_BYTES = 2 ** 23;
const BODIES = 100_000;
const READ_BYTES = 65_536;
const HEADER = bareHeader(CommandKind.put);
const COMPACT = bareHeader(CommandKind.compact);
const value = randomBytes(VALUE_BYTES);

const crc32 = (bytes: Uint8Array, seed: number): number => zlib.crc32(bytes, seed);
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
export const keyOf = (number: number): Uint8Array => Buffer.from(`key/${number.toString(36).padStart(8, "0")}`);

export const promised = <T>(call: (done: EngineDone<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    call((outcome) => (outcome.error === undefined ? resolve(outcome.value) : reject(outcome.error)));
  });

/** Another order of all numbers below the count. */
export function shuffled(count: number): Uint32Array {
  const numbers = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [numbers[i], numbers[j]] = [numbers[j] ?? 0, numbers[i] ?? 0];
  }
  return numbers;
}

export async function secondsOf(run: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

/** A state machine over an engine of a kind, driven as a server does it. */
export class Subject {
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

  /** Puts so many keys, in random order; in how many seconds. */
  async load(keys: number): Promise<number> {
    const order = shuffled(keys);
    let loading = 0;
    for (let from = 0; from < keys; from += BODIES) {
      const bodies = bodiesOf(order.subarray(from, from + BODIES));
      loading += await secondsOf(() => this.putAll(bodies, bodies.length));
    }
    return loading;
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

  /** The longest turn that it takes, without the time in which others had the processors. */
  async compactAll(): Promise<number> {
    this.apply(CompactionRequest.encode({ revision: this.machine.revision }), COMPACT);
    let longest = 0;
    while (!this.machine.tables.keyspace.compaction.isComplete) {
      const [start, waited] = [performance.now(), waitedForProcessor()];
      await turn();
      longest = Math.max(longest, performance.now() - start - (waitedForProcessor() - waited));
    }
    return longest;
  }
}

/** Puts of these keys, as a server has them: views of what it has read from a socket at once. */
export function bodiesOf(numbers: Uint32Array): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  let read = new Uint8Array(READ_BYTES);
  let used = 0;
  for (const number of numbers) {
    const body = PutRequest.encode({ key: keyOf(number), value });
    if (used + body.length > READ_BYTES) {
      read = new Uint8Array(READ_BYTES);
      used = 0;
    }
    read.set(body, used);
    bodies.push(read.subarray(used, used + body.length));
    used += body.length;
  }
  return bodies;
}
