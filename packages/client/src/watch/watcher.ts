import { FilterType, type Init, type WatchCreateRequest, type WatchResponse } from "@keyval/api";
import { Status } from "@keyval/grpc";
import type { Connection } from "../connection/connection.js";
import { onAborted } from "../connection/on-aborted.js";
import { mayRetry, pauseAfter } from "../connection/retry.js";
import { serverErrorOf } from "../errors/error-of.js";
import { DeadlineExceeded, KeyValError, UnexpectedStatus, WatchCompacted, WatchRefused } from "../errors/index.js";
import type { Keys } from "../kv/key-range.js";
import type { Scope } from "../kv/scope.js";
import { WATCH_ANSWER_MAX_MS, WATCH_ANSWER_MS, WATCH_OUTAGE_MS } from "../limits.js";
import { eventOf, type WatchEvent } from "./watch-event.js";
import { WATCH, WatchStream } from "./watch-stream.js";

const PASSING_STATUSES: ReadonlySet<number> = new Set([
  Status.CANCELLED,
  Status.UNKNOWN,
  Status.RESOURCE_EXHAUSTED,
  Status.ABORTED,
  Status.INTERNAL,
  Status.UNAVAILABLE,
]);

export interface WatchOptions {
  /** The first revision of interest. Default: what happens from now on. */
  readonly revision?: number;
  /** Only puts, or only deletions. Default: both. */
  readonly only?: "put" | "delete";
  /** Tells what was there before. */
  readonly previous?: boolean;
  /** Ends the watch: the loop over it fails with an `AbortError`. */
  readonly signal?: AbortSignal;
  /** After how long without a server the watch fails. Default: a minute. */
  readonly outageMs?: number;
}

/**
 * What happens to keys, in order, each event once, whichever server tells of it: read by `for await`. A loop that is left
 * ends the watch. Where history was compacted before it was read, the loop fails with `WatchCompacted`, and another loop
 * over the same watch goes on behind the gap.
 */
export class Watcher<Value> implements AsyncIterable<WatchEvent<Value>>, Disposable {
  readonly #connection: Connection;
  readonly #scope: Scope<never, Value>;
  readonly #request: Init<WatchCreateRequest>;
  readonly #outageMs: number;
  readonly #stopping = new AbortController();
  readonly #forgetSignal: () => void;
  #stream: WatchStream | undefined;
  /** Of the first event that has not been read; 0 as long as that is for a server to say. */
  #nextRevision: number;
  /** Streams in a row on which nothing came; since when, and what became of the last. */
  #fruitless = 0;
  #trouble: { readonly since: number; readonly error: unknown } | undefined;
  #isClosed = false;

  private constructor(connection: Connection, scope: Scope<never, Value>, keys: Keys, options: WatchOptions) {
    const { revision = 0, only, outageMs = WATCH_OUTAGE_MS, previous: prevKv = false, signal } = options;
    const { key, rangeEnd } = scope.space.range(keys);
    const filters = only === undefined ? [] : [only === "put" ? FilterType.NODELETE : FilterType.NOPUT];
    this.#connection = connection;
    this.#scope = scope;
    this.#request = { key, rangeEnd, filters, prevKv, progressNotify: true };
    this.#outageMs = outageMs;
    this.#nextRevision = revision;
    const stop = (): void => this.#stopping.abort(signal?.reason);
    this.#forgetSignal = signal === undefined ? () => undefined : onAborted(signal, stop);
    if (signal?.aborted === true) stop();
  }

  /** Resolves once a server watches: what is done after that is not missed. */
  static async create<Value>(
    connection: Connection,
    scope: Scope<never, Value>,
    keys: Keys,
    options: WatchOptions,
  ): Promise<Watcher<Value>> {
    const watcher = new Watcher(connection, scope, keys, options);
    try {
      watcher.#stream = await watcher.#open();
      return watcher;
    } catch (error) {
      watcher.close();
      throw error;
    }
  }

