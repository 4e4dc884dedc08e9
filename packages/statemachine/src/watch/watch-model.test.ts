import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import type { WatchCreateRequest } from "@keyval/api";
import { keyOfText, textOfKey } from "../key-text.js";
import type { KeyEvent } from "../keyspace/key-event.js";
import { MachineWatchWorld } from "./machine-watch-world.test-helper.js";
import type { WatchNotice } from "./watch-notice.js";
import type { WatchStream } from "./watch-stream.js";
import { Listener, WatchWorld, type Change } from "./watch-world.test-helper.js";
import { Watcher } from "./watcher.js";

const KEYS = ["a", "b", "c", "d", "e", "f"] as const;

/** A client that checks every notice when it comes, against all that ever happened. */
class Checker extends Listener {
  readonly stream: WatchStream;
  readonly #world: WatchWorld;
  readonly #watchers = new Map<Watcher, Watched>();

  constructor(world: WatchWorld) {
    super();
    this.#world = world;
    this.stream = world.hub.openStream(this);
  }

  created(watcher: Watcher, request: WatchCreateRequest): void {
    this.#watchers.set(watcher, new Watched(watcher, request, this.#world));
  }

  /** Some watcher that was not cancelled, by its number. */
  pick(number: number): Watcher | undefined {
    const all = [...this.#watchers.keys()];
    return all[number % Math.max(1, all.length)];
  }

  forget(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  override deliver(notice: WatchNotice): void {
    assert.ok(!this.stream.isPaused, "who takes nothing is told nothing");
    if (notice.kind === "progress" && notice.watcher === undefined) {
      for (const watched of this.#watchers.values()) watched.checkProgress(notice.revision);
      return;
    }
    assert.ok(notice.watcher !== undefined);
    const watched = this.#watchers.get(notice.watcher);
    assert.ok(watched !== undefined, "who is gone hears nothing");
    if (notice.kind === "events") watched.checkEvents(notice.events.map((event) => [event.event, event.previous]));
    else if (notice.kind === "progress") watched.checkProgress(notice.revision);
    else {
      watched.checkCancel(notice.compactRevision);
      this.#watchers.delete(notice.watcher);
    }
  }

  /** Nothing is left to happen. */
  checkEnd(): void {
    for (const watched of this.#watchers.values()) watched.checkProgress(this.#world.history.revision, true);
  }
}

/** What one watcher has to be told, and how much of it it was. */
class Watched {
  readonly #watcher: Watcher;
  readonly #request: WatchCreateRequest;
  readonly #world: WatchWorld;
  /** The first revision of which it was not told. */
  #next: number;

  constructor(watcher: Watcher, request: WatchCreateRequest, world: WatchWorld) {
    this.#watcher = watcher;
    this.#request = request;
    this.#world = world;
    this.#next = request.startRevision === 0 ? world.hub.frontier + 1 : request.startRevision;
  }

  checkEvents(told: readonly [KeyEvent, unknown][]): void {
    const last = told.at(-1)?.[0].mod ?? 0;
    const expected = this.#expected(last);
    assert.deepEqual(
      told.map(([event]) => event),
      expected,
      `watcher ${this.#watcher.id}`,
    );
    if (this.#request.prevKv) for (const [event, previous] of told) this.#checkPrevious(event, previous);
    this.#next = last + 1;
  }

  checkProgress(revision: number, isEnd = false): void {
    assert.deepEqual(this.#expected(revision), [], `watcher ${this.#watcher.id} is not ahead of its events`);
    assert.ok(isEnd || revision + 1 >= this.#watcher.options.from, "nothing is told before the beginning");
  }

  checkCancel(compactRevision: number): void {
    assert.equal(compactRevision, this.#world.history.compactRevision);
    assert.ok(this.#next < compactRevision, "only who has missed something is cancelled");
  }

  #expected(to: number): KeyEvent[] {
    const { filters } = this.#request;
    return this.#world.history.events.filter(
      (event) =>
        event.mod >= this.#next &&
        event.mod <= to &&
        isWithin(textOfKey(event.key), this.#request) &&
        !(event.isDelete ? filters.includes(1) : filters.includes(0)),
    );
  }

  #checkPrevious(event: KeyEvent, previous: unknown): void {
    const { history } = this.#world;
    const isCompacted = event.mod <= history.compactRevision;
    assert.deepEqual(previous, isCompacted ? undefined : history.versionBefore(event));
  }
}

function isWithin(key: string, request: WatchCreateRequest): boolean {
  const first = textOfKey(request.key);
  const end = textOfKey(request.rangeEnd);
  if (end === "") return key === first;
  return key >= first && (end === "\0" || key < end);
}

/** A world whose keys are told by two feeds, each in its own time. */
class SplitWorld extends WatchWorld {
  readonly #feeds = [this.feed, this.hub.openFeed()];
  readonly #untold: { readonly events: readonly KeyEvent[]; readonly revision: number }[][] = [[], []];

  override change(...changes: Change[]): void {
    const events = this.history.change(changes);
    const { revision } = this.history;
    for (const [side, untold] of this.#untold.entries()) {
      untold.push({ events: events.filter(({ key }) => textOfKey(key) < "d" === (side === 0)), revision });
    }
  }

  /** One feed tells the next of its revisions. */
  tell(side: number): boolean {
    const told = this.#untold[side]?.shift();
    if (told !== undefined) this.#feeds[side]?.feed(told.events, told.revision);
    return told !== undefined;
  }

  override settle(): void {
    while (this.tell(0) || this.tell(1));
    super.settle();
  }

  override replace(): void {
    for (const untold of this.#untold) untold.length = 0;
    super.replace();
  }
}

function randomChanges(random: SeededRandom): Change[] {
  const keys = KEYS.filter(() => random.once(4));
  const chosen = keys.length > 0 ? keys : [random.pick(KEYS)];
  return chosen.map((key) => (random.once(4) ? key : `${key}=${random.below(1_000)}`));
}

function randomRequest(random: SeededRandom, revision: number, start: number): WatchCreateRequest {
  const key = random.pick(KEYS);
  const end = random.pick(["", "", "d", "g", "\0"]);
  const startRevision = random.pick([
    0,
    revision + 1,
    revision + random.below(10),
    start + 1 + random.below(revision - start + 1),
    start + 1,
  ]);
  return {
    key: keyOfText(key),
    rangeEnd: keyOfText(end > key || end === "\0" ? end : ""),
    startRevision,
    progressNotify: random.once(2),
    filters: random.pick([[], [], [], [0], [1]]),
    prevKv: random.once(3),
    watchId: 0,
    fragment: false,
  };
}

/** One thing happens. */
function act(random: SeededRandom, world: WatchWorld, checkers: readonly Checker[], start: number): void {
  const { history } = world;
  const checker = checkers[random.below(checkers.length)];
  assert.ok(checker !== undefined);
  const { stream } = checker;
  switch (random.below(13)) {
    case 0: {
      const request = randomRequest(random, history.revision, start);
      const watcher = stream.create(request);
      assert.ok(watcher instanceof Watcher);
      checker.created(watcher, request);
      return;
    }
    case 1:
      if (stream.isPaused) stream.resume();
      else stream.pause();
      return;
    case 2:
      if (random.once(3)) world.compact(world.hub.frontier - random.below(20));
      return;
    case 3:
      history.sliceLength = 1 + random.below(random.pick([1, 5, 100]));
      return;
    case 4:
      stream.requestProgress();
      return;
    case 5: {
      const watcher = random.once(4) ? checker.pick(random.below(100)) : undefined;
      if (watcher === undefined) {
        world.hub.notifyProgress();
        return;
      }
      checker.forget(watcher);
      assert.ok(stream.cancel(watcher.id));
      return;
    }
    case 6:
    case 7:
      world.answer();
      return;
    case 8:
      world.endTurn();
      return;
    case 9:
      if (!random.once(10)) return;
      if (!(world instanceof MachineWatchWorld)) history.change(randomChanges(random));
      world.replace();
      return;
    default:
      world.change(...randomChanges(random));
      for (let told = random.below(4); world instanceof SplitWorld && told > 0; told--) world.tell(random.below(2));
  }
}

function live(seed: number, start: number, World: typeof WatchWorld): void {
  const random = new SeededRandom(seed);
  const world = new World(start, {
    watcherBytes: random.pick([1, 200, 1_000, 100_000]),
    recentBytes: random.pick([0, 300, 100_000]),
  });
  const checkers = Array.from({ length: 3 }, () => new Checker(world));
  const steps = 50 + random.below(250);
  for (let step = 0; step < steps; step++) act(random, world, checkers, start);
  for (const { stream } of checkers) stream.resume();
  world.settle();
  for (const checker of checkers) checker.checkEnd();
}

function liveMany(start: number, World: typeof WatchWorld): void {
  for (let seed = 1; seed <= 150; seed++) {
    try {
      live(seed, start, World);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`seed ${seed} from revision ${start}: ${what}`, { cause: error });
    }
  }
}

void describe("random worlds of writes, compactions and watchers", () => {
  for (const start of [1, 2 ** 31 - 50, 2 ** 32 - 50, 2 ** 52 - 50]) {
    it(`tell each watcher of every event in order and once, or cancel it, from revision ${start} on`, () => {
      liveMany(start, WatchWorld);
    });
  }

  it("do so where a state machine feeds the hub, which reads that one's history", () => {
    liveMany(2 ** 32 - 50, MachineWatchWorld);
  });

  it("do so where the events come from two feeds, of which either may be behind", () => {
    liveMany(2 ** 32 - 50, SplitWorld);
  });
});
