import { type KeyValue, NO_BYTES } from "@keyval/api";
import type { HistoryCursor } from "../key-index/history-cursor.js";
import type { VersionId } from "../key-index/version-pool.js";
import type { KeyEvent } from "../keyspace/key-event.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { readValues } from "../query/read-values.js";
import { runSteps, type Steps } from "../query/steps.js";
import { keyValueOf } from "../range/key-value.js";
import { Refusal } from "../refusal.js";
import type { Slices } from "../slices.js";
import type { History, HistoryGap, HistoryQuery, HistorySlice } from "./history.js";
import { HISTORY_STEPS, PREVIOUS_AT_ONCE } from "./limits.js";

interface PreviousAsked {
  readonly event: KeyEvent;
  readonly done: (previous: KeyValue | HistoryGap | undefined) => void;
}

/** Which versions a reading hands out, and how far it got. */
interface Found {
  readonly ids: readonly VersionId[];
  /** Those of them that have values. */
  readonly puts: readonly VersionId[];
  readonly next: number;
}

/**
 * The past of a keyspace. What is being read is pinned meanwhile, so compaction can not overtake a reading; it is asked
 * about between two of them.
 */
export class KeyspaceHistory implements History {
  readonly #keyspace: Keyspace;
  readonly #slices: Slices;
  readonly #readsNow: number;
  #asked: PreviousAsked[] = [];
  #isReadingPrevious = false;

  /** `readsNow` as for queries. */
  constructor(keyspace: Keyspace, slices: Slices, readsNow: number) {
    this.#keyspace = keyspace;
    this.#slices = slices;
    this.#readsNow = readsNow;
  }

  get compactRevision(): number {
    return this.#keyspace.compactRevision;
  }

  read(query: HistoryQuery, done: (outcome: HistorySlice | HistoryGap) => void): void {
    const { pins } = this.#keyspace;
    pins.pin(query.from);
    this.#start(this.#readSteps(query), (outcome) => {
      pins.release(query.from);
      const known = outcome instanceof Refusal ? gapOf(outcome) : outcome;
      if (known !== undefined) done(known);
    });
  }

  previous(event: KeyEvent, done: (previous: KeyValue | HistoryGap | undefined) => void): void {
    this.#asked.push({ event, done });
    if (!this.#isReadingPrevious) this.#readPrevious();
  }

  /** A few at a time: each has its own place in the engine. */
  #readPrevious(): void {
    const asked = this.#asked.slice(0, PREVIOUS_AT_ONCE);
    this.#asked = this.#asked.slice(PREVIOUS_AT_ONCE);
    this.#isReadingPrevious = asked.length > 0;
    if (!this.#isReadingPrevious) return;
    const oldest = asked.reduce((least, { event }) => Math.min(least, event.mod - 1), Infinity);
    this.#keyspace.pins.pin(oldest);
    this.#start(this.#previousSteps(asked), (found) => {
      this.#keyspace.pins.release(oldest);
      const gap = found instanceof Refusal ? gapOf(found) : undefined;
      if (found instanceof Refusal && gap === undefined) return;
      for (const [i, { done }] of asked.entries()) done(found instanceof Refusal ? gap : found[i]);
      this.#readPrevious();
    });
  }

  /** Begins in a turn of its own, so that nobody is answered inside the call that asked. */
  #start<T>(steps: Steps<T>, done: (result: T) => void): void {
    this.#slices.add(() => {
      const result = runSteps(steps, this.#slices, done);
      if (result !== undefined) done(result);
      return false;
    });
  }

  *#readSteps(query: HistoryQuery): Steps<HistorySlice | HistoryGap | Refusal> {
    const { index, compactRevision, sliceSizes } = this.#keyspace;
    if (query.from < compactRevision) return { gap: "compacted" };
    const { ids, puts, next } = yield* this.#find(index.history(query.from), query);
    const values: Uint8Array[] = [];
    const refusal = yield* readValues(this.#keyspace, puts, this.#readsNow, (_id, value) => void values.push(value));
    if (refusal !== undefined) return refusal;
    const events: KeyEvent[] = [];
    let read = 0;
    for (const id of ids) {
      events.push(this.#eventOf(id, index.isTombstone(id) ? NO_BYTES : values[read++]));
      if (events.length % sliceSizes.scan === 0) yield;
    }
    return { events, next };
  }

  *#find(cursor: HistoryCursor, { to, bytes, wants }: HistoryQuery): Steps<Found> {
    const { index, sliceSizes } = this.#keyspace;
    const ids: VersionId[] = [];
    const puts: VersionId[] = [];
    let mod = 0;
    let [steps, size] = [0, 0];
    for (let id = cursor.next(); id !== 0 && index.modOf(id) <= to; id = cursor.next()) {
      const isFull = size >= bytes || steps >= HISTORY_STEPS;
      if (isFull && index.modOf(id) !== mod) return { ids, puts, next: index.modOf(id) };
      mod = index.modOf(id);
      if (wants(index.keyView(id))) {
        ids.push(id);
        if (!index.isTombstone(id)) puts.push(id);
        size += index.bytesOf(id);
      }
      steps += 1;
      if (steps % sliceSizes.scan === 0) yield;
    }
    return { ids, puts, next: to + 1 };
  }

  *#previousSteps(asked: readonly PreviousAsked[]): Steps<readonly (KeyValue | undefined)[] | Refusal> {
    const ids = asked.map(({ event }) => (event.mod > this.compactRevision ? this.#liveBefore(event) : 0));
    const found = new Map<VersionId, KeyValue>();
    const kept = ids.filter((id) => id !== 0);
    const refusal = yield* readValues(this.#keyspace, kept, this.#readsNow, (id, value) => {
      found.set(id, keyValueOf(this.#keyspace, id, value));
    });
    return refusal ?? ids.map((id) => found.get(id));
  }

  /** By way of the event's own version: from the newest one it would take as many steps as the key has newer ones. */
  #liveBefore({ key, mod, sub }: KeyEvent): VersionId {
    const { index } = this.#keyspace;
    const id = index.previous(index.findExactly(key, mod, sub));
    return id === 0 || index.isTombstone(id) ? 0 : id;
  }

  #eventOf(id: VersionId, value: Uint8Array | undefined): KeyEvent {
    const { index } = this.#keyspace;
    const isDelete = index.isTombstone(id);
    const version = index.versionOf(id);
    return {
      isDelete,
      key: index.keyOf(id),
      create: index.createOf(id),
      version,
      mod: index.modOf(id),
      sub: index.subOf(id),
      lease: this.#keyspace.leaseOf(id),
      value,
      hasPrevious: isDelete || version > 1,
    };
  }
}

/** Undefined once the state is closed, which says nothing of what it has. */
function gapOf({ error }: Refusal): HistoryGap | undefined {
  return error === "stopped" ? undefined : { gap: "unreadable" };
}
