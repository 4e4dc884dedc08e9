import { WatchCreateRequest } from "@keyval/api";
import { type HubFeed, type KeyEvent, WatchHub, type WatchNotice, type WatchStream } from "@keyval/statemachine";
import type { Measurement } from "./bench.js";

const DISTINCT_WATCHERS = 100_000;
const HOT_WATCHERS = 1_000;
const PREFIX_WATCHERS = 10_000;
/** A server delivers at the end of a turn, which holds about so many commands. */
const TURN_COMMANDS = 100;
const VALUE = new Uint8Array(256);

/** The hub between a state machine and streams that take everything at once. */
export function* bench(): Iterable<Measurement> {
  yield* distinctKeys();
  yield* distinctSpans();
  yield* manyOfOne("one key", HOT_WATCHERS, { key: keyOf("hot"), rangeEnd: new Uint8Array(0) });
  yield* manyOfOne("one prefix", PREFIX_WATCHERS, { key: keyOf("hot"), rangeEnd: keyOf("hou") });
  yield* catchingUp();
}

function* distinctKeys(): Iterable<Measurement> {
  const world = new World();
  const stream = world.stream();
  const before = heapBytes();
  for (let i = 0; i < DISTINCT_WATCHERS; i++) create(stream, { key: keyOf(`key-${i}`) });
  const bytes = (heapBytes() - before) / DISTINCT_WATCHERS;
  yield { name: "memory, 100,000 watchers of a key each", value: bytes, unit: "bytes/watcher" };
  const watched = world.time(
    200_000,
    keysOf(DISTINCT_WATCHERS, (i) => `key-${i}`),
  );
  yield {
    name: "events of watched keys, 100,000 watchers of a key each",
    value: watched,
    unit: "events/s",
    atLeast: 50_000,
  };
  const others = world.time(
    500_000,
    keysOf(DISTINCT_WATCHERS, (i) => `other-${i}`),
  );
  yield {
    name: "events of other keys, 100,000 watchers of a key each",
    value: others,
    unit: "events/s",
    atLeast: 150_000,
  };
}

function* distinctSpans(): Iterable<Measurement> {
  const world = new World();
  const stream = world.stream();
  for (let i = 0; i < DISTINCT_WATCHERS; i++) create(stream, { key: keyOf(`dir-${i}/`), rangeEnd: keyOf(`dir-${i}0`) });
  const watched = world.time(
    200_000,
    keysOf(DISTINCT_WATCHERS, (i) => `dir-${i}/key`),
  );
  yield {
    name: "events of watched keys, 100,000 watchers of a prefix each",
    value: watched,
    unit: "events/s",
    atLeast: 30_000,
  };
}

function* manyOfOne(
  what: string,
  watchers: number,
  span: { key: Uint8Array; rangeEnd: Uint8Array },
): Iterable<Measurement> {
  const world = new World();
  for (let i = 0; i < watchers; i++) create(world.stream(), span);
  const events = 4_000_000 / watchers;
  const rate = world.time(events, [span.key]);
  const count = watchers.toLocaleString("en");
  yield {
    name: `events told, ${count} watchers of ${what}`,
    value: rate * watchers,
    unit: "events/s",
    atLeast: 2_000_000,
  };
}

function* catchingUp(): Iterable<Measurement> {
  const world = new World();
  const stream = world.stream();
  world.remember = true;
  for (let i = 0; i < 100_000; i++) world.feed(keyOf(`key-${i % 1_000}`));
  world.endTurn();
  for (let i = 0; i < 1_000; i++) create(stream, { key: keyOf(`key-${i}`), startRevision: 2 });
  const seconds = cpuSeconds(() => world.settle());
  if (world.told !== 100_000) throw new Error(`told ${world.told} of 100,000 events`);
  yield {
    name: "history told, 1,000 watchers 100,000 events behind",
    value: 100_000 / seconds,
    unit: "events/s",
    atLeast: 50_000,
  };
}

/** A hub over a history in memory. */
class World {
  told = 0;
  /** Whether what happens is kept for those who ask later. */
  remember = false;
  readonly #events: KeyEvent[] = [];
  readonly #hub: WatchHub;
  readonly #feed: HubFeed;
  #turns: (() => void)[] = [];
  #revision = 1;

  constructor() {
    this.#hub = new WatchHub({
      revision: 1,
      atEndOfTurn: (run) => this.#turns.push(run),
      history: {
        compactRevision: -1,
        previous: () => undefined,
        read: ({ from, to, wants }, done) => {
          const next = Math.min(to + 1, from + 10_000);
          const events = this.#events.slice(from - 2, next - 2).filter(({ key }) => wants(key));
          this.#turns.push(() => done({ events, next }));
        },
      },
    });
    this.#feed = this.#hub.openFeed();
  }

  stream(): WatchStream {
    const deliver = (notice: WatchNotice): void => {
      if (notice.kind === "events") this.told += notice.events.length;
    };
    return this.#hub.openStream({ deliver, refusal: () => undefined });
  }

  feed(key: Uint8Array): void {
    this.#revision += 1;
    const mod = this.#revision;
    const event = {
      isDelete: false,
      create: mod,
      version: 1,
      mod,
      sub: 0,
      lease: 0,
      hasPrevious: false,
      key,
      value: VALUE,
    };
    if (this.remember) this.#events.push(event);
    this.#feed.feed([event], mod);
  }

  endTurn(): void {
    const turns = this.#turns;
    this.#turns = [];
    for (const run of turns) run();
  }

  settle(): void {
    while (this.#turns.length > 0) this.endTurn();
  }

  /** Events per second of the processor, after a run that warms up. */
  time(events: number, keys: readonly Uint8Array[]): number {
    const run = (count: number): void => {
      for (let i = 0; i < count; i++) {
        this.feed(keys[(i * 7_919) % keys.length] ?? VALUE);
        if (i % TURN_COMMANDS === 0) this.endTurn();
      }
      this.settle();
    };
    run(events / 4);
    return events / cpuSeconds(() => run(events));
  }
}

function create(stream: WatchStream, request: Parameters<typeof WatchCreateRequest.create>[0]): void {
  stream.create(WatchCreateRequest.create(request));
}

function keysOf(count: number, nameOf: (i: number) => string): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => keyOf(nameOf(i)));
}

function keyOf(text: string): Uint8Array {
  return Buffer.from(text);
}

/** The time of the processor, so that a busy machine does not count. */
function cpuSeconds(run: () => void): number {
  const started = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