  /** All before it has been read. */
  get nextRevision(): number {
    return this.#nextRevision;
  }

  close(): void {
    this.#isClosed = true;
    this.#forgetSignal();
    this.#stopping.abort();
    this.#stream?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WatchEvent<Value>, void, void> {
    let goesOn = false;
    try {
      while (!this.#isClosed) {
        for (const event of await this.#connection.awake.during(this.#next())) yield eventOf(event, this.#scope);
      }
    } catch (error) {
      goesOn = error instanceof WatchCompacted;
      if (!this.#isClosed) throw error;
    } finally {
      if (!goesOn) this.close();
    }
  }

  /** The events of the next response; none where another stream is needed first. */
  async #next(): Promise<WatchResponse["events"]> {
    try {
      this.#stream ??= await this.#open();
      const response = await this.#stream.next();
      this.#judge(response, this.#stream);
      this.#fruitless = 0;
      this.#trouble = undefined;
      this.#advance(response);
      return response.events;
    } catch (error) {
      this.#stream?.close();
      this.#stream = undefined;
      this.#fruitless += 1;
      this.#trouble = { since: this.#trouble?.since ?? this.#connection.clock.now(), error };
      if (!this.#mayGoOn(error) || this.#outageLeftMs === 0) throw error;
      return [];
    }
  }

  async #open(): Promise<WatchStream> {
    const { random } = this.#connection;
    const options = { signal: this.#stopping.signal, timeoutMs: this.#outageLeftMs };
    const giveUp = this.#connection.giveUp(WATCH, options);
    if (this.#trouble !== undefined) await pauseAfter(this.#trouble.error, giveUp, this.#fruitless, random);
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.#openOnce();
      } catch (error) {
        if (!this.#mayGoOn(error)) throw error;
        await pauseAfter(error, giveUp, attempts, random);
      }
    }
  }

  async #openOnce(): Promise<WatchStream> {
    const request = { ...this.#request, startRevision: this.#nextRevision };
    const answerMs = Math.min(WATCH_ANSWER_MAX_MS, WATCH_ANSWER_MS * 2 ** this.#fruitless);
    const stream = await WatchStream.open(this.#connection, request, { signal: this.#stopping.signal }, answerMs);
    try {
      const created = await stream.created();
      this.#judge(created, stream);
      if (this.#nextRevision === 0) this.#advance(created);
      return stream;
    } catch (error) {
      stream.close();
      throw error;
    }
  }

  /** Throws where the server has ended the watch. */
  #judge({ canceled, cancelReason, compactRevision }: WatchResponse, stream: WatchStream): void {
    if (!canceled) return;
    const from = this.#nextRevision;
    if (compactRevision > from) {
      this.#nextRevision = compactRevision;
      throw new WatchCompacted(from, compactRevision - 1, stream.context);
    }
    // Some errors come as the text that etcd's own libraries make of them.
    const text = cancelReason.replace(/^rpc error: code = \w+ desc = /, "");
    const error = serverErrorOf(text, stream.context) ?? new WatchRefused(text, stream.context);
    stream.refused(error);
    throw error;
  }

  /** What the server has told, or passed over, is read. */
  #advance({ events, header }: WatchResponse): void {
    const told = events.at(-1)?.kv?.modRevision ?? header?.revision ?? 0;
    this.#nextRevision = Math.max(this.#nextRevision, told + 1);
  }

  #mayGoOn(error: unknown): boolean {
    if (this.#isClosed || !(error instanceof KeyValError)) return false;
    if (error instanceof DeadlineExceeded || mayRetry(error)) return true;
    // Proxies end streams in many ways, and each of these leaves the next one a chance.
    const isReset = error instanceof UnexpectedStatus && PASSING_STATUSES.has(error.status);
    return isReset || this.#connection.canMend(error);
  }

  get #outageLeftMs(): number {
    const { clock } = this.#connection;
    return Math.max(0, (this.#trouble?.since ?? clock.now()) + this.#outageMs - clock.now());
  }
}
