import type { Id } from "@keyval/api";
import type { WatchEvent } from "./watch-event.js";
import type { WatchSpan } from "./watch-span.js";
import type { WatchStream } from "./watch-stream.js";

export interface WatcherOptions {
  readonly span: WatchSpan;
  /** The least revision of an event that it wants. */
  readonly from: number;
  readonly withoutPuts: boolean;
  readonly withoutDeletes: boolean;
  readonly withPrevious: boolean;
  readonly withProgress: boolean;
  /** Whether the events of a revision may come in parts. */
  readonly mayFragment: boolean;
  /** What it may hold before it lags. */
  readonly bytesMax: number;
}

/**
 * Live: it is offered each event as it happens. Lagging: it holds nothing, or what it holds ends before `from`, and
 * history is read for it. Gone: nobody will hear of it again.
 */
type Standing = "live" | "lagging" | "gone";

const NONE: readonly WatchEvent[] = [];

/** Who wants the events of some keys, and those it was offered and has not delivered: whole revisions, without a gap. */
export class Watcher {
  readonly id: Id;
  readonly stream: WatchStream;
  readonly span: WatchSpan;
  readonly options: WatcherOptions;
  standing: Standing = "live";
  /** Whether events were delivered since it was last looked at for a notice of progress. */
  wasActive = false;
  #from: number;
  #pending: WatchEvent[] = [];
  #pendingBytes = 0;
  /** How many events in front were read of the past, to be delivered together. */
  #together = 0;

  constructor(id: Id, stream: WatchStream, options: WatcherOptions) {
    this.id = id;
    this.stream = stream;
    this.span = options.span;
    this.options = options;
    this.#from = options.from;
  }

  /** Events below this revision it has, or does not want. */
  get from(): number {
    return this.#from;
  }

  get isHolding(): boolean {
    return this.#pending.length > 0;
  }

  wants({ event: { mod, isDelete } }: WatchEvent): boolean {
    return mod >= this.#from && !(isDelete ? this.options.withoutDeletes : this.options.withoutPuts);
  }

  /**
   * False if it holds too much already. The events of one revision are taken together however many they are, so that a
   * watcher of any budget gets on.
   */
  hold(event: WatchEvent): boolean {
    const last = this.#pending.at(-1);
    if (last !== undefined && last.mod !== event.mod && this.#pendingBytes >= this.options.bytesMax) return false;
    this.#pending.push(event);
    const isPreviousHeld = this.options.withPrevious && event.event.hasPrevious;
    this.#pendingBytes += isPreviousHeld ? 2 * event.bytes : event.bytes;
    return true;
  }

  /** What was not delivered has to be read again. */
  drop(): void {
    const [first] = this.#pending;
    if (first !== undefined) this.#from = first.mod;
    this.#clear();
  }

  /** It was offered everything below this revision. */
  passed(revision: number): void {
    this.#from = Math.max(this.#from, revision);
  }

  /** What it holds is all there is of its past, and is delivered together; what comes from now on, as it comes. */
  caughtUp(): void {
    this.standing = "live";
    this.#together = this.#pending.length;
  }

  /**
   * What can be delivered now: all it holds, or the revisions in front of the first event that waits for its previous version.
   * What was read of the past together does not come in parts: etcd's clients expect two old events in one response.
   */
  take(): readonly WatchEvent[] {
    const pending = this.#pending;
    const ready = this.options.withPrevious ? readyCount(pending) : pending.length;
    const together = this.standing === "lagging" ? pending.length : this.#together;
    if (ready === 0 || ready < together) return NONE;
    if (ready === pending.length) {
      this.#clear();
      return pending;
    }
    const taken = pending.slice(0, ready);
    const rest = pending.slice(ready);
    this.#clear();
    for (const event of rest) this.hold(event);
    return taken;
  }

  #clear(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#together = 0;
  }
}

function readyCount(pending: readonly WatchEvent[]): number {
  const waiting = pending.findIndex((event) => !event.isPreviousKnown);
  if (waiting === -1) return pending.length;
  const mod = pending[waiting]?.mod;
  return pending.findIndex((event) => event.mod === mod);
}
