import type { NewVersion } from "@keyval/statemachine";
import type { Measurement } from "./bench.js";
import { Counting, MapOfObjects, type Subject } from "./key-index-subjects.js";

const KEY_BYTES = 12;
const PUTS = 500_000;
const PAGE = 500;
const WRITES_BACK = 100_000;
const SLICE = 5_000;

const NOTHING = new Uint8Array(0);

/** The index of the state machine with 1 M and 5 M keys, beside what a program would take without a second thought. */
export function* bench(): Iterable<Measurement> {
  for (const millions of [1, 5]) {
    const keys = new Keys(millions * 1_000_000);
    const counting = new Counting();
    yield* filling(counting, keys);
    yield* asking(counting, keys);
    if (millions === 1) yield* filling(new MapOfObjects(), keys);
  }
  yield* rebuilding(new Keys(1_000_000));
}

/** Keys in no order, each made when it is asked for. */
class Keys {
  readonly count: number;
  readonly key = new Uint8Array(KEY_BYTES);
  #state = 1;

  constructor(count: number) {
    this.count = count;
  }

  /** All numbers below the count come once, in no order. */
  shuffled(i: number): Uint8Array {
    return this.at((i * 7_368_787) % this.count);
  }

  any(): Uint8Array {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.at(Math.floor((this.#state / 2 ** 32) * this.count));
  }

  at(number: number): Uint8Array {
    let rest = number;
    for (let i = KEY_BYTES - 1; i >= 3; i--) {
      this.key[i] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.key.set([0x6b, 0x65, 0x79]);
    return this.key;
  }
}

const fields: NewVersion = {
  mod: 0,
  sub: 0,
  create: 1,
  version: 1,
  lease: 0,
  place: 2 ** 33,
  bytes: 268,
  isTombstone: false,
  hashHigh: 0,
  hashLow: 0,
};

let revision = 0;

function put(subject: Subject, key: Uint8Array): void {
  fields.mod = ++revision;
  fields.version = subject.versionOf(key) + 1;
  fields.create = fields.version === 1 ? revision : 1;
  subject.add(key, fields);
}

function* filling(subject: Subject, keys: Keys): Iterable<Measurement> {
  const label = `${keys.count / 1e6} M keys, ${subject.name}`;
  revision = 0;
  const heapBefore = heapUsed();
  const seconds = secondsOf(() => {
    for (let i = 0; i < keys.count; i++) put(subject, keys.shuffled(i));
  });
  yield { name: `load in no order, ${label}`, value: keys.count / seconds, unit: "keys/s" };
  subject.compact(revision);
  const bytes = heapUsed() - heapBefore + subject.memory;
  yield { name: `memory, ${label}`, value: bytes / keys.count, unit: "bytes/key" };
  const puts = [1, 2, 3, 4, 5].map(() =>
    secondsOf(() => {
      for (let i = 0; i < PUTS; i++) put(subject, keys.any());
    }),
  );
  yield { name: `find and add, ${label}`, value: PUTS / Math.min(...puts), unit: "puts/s" };
  yield { name: `longest call, ${label}`, value: longest(PUTS, () => put(subject, keys.any())), unit: "ms" };
}

function* asking(subject: Counting, keys: Keys): Iterable<Measurement> {
  const { index } = subject;
  const label = `${keys.count / 1e6} M keys`;
  const slices = Math.ceil((index.versions - keys.count) / SLICE);
  const slice = longest(slices, () => index.compact(revision, SLICE, () => undefined));
  yield { name: `slice of ${SLICE}, longest, ${label}`, value: slice, unit: "ms" };
  const all = (): number => index.count(NOTHING, undefined, revision);
  yield { name: `count all, ${label}`, value: microsecondsOf(1000, all), unit: "µs", atMost: 1000 };
  const pinned = revision;
  for (let i = 0; i < WRITES_BACK; i++) put(subject, keys.any());
  const page = (): void => {
    const cursor = index.cursor(keys.any(), undefined, pinned);
    for (let i = 0; i < PAGE; i++) cursor.next();
  };
  yield { name: `page of ${PAGE}, ${WRITES_BACK} puts back, ${label}`, value: microsecondsOf(200, page), unit: "µs" };
  const skip = (): void => index.cursor(NOTHING, undefined, revision).skip(keys.count - 1);
  yield { name: `skip all but one, ${label}`, value: microsecondsOf(200, skip), unit: "µs" };
}

function* rebuilding(keys: Keys): Iterable<Measurement> {
  const { index } = new Counting();
  const seconds = secondsOf(() => {
    for (let i = 0; i < keys.count; i++) {
      fields.mod = i + 1;
      index.insert(keys.any(), fields);
    }
    index.sort(Infinity);
  });
  yield { name: `rebuild from ${keys.count / 1e6} M versions, keys in no order`, value: seconds, unit: "s" };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function secondsOf(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function microsecondsOf(times: number, work: () => unknown): number {
  const seconds = secondsOf(() => {
    for (let i = 0; i < times; i++) work();
  });
  return (seconds * 1e6) / times;
}

/** In milliseconds, with everything that the process was kept from meanwhile. */
function longest(times: number, work: () => unknown): number {
  let most = 0;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    work();
    most = Math.max(most, performance.now() - start);
  }
  return most;
}
