import { type Event, EventType, type WatchResponse } from "@keyval/api";
import { type ModelEvent, normalizedVersion } from "@keyval/statemachine/model";
import type { HeardEvents } from "./heard-events.js";
import type { WatchRecord } from "./history.js";
import { isSame, shown } from "./is-same.js";
import type { Steps } from "./steps.js";

/** What is known of a run beside its events. */
export interface WatchFacts {
  readonly events: HeardEvents;
  /** As in `Replay`. */
  readonly revisions: Steps;
  readonly compactions: Steps;
  /** Every revision that was compacted to. */
  readonly compacted: ReadonlySet<number>;
}

/** Follows what one watcher is told, response after response. */
export class WatchReader {
  readonly #facts: WatchFacts;
  readonly #record: WatchRecord;
  /** Undefined until the watcher is made. */
  #id: WatchResponse["watchId"] | undefined;
  #from = 0;
  #expected: readonly ModelEvent[] = [];
  #heard = 0;
  /** It needs nothing below this revision any more. */
  #position = 0;
  /** A part was heard, and others of the same response are to come. */
  #isInPart = false;
  #isOver = false;

  constructor(facts: WatchFacts, record: WatchRecord) {
    this.#facts = facts;
    this.#record = record;
  }

  /** The first event that it still has to hear of; undefined if there is none, or if it hears no more. */
  get next(): ModelEvent | undefined {
    return this.#isOver ? undefined : this.#expected[this.#heard];
  }

  get isCreated(): boolean {
    return this.#id !== undefined || this.#isOver;
  }

  /** What is wrong with this response. */
  read(response: WatchResponse, time: number): string | undefined {
    if (response.created) return this.#create(response);
    if (this.#id === undefined) return this.#isOver ? undefined : "is told something before it is made";
    if (response.watchId === TO_ALL) return this.#isOver ? undefined : this.#progress(response);
    if (response.watchId !== this.#id) return `is told what is for watcher ${response.watchId}`;
    if (this.#isOver) return "is told something after it was cancelled";
    if (response.canceled) return this.#cancel(response, time);
    return response.events.length === 0 ? this.#progress(response) : this.#hear(response, time);
  }

  #create({ watchId, canceled, cancelReason, header }: WatchResponse): string | undefined {
    if (this.isCreated) return "is made twice";
    const { request } = this.#record;
    if (canceled) {
      this.#isOver = true;
      return request.startRevision < 0 ? undefined : `is refused: ${cancelReason}`;
    }
    this.#id = watchId;
    this.#from = request.startRevision > 0 ? request.startRevision : (header?.revision ?? 0) + 1;
    this.#position = this.#from;
    this.#expected = this.#facts.events.by(request, this.#from);
    return undefined;
  }

  #progress({ header }: WatchResponse): string | undefined {
    const revision = header?.revision ?? 0;
    if (this.#isInPart) return "hears of progress between the parts of a response";
    const { next } = this;
    if (next !== undefined && next.mod <= revision) {
      return `hears of progress to ${revision} before the event of ${next.key} at ${next.mod}`;
    }
    if (revision + 1 < this.#position) return `hears of progress to ${revision}, and is at ${this.#position}`;
    this.#position = revision + 1;
    return undefined;
  }

  #hear({ header, events, fragment }: WatchResponse, time: number): string | undefined {
    for (const event of events) {
      const sentence = this.#hearOne(event, time);
      if (sentence !== undefined) return sentence;
    }
    const last = this.#position - 1;
    if ((header?.revision ?? 0) < last) return `hears of ${last} under the header of ${header?.revision ?? 0}`;
    if (fragment && !this.#record.request.fragment) return `hears of ${last} in parts, and did not ask for that`;
    this.#isInPart = fragment;
    return this.next?.mod === last && !fragment ? `hears of ${last}, and not of ${this.next.key} in it` : undefined;
  }

  #hearOne({ type, kv, prevKv }: Event, time: number): string | undefined {
    const { next } = this;
    if (kv === undefined) return "hears of an event without a key";
    const told = { ...normalizedVersion(kv), isDelete: type === EventType.DELETE };
    if (next === undefined) return `hears of ${shown(told)}, and nothing is to be heard`;
    const { sub: _sub, hasPrevious: _hasPrevious, ...right } = next;
    if (!isSame(told, right)) return `hears of ${shown(told)}, where ${shown(right)} comes next`;
    if (next.mod > (this.#facts.revisions.at(time) ?? 1)) return `hears of ${next.mod} before it was applied anywhere`;
    this.#heard += 1;
    this.#position = next.mod + 1;
    return this.#wrongPrevious(next, prevKv && normalizedVersion(prevKv), time);
  }

  #wrongPrevious(event: ModelEvent, told: object | undefined, time: number): string | undefined {
    const right = this.#record.request.prevKv ? this.#facts.events.previous(event) : undefined;
    const mayMiss = event.mod - 1 < (this.#facts.compactions.at(time) ?? -1);
    if (isSame(told, right) || (told === undefined && mayMiss)) return undefined;
    return `hears that ${event.key} was ${shown(told ?? null)} before ${event.mod}, and not ${shown(right ?? null)}`;
  }

  #cancel({ compactRevision, cancelReason }: WatchResponse, time: number): string | undefined {
    this.#isOver = true;
    if (compactRevision === 0) return cancelReason === "" ? "is cancelled without a reason" : undefined;
    if (!this.#facts.compacted.has(compactRevision) || compactRevision > (this.#facts.compactions.at(time) ?? -1)) {
      return `is cancelled since ${compactRevision} is compacted, which is not so`;
    }
    if (this.#position < compactRevision) return undefined;
    return `is cancelled since ${compactRevision} is compacted, and is at ${this.#position}`;
  }
}

/** In place of a watcher's id: for all of the stream. */
const TO_ALL = -1;
