import { FilterType, NO_BYTES, RangeRequest } from "@keyval/api";
import type { Init, KeyValue, LeaderResponse, RangeResponse, WatchCreateRequest } from "@keyval/api";
import { Refusal, type KeyEvent } from "@keyval/statemachine";
import { firstUnder, keysUnder } from "./contest.js";
import type { KeyServices } from "./key-services.js";
import { KeyWatch } from "./key-watch.js";

/** The client's side of an observation. */
export interface LeaderSink {
  /** False if no more should come before `LeaderObserver.resume`. */
  send(response: LeaderResponse): boolean;
  failed(refusal: Refusal): void;
}

/**
 * Looks up who leads under a name and follows its key; when that goes, it looks again. Where nobody leads it waits for
 * the first key.
 */
export class LeaderObserver {
  readonly #services: KeyServices;
  readonly #name: Uint8Array;
  readonly #sink: LeaderSink;
  #watch: KeyWatch | undefined;
  /** The client is to take some before it gets more. */
  #isPaused = false;
  #isClosed = false;

  constructor(services: KeyServices, name: Uint8Array, sink: LeaderSink) {
    this.#services = services;
    this.#name = name;
    this.#sink = sink;
  }

  look(): void {
    this.#watch?.close();
    this.#services.kv.range(RangeRequest.create(firstUnder(this.#name)), (answer) => {
      if (!this.#isClosed) this.#found(answer);
    });
  }

  resume(): void {
    this.#isPaused = false;
    this.#watch?.resume();
  }

  close(): void {
    this.#isClosed = true;
    this.#watch?.close();
  }

  #found(answer: RangeResponse | Refusal): void {
    if (answer instanceof Refusal) {
      this.#sink.failed(answer);
      return;
    }
    const { header } = answer;
    const [kv] = answer.kvs;
    const startRevision = (header?.revision ?? 0) + 1;
    if (kv === undefined) this.#awaitFirst(startRevision);
    else {
      this.#send({ header, kv });
      this.#follow(kv.key, startRevision);
    }
  }

  #awaitFirst(startRevision: number): void {
    const request = { ...keysUnder(this.#name), startRevision, filters: [FilterType.NODELETE] };
    this.#watchFor(request, (event) => {
      this.#send({ header: this.#services.header(event.mod), kv: keyValueOf(event) });
      this.#follow(event.key, event.mod + 1);
    });
  }

  #follow(key: Uint8Array, startRevision: number): void {
    this.#watchFor({ key, startRevision }, (event) => {
      if (event.isDelete) this.look();
      else this.#send({ header: this.#services.header(), kv: keyValueOf(event) });
    });
  }

  #watchFor(request: Init<WatchCreateRequest>, event: (event: KeyEvent) => void): void {
    this.#watch?.close();
    const lost = (): void => {
      this.look();
    };
    this.#watch = new KeyWatch(this.#services.watches, request, { event, lost });
    if (this.#isPaused) this.#watch.pause();
  }

  #send(response: LeaderResponse): void {
    if (this.#sink.send(response)) return;
    this.#isPaused = true;
    this.#watch?.pause();
  }
}

function keyValueOf({ key, create, mod, version, lease, value = NO_BYTES }: KeyEvent): KeyValue {
  return { key, createRevision: create, modRevision: mod, version, lease, value };
}
