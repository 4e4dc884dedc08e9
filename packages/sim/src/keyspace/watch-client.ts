import { FilterType, WatchCreateRequest, WatchRequest, WatchResponse } from "@keyval/api";
import type { SeededRandom } from "../random.js";
import { Asker, type KeyspaceClientWorld } from "./asker.js";
import type { WatchNoticeRecord, WatchRecord } from "./history.js";
import type { KeyspaceClient } from "./keyspace-client.js";
import type { KeyspaceResident, OpenStream } from "./keyspace-resident.js";
import { Requests } from "./requests.js";

const SECOND = 1_000_000;

/** A stream that can not be opened, or has ended, is opened again after so long at most. */
const REOPENED_MOST = SECOND / 5;

/** The connection to a member that is gone falls silent: it takes so long at most to know it. */
const SILENCE_MOST = SECOND / 2;

/** So long a client may be busy with what it got. */
const BUSY_MOST = SECOND / 10;

const WATCHERS_MOST = 3;

/** What a response says that is for all watchers of a stream. */
const EVERYBODY = -1;

/** One thing that is watched, whatever becomes of the streams. */
interface Interest {
  readonly request: WatchCreateRequest;
  /** Where the next stream begins. */
  next: number;
}

type OpenRecord = Omit<WatchRecord, "end" | "notices"> & { end: number | undefined; notices: WatchNoticeRecord[] };

/** A stream of watchers, opened again at any member where the one before was at its end. */
export class WatchClient implements KeyspaceClient {
  readonly answers = undefined;
  readonly isBusy = false;
  readonly #client: number;
  readonly #world: KeyspaceClientWorld;
  readonly #random: SeededRandom;
  readonly #asker: Asker;
  readonly #requests: Requests;
  #interests: Interest[] = [];
  #isStopped = false;
  /** Counts streams: what comes on an earlier one is nothing to the client any more. */
  #stream = 0;
  #records: (OpenRecord | undefined)[] = [];
  #lastArrival = 0;

  constructor(client: number, world: KeyspaceClientWorld) {
    this.#client = client;
    this.#world = world;
    this.#asker = new Asker(client, world);
    this.#random = world.random.fork();
    this.#requests = new Requests(client, this.#random, world.keyspace);
  }

  start(): void {
    this.#world.scheduler.after(this.#random.below(REOPENED_MOST), () => {
      if (this.#interests.length === 0) this.#takeInterest();
      this.#asker.visit(
        (resident, member) => {
          this.#open(resident, member);
        },
        () => {
          this.start();
        },
      );
    });
  }

  /** The last stream stays to the end: it has to catch up. */
  stop(): void {
    this.#isStopped = true;
  }

  #takeInterest(): void {
    this.#interests = Array.from({ length: 1 + this.#random.below(WATCHERS_MOST) }, (_, i) => {
      const random = this.#random;
      const filters = random.chance(1, 5) ? [random.pick([FilterType.NOPUT, FilterType.NODELETE])] : [];
      const request = WatchCreateRequest.create({
        ...this.#requests.watched(),
        watchId: i + 1,
        progressNotify: random.chance(1, 2),
        prevKv: random.chance(1, 2),
        fragment: random.chance(1, 5),
        filters,
      });
      return { request, next: random.chance(1, 3) ? 1 : 0 };
    });
  }

  #open(resident: KeyspaceResident, member: string): void {
    const { scheduler } = this.#world;
    const stream = ++this.#stream;
    this.#lastArrival = 0;
    this.#world.happened("watch stream");
    const opened: { at?: OpenStream | undefined } = {};
    const send = (bytes: Uint8Array): boolean => {
      const response = WatchResponse.decode(bytes.slice());
      this.#arrive(this.#asker.latency(), stream, () => {
        this.#hear(response);
      });
      if (this.#random.chance(9, 10)) return true;
      // The client takes no more for a while.
      scheduler.after(this.#random.below(BUSY_MOST), () => {
        resident.inside(() => opened.at?.session.resume());
      });
      return false;
    };
    opened.at = resident.openStream({ send }, () => {
      this.#arrive(this.#random.below(SILENCE_MOST), stream, () => {
        this.#ended();
      });
    });
    if (opened.at === undefined) {
      this.start();
      return;
    }
    this.#records = this.#interests.map(({ request, next }) => {
      const asked = { ...request, startRevision: next };
      opened.at?.session.request(WatchRequest.create({ createRequest: asked }));
      return this.#record(member, resident.life, asked);
    });
    this.#leaveSometimes(stream, () => {
      resident.inside(() => opened.at?.close());
    });
  }

  #record(member: string, life: number, request: WatchCreateRequest): OpenRecord {
    const { scheduler, recorder } = this.#world;
    const record = { client: this.#client, member, life, request, start: scheduler.now, notices: [], end: undefined };
    recorder.watches.push(record);
    return record;
  }

  /** A client goes away now and then, and comes back where it was, or for something else. */
  #leaveSometimes(stream: number, close: () => void): void {
    if (this.#random.chance(1, 2)) return;
    this.#world.scheduler.after(this.#random.below(10 * SECOND), () => {
      if (this.#isStopped || stream !== this.#stream) return;
      close();
      if (this.#random.chance(1, 2)) this.#interests = [];
      this.#ended();
    });
  }

  /** In the order in which it was sent. */
  #arrive(latency: number, stream: number, run: () => void): void {
    const { scheduler } = this.#world;
    this.#lastArrival = Math.max(this.#lastArrival, scheduler.now + latency);
    scheduler.after(this.#lastArrival - scheduler.now, () => {
      if (stream === this.#stream) run();
    });
  }

  #hear(response: WatchResponse): void {
    for (const [i, record] of this.#records.entries()) {
      const interest = this.#interests[i];
      if (record === undefined || interest === undefined) continue;
      if (response.watchId !== EVERYBODY && response.watchId !== interest.request.watchId) continue;
      record.notices.push({ time: this.#world.scheduler.now, response });
      this.#goOn(interest, response);
      if (!response.canceled) continue;
      this.#world.happened(response.compactRevision > 0 ? "watch cancelled by compaction" : "watch cancelled");
      this.#forget(i);
    }
    if (this.#records.every((record) => record === undefined)) this.#ended();
  }

  /** Where to go on, should the stream end now. */
  #goOn(interest: Interest, { canceled, compactRevision, created, fragment, events, header }: WatchResponse): void {
    if (canceled) {
      interest.next = compactRevision;
      return;
    }
    const last = events.at(-1)?.kv?.modRevision;
    if (last !== undefined && !fragment) interest.next = Math.max(interest.next, last + 1);
    // What a progress notice tells of has come before it.
    if (last === undefined && !created && header !== undefined) {
      interest.next = Math.max(interest.next, header.revision + 1);
    }
    // From "now" on: everything behind what the member had.
    if (created && interest.next === 0 && header !== undefined) interest.next = header.revision + 1;
  }

  #forget(i: number): void {
    const record = this.#records[i];
    if (record !== undefined) record.end = this.#world.scheduler.now;
    this.#records[i] = undefined;
  }

  #ended(): void {
    for (const i of this.#records.keys()) this.#forget(i);
    this.#stream += 1;
    this.start();
  }
}
