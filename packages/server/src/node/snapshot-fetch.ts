import type { Fetch, Snapshot } from "@keyval/raft";
import type { EngineDone, EngineOutcome } from "@keyval/storage";
import type { Timer } from "./clock.js";
import { joined } from "./joined.js";
import { CHUNK_RETRY_MS, CHUNK_TRIES_MAX, SNAPSHOT_MANIFEST_BYTES_MAX } from "./limits.js";
import type { ChunkFrame } from "./peers.js";
import type { ReadPiece, StateMachine } from "./state-machine.js";

/** What a fetch needs, and whom it tells. */
export interface FetchEvents {
  ask(fetch: Fetch, file: number, position: number): void;
  progressed(snapshot: Snapshot): void;
  received(snapshot: Snapshot): void;
  failed(snapshot: Snapshot, error: Error): void;
  after(milliseconds: number, run: () => void): Timer;
  /** Calls back in the end of this turn. */
  defer(run: () => void): void;
}

/** A piece that was asked for. */
interface Wanted {
  readonly fetch: Fetch;
  readonly file: number;
  readonly position: number;
  readonly done: EngineDone<ReadPiece>;
}

const MANIFEST = 0;

/**
 * Pulls a snapshot from another member: its manifest, then whatever the state machine asks for of its files. One piece is
 * under way at a time, and is asked for again if it does not come.
 */
export class SnapshotFetch {
  readonly #machine: StateMachine;
  readonly #events: FetchEvents;
  #fetch: Fetch | undefined;
  /** A fetch is under way, maybe one that is not wanted any more: the next one has to wait for its end. */
  #isBusy = false;
  #wanted: Wanted | undefined;
  #tries = 0;
  #retry: Timer | undefined;

  constructor(machine: StateMachine, events: FetchEvents) {
    this.#machine = machine;
    this.#events = events;
  }

  start(fetch: Fetch): void {
    this.stop();
    this.#fetch = fetch;
    if (!this.#isBusy) this.#begin(fetch);
  }

  stop(): void {
    this.#fetch = undefined;
    this.#answer({ error: new Error("the snapshot is not wanted any more") });
  }

  onChunk({ from, index, file, position, total, bytes }: ChunkFrame): void {
    const wanted = this.#wanted;
    if (wanted?.fetch.from !== from || wanted.fetch.snapshot.index !== index) return;
    if (wanted.file !== file || wanted.position !== position) return;
    const left = total - position;
    if (bytes.length > left || (bytes.length === 0 && left > 0)) {
      this.#answer({ error: new Error("a member sent a piece that can not be one") });
      return;
    }
    this.#events.progressed(wanted.fetch.snapshot);
    this.#answer({ error: undefined, value: { bytes, total } });
  }

  onGone(from: number, index: number): void {
    const { fetch } = this.#wanted ?? {};
    // What was asked for twice may be gone by the second time.
    if (fetch?.from !== from || fetch.snapshot.index !== index) return;
    this.#answer({ error: new Error("the snapshot is not there any more") });
  }

  #begin(fetch: Fetch): void {
    this.#isBusy = true;
    this.#fetchManifest(fetch, []);
  }

  #fetchManifest(fetch: Fetch, before: readonly Uint8Array[]): void {
    const position = before.reduce((sum, { length }) => sum + length, 0);
    this.#want(fetch, MANIFEST, position, ({ error, value }) => {
      if (error !== undefined) {
        this.#ended(fetch, error);
        return;
      }
      const { bytes, total } = value;
      if (total > SNAPSHOT_MANIFEST_BYTES_MAX) this.#ended(fetch, new Error("the manifest is too large"));
      else if (position + bytes.length < total) this.#fetchManifest(fetch, [...before, bytes]);
      else this.#receive(fetch, joined([...before, bytes]));
    });
  }

  #receive(fetch: Fetch, manifest: Uint8Array): void {
    const incoming = {
      snapshot: fetch.snapshot,
      manifest,
      fetch: (file: number, position: number, done: EngineDone<Uint8Array>): void => {
        this.#want(fetch, file + 1, position, ({ error, value }) => {
          done(error === undefined ? { error, value: value.bytes } : { error });
        });
      },
    };
    this.#machine.receive(incoming, ({ error }) => {
      this.#ended(fetch, error);
    });
  }

  /** If another fetch has begun meanwhile, now is its time. */
  #ended(fetch: Fetch, error: Error | undefined): void {
    this.#isBusy = false;
    if (this.#fetch !== fetch) {
      if (this.#fetch !== undefined) this.#begin(this.#fetch);
      return;
    }
    this.#fetch = undefined;
    if (error === undefined) this.#events.received(fetch.snapshot);
    else this.#events.failed(fetch.snapshot, error);
  }

  #want(fetch: Fetch, file: number, position: number, done: EngineDone<ReadPiece>): void {
    if (this.#fetch !== fetch) {
      this.#events.defer(() => {
        done({ error: new Error("the snapshot is not wanted any more") });
      });
      return;
    }
    this.#wanted = { fetch, file, position, done };
    this.#tries = 0;
    this.#ask(this.#wanted);
  }

  #ask(wanted: Wanted): void {
    this.#tries += 1;
    if (this.#tries > CHUNK_TRIES_MAX) {
      this.#answer({ error: new Error("the member that has the snapshot does not answer") });
      return;
    }
    this.#retry = this.#events.after(CHUNK_RETRY_MS, () => {
      this.#ask(wanted);
    });
    this.#events.ask(wanted.fetch, wanted.file, wanted.position);
  }

  #answer(outcome: EngineOutcome<ReadPiece>): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    this.#retry?.cancel();
    wanted?.done(outcome);
  }
}
