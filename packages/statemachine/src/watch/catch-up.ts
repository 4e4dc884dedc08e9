import { assert } from "../assert.js";
import type { ErrorName } from "@keyval/api";
import type { History, HistoryGap, HistorySlice } from "./history.js";
import { HISTORY_SLICE_BYTES, PASS_REVISIONS, PASSES_MAX } from "./limits.js";
import type { RecentEvents } from "./recent-events.js";
import { WatchEvent } from "./watch-event.js";
import type { Watcher } from "./watcher.js";
import { WatcherIndex } from "./watcher-index.js";

export interface CatchUpHost {
  readonly history: History;
  readonly recent: RecentEvents;
  /** Up to where events have happened, as far as watchers are concerned. */
  readonly frontier: number;
  /** False if the watcher wants the event and holds too much already. */
  offer(watcher: Watcher, event: WatchEvent): boolean;
  /** The watcher was offered all that has happened. */
  caughtUp(watcher: Watcher): void;
  cancel(watcher: Watcher, error: ErrorName, compactRevision: number): void;
  /** `step` has something to do. */
  wake(): void;
}

/** One reading of history for watchers that are near each other in it. */
interface Pass {
  readonly members: WatcherIndex<Watcher>;
  /** All before it was offered to the members. */
  position: number;
  isReading: boolean;
}

/**
 * Reads history for the watchers that lag, off the way of commands: a slice is asked for, offered, and delivered before the
 * next. Watchers near each other share a pass; who does not take what it was offered leaves it, so that it holds up nobody,
 * and comes back when it has. A pass that arrives among the recent events ends there: its members are live.
 */
export class CatchUp {
  readonly #host: CatchUpHost;
  readonly #waiting = new Set<Watcher>();
  readonly #passes = new Set<Pass>();

  constructor(host: CatchUpHost) {
    this.#host = host;
  }

  /** The watcher wants what happened from its `from` on. */
  add(watcher: Watcher): void {
    this.#waiting.add(watcher);
    this.#host.wake();
  }

  delete(watcher: Watcher): void {
    this.#waiting.delete(watcher);
    for (const { members } of this.#passes) members.delete(watcher);
  }

  /** Forgets all watchers, who have to be added again, and what is being read for them. */
  clear(): void {
    this.#waiting.clear();
    for (const { members, position } of this.#passes) {
      for (const watcher of members.values()) watcher.passed(position);
    }
    this.#passes.clear();
  }

  /** Goes on with every pass that is not waiting for the disk. */
  step(): void {
    this.#gather();
    for (const pass of this.#passes) if (!pass.isReading) this.#advance(pass);
  }

  #gather(): void {
    for (const watcher of this.#waiting) {
      const pass = isHungry(watcher) ? this.#passFor(watcher) : undefined;
      pass?.members.add(watcher);
      if (!isHungry(watcher)) watcher.stream.stalled.add(watcher);
      else if (pass === undefined) continue;
      this.#waiting.delete(watcher);
    }
  }

  #passFor(watcher: Watcher): Pass | undefined {
    for (const pass of this.#passes) {
      const distance = watcher.from - pass.position;
      if (!pass.isReading && distance >= 0 && distance <= PASS_REVISIONS) return pass;
    }
    if (this.#passes.size >= PASSES_MAX) return undefined;
    const pass = { members: new WatcherIndex<Watcher>(), position: this.#startNear(watcher.from), isReading: false };
    this.#passes.add(pass);
    return pass;
  }

  /** The least revision that somebody wants, not too far below this one. */
  #startNear(from: number): number {
    let start = from;
    for (const watcher of this.#waiting) {
      if (watcher.from < start && watcher.from >= from - PASS_REVISIONS) start = watcher.from;
    }
    return start;
  }

  #advance(pass: Pass): void {
    this.#dismiss(pass);
    this.#cancelCompacted(pass);
    if (pass.members.size > 0 && !this.#host.recent.covers(pass.position)) {
      this.#read(pass);
      return;
    }
    this.#finish(pass);
    this.#passes.delete(pass);
    if (this.#waiting.size > 0) this.#host.wake();
  }

  /** Those that have not taken what they were offered go on later. */
  #dismiss(pass: Pass): void {
    for (const watcher of pass.members.values()) {
      if (isHungry(watcher)) continue;
      pass.members.delete(watcher);
      watcher.passed(pass.position);
      watcher.stream.stalled.add(watcher);
    }
  }

  #cancelCompacted(pass: Pass): void {
    const { compactRevision } = this.#host.history;
    if (pass.position >= compactRevision) return;
    for (const watcher of pass.members.values()) {
      if (watcher.from >= compactRevision) continue;
      pass.members.delete(watcher);
      this.#host.cancel(watcher, "compacted", compactRevision);
    }
    pass.position = compactRevision;
  }

  #read(pass: Pass): void {
    const { history, frontier } = this.#host;
    pass.isReading = true;
    const query = {
      from: pass.position,
      to: frontier,
      bytes: HISTORY_SLICE_BYTES,
      wants: (key: Uint8Array) => pass.members.matches(key),
    };
    history.read(query, (outcome) => {
      if (!this.#passes.has(pass)) return;
      pass.isReading = false;
      if ("gap" in outcome) this.#onGap(pass, outcome);
      else this.#onSlice(pass, outcome, frontier);
      this.#host.wake();
    });
  }

  #onSlice(pass: Pass, { events, next }: HistorySlice, to: number): void {
    assert(next > pass.position && next <= to + 1, "a slice of history goes on", next, pass.position, to);
    for (const event of events) this.#offer(pass, new WatchEvent(event));
    pass.position = next;
  }

  #onGap(pass: Pass, { gap }: HistoryGap): void {
    if (gap === "compacted") {
      assert(this.#host.history.compactRevision > pass.position, "a gap is where history was compacted", pass.position);
      return;
    }
    for (const watcher of pass.members.values()) {
      pass.members.delete(watcher);
      this.#host.cancel(watcher, "corrupt", 0);
    }
  }

  #finish(pass: Pass): void {
    for (const event of this.#host.recent.since(pass.position)) {
      if (pass.members.size === 0) return;
      this.#offer(pass, event);
    }
    for (const watcher of pass.members.values()) this.#host.caughtUp(watcher);
  }

  /** To all members that want it; who can not hold it leaves. */
  #offer({ members }: Pass, event: WatchEvent): void {
    const refused: Watcher[] = [];
    members.match(event.event.key, (watcher) => {
      if (!this.#host.offer(watcher, event)) refused.push(watcher);
    });
    for (const watcher of refused) {
      members.delete(watcher);
      watcher.passed(event.mod);
      watcher.stream.stalled.add(watcher);
    }
  }
}

/** Whether it can be offered more. */
function isHungry(watcher: Watcher): boolean {
  return !watcher.isHolding && !watcher.stream.isPaused;
}
