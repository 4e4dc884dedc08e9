import type { Fetch, Snapshot } from "@keyval/raft";
import type { Timer } from "./clock.js";
import { CHUNK_RETRY_MS, CHUNK_TRIES_MAX } from "./limits.js";
import type { ChunkFrame } from "./peers.js";
import type { StateMachine } from "./state-machine.js";

/** What a fetch needs, and whom it tells. */
export interface FetchEvents {
  ask(fetch: Fetch, position: number): void;
  progressed(snapshot: Snapshot): void;
  received(snapshot: Snapshot): void;
  failed(snapshot: Snapshot): void;
  after(milliseconds: number, run: () => void): Timer;
}

/** Pulls a snapshot from another member, one piece at a time, and asks again for a piece that does not come. */
export class SnapshotFetch {
  readonly #machine: StateMachine;
  readonly #events: FetchEvents;
  #fetch: Fetch | undefined;
  #position = 0;
  /** The state machine writes, maybe still for an earlier fetch: what comes for this one has to wait. */
  #isBusy = false;
  #tries = 0;
  #retry: Timer | undefined;

  constructor(machine: StateMachine, events: FetchEvents) {
    this.#machine = machine;
    this.#events = events;
  }

  start(fetch: Fetch): void {
    this.stop();
    this.#fetch = fetch;
    this.#position = 0;
    this.#tries = 0;
    if (!this.#isBusy) this.#ask();
  }

  stop(): void {
    this.#retry?.cancel();
    this.#fetch = undefined;
  }

  onChunk({ from, index, position, total, bytes }: ChunkFrame): void {
    const fetch = this.#fetch;
    if (fetch?.from !== from || fetch.snapshot.index !== index || position !== this.#position || this.#isBusy) return;
    this.#retry?.cancel();
    if (bytes.length === 0 && position < total) {
      this.#fail();
      return;
    }
    this.#isBusy = true;
    this.#machine.write(fetch.snapshot, position, bytes, ({ error }) => {
      if (!this.#isStill(fetch)) return;
      if (error !== undefined) this.#fail();
      else this.#written(fetch, position + bytes.length, total);
    });
  }

  onGone(from: number, index: number): void {
    const { from: asked, snapshot } = this.#fetch ?? {};
    // What was asked for twice may be gone by the second time.
    if (asked === from && snapshot?.index === index && !this.#isBusy) this.#fail();
  }

  #written(fetch: Fetch, position: number, total: number): void {
    this.#position = position;
    this.#tries = 0;
    this.#events.progressed(fetch.snapshot);
    if (position < total) this.#ask();
    else this.#complete(fetch, total);
  }

  #complete(fetch: Fetch, total: number): void {
    this.#isBusy = true;
    this.#machine.complete(fetch.snapshot, total, ({ error }) => {
      if (!this.#isStill(fetch)) return;
      if (error !== undefined) {
        this.#fail();
        return;
      }
      this.stop();
      this.#events.received(fetch.snapshot);
    });
  }

  /** The state machine has answered. If another fetch has begun meanwhile, now is its time. */
  #isStill(fetch: Fetch): boolean {
    this.#isBusy = false;
    if (this.#fetch === fetch) return true;
    this.#ask();
    return false;
  }

  #ask(): void {
    const fetch = this.#fetch;
    if (fetch === undefined) return;
    this.#tries += 1;
    if (this.#tries > CHUNK_TRIES_MAX) {
      this.#fail();
      return;
    }
    this.#retry = this.#events.after(CHUNK_RETRY_MS, () => {
      this.#ask();
    });
    this.#events.ask(fetch, this.#position);
  }

  #fail(): void {
    const fetch = this.#fetch;
    this.stop();
    if (fetch !== undefined) this.#events.failed(fetch.snapshot);
  }
}
