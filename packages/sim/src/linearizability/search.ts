import type { Operation } from "./history.js";
import { Remaining } from "./remaining.js";
import { Seen } from "./seen.js";
import type { Item, Task } from "./task.js";

/** An operation in its place, with the state that it leaves. */
export interface Placed<S, I, O> {
  readonly operation: Operation<I, O>;
  readonly state: S;
}

export interface SearchResult<S, I, O> {
  readonly outcome: "found" | "none" | "undecided";
  /** The linearization, or the longest that was tried. */
  readonly order: readonly Placed<S, I, O>[];
  readonly steps: number;
}

interface Frame<S, I, O> extends Placed<S, I, O> {
  readonly item: Item<I, O>;
  readonly stateKey: string;
  /** The highest certain operation placed so far. */
  readonly highest: number;
  /** What its state took away. */
  readonly expiry: ReturnType<Remaining<I, O>["expire"]>;
  /** Set if nothing else needs to be tried in this place. */
  readonly isForced: boolean;
}

/**
 * Looks for an order in which the operations of one key explain their outputs: the algorithm of Wing and Gong ("Testing
 * and verifying concurrent objects", 1993) with the memory that Lowe added ("Testing for linearizability", 2017).
 *
 * An operation can come next if no operation that must still be placed returned before it was called. What keeps the
 * search short, without losing an answer:
 *
 * - A read that fits and tells nothing new is placed at once: later it could not do better.
 * - Ranks are kept: nothing is placed that would leave no place for a certain operation of lower rank.
 * - Operations that may be left out come last, only if they change the state, and of the same kind the oldest first.
 * - A joker is not used where something else would do.
 * - What expires counts as used; `Seen` says what that is good for.
 *
 * A step is one question to the model. The search gives up after `bound` of them.
 */
export function search<S, I, O>(task: Task<S, I, O>, bound: number): SearchResult<S, I, O> {
  return new Search(task).run(bound);
}

class Search<S, I, O> {
  readonly #task: Task<S, I, O>;
  readonly #remaining: Remaining<I, O>;
  readonly #seen = new Seen();
  readonly #frames: Frame<S, I, O>[] = [];
  readonly #initialKey: string;
  #longest: readonly Placed<S, I, O>[] = [];
  #steps = 0;

  constructor(task: Task<S, I, O>) {
    this.#task = task;
    this.#remaining = new Remaining(task);
    this.#initialKey = task.model.keyOf(task.model.initial);
  }

  run(bound: number): SearchResult<S, I, O> {
    let next = this.#settle();
    while (!this.#remaining.isDone) {
      if (this.#steps >= bound) return this.#failure("undecided");
      if (next === undefined) {
        const taken = this.#retreat();
        if (taken === undefined) return this.#failure("none");
        next = this.#remaining.following(taken);
      } else {
        next = this.#try(next) ? this.#settle() : this.#remaining.following(next);
      }
    }
    return { outcome: "found", order: this.#frames, steps: this.#steps };
  }

  #failure(outcome: "none" | "undecided"): SearchResult<S, I, O> {
    this.#noteLength();
    return { outcome, order: this.#longest, steps: this.#steps };
  }

  /** Places the reads that fit. Returns what to try first from there: nothing, if the search has been there before. */
  #settle(): Item<I, O> | undefined {
    let narrows = false;
    let read = this.#remaining.read();
    while (read !== undefined) {
      const state = this.#step(read);
      if (state !== undefined && this.#isAsNow(state)) {
        this.#place(read, state, true);
        // Those that were called too late, or have a higher rank, may have their turn now.
        read = this.#remaining.read();
      } else {
        narrows ||= state !== undefined;
        read = this.#remaining.read(read);
      }
    }
    const place = `${this.#remaining.placedText(this.#frames.at(-1)?.highest ?? 0)}:${this.#stateKey()}`;
    if (!this.#seen.add(place, this.#remaining.used)) return undefined;
    return this.#remaining.firstFrom(narrows ? "read" : "change");
  }

  #try(item: Item<I, O>): boolean {
    if (item.elder !== undefined && !this.#remaining.isUsed(item.elder)) return false;
    if (item.role === "joker" && this.#conditionalWouldDo()) return false;
    const state = this.#step(item);
    if (state === undefined || (item.id >= this.#task.certain && this.#isAsNow(state))) return false;
    this.#place(item, state, false);
    // Judged with the item in its place, because it may itself have been the one of lowest rank.
    if (this.#task.model.leastRank(state) <= this.#remaining.lowestRank) return true;
    this.#retreat();
    return false;
  }

  #conditionalWouldDo(): boolean {
    let item = this.#remaining.firstFrom("perishable");
    for (; item !== undefined; item = this.#remaining.following(item)) {
      if (item.role === "conditional" && this.#step(item) !== undefined) return true;
    }
    return false;
  }

  #step({ operation, output }: Item<I, O>): S | undefined {
    this.#steps += 1;
    const { model } = this.#task;
    return model.step(this.#frames.at(-1)?.state ?? model.initial, operation.input, output);
  }

  #isAsNow(state: S): boolean {
    return this.#task.model.keyOf(state) === this.#stateKey();
  }

  #stateKey(): string {
    return this.#frames.at(-1)?.stateKey ?? this.#initialKey;
  }

  #place(item: Item<I, O>, state: S, isForced: boolean): void {
    const { model, certain } = this.#task;
    const before = this.#frames.at(-1)?.highest ?? 0;
    const highest = item.id < certain ? Math.max(before, item.id) : before;
    this.#remaining.takeOut(item);
    const expiry = this.#remaining.expire(model.leastRank(state));
    const { operation } = item;
    this.#frames.push({ item, operation, state, stateKey: model.keyOf(state), highest, expiry, isForced });
  }

  /** Takes back the last choice, with what was forced after it, and returns it. */
  #retreat(): Item<I, O> | undefined {
    this.#noteLength();
    for (let frame = this.#frames.pop(); frame !== undefined; frame = this.#frames.pop()) {
      this.#remaining.restore(frame.expiry);
      this.#remaining.putBack(frame.item);
      if (!frame.isForced) return frame.item;
    }
    return undefined;
  }

  #noteLength(): void {
    if (this.#frames.length > this.#longest.length) this.#longest = this.#frames.slice();
  }
}
