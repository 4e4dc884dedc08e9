import type { Engine, EngineRecord, Place, Reclaimed } from "../engine/engine.js";
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from "../limits.js";
import type { Keydir } from "./keydir.js";
import { promised } from "./promised.js";

/** A string stands for its UTF-8 bytes. */
export type Bytes = string | Uint8Array;

export interface BitcaskStoreOptions {
  /**
   * When a change is answered: once it is durable (`put`, the default; changes that come together share the cost), or once
   * it is in memory (`flush`), to become durable with `flush`, with `close`, or after some thousand others.
   */
  readonly durability?: "put" | "flush";
  /** How large a data file becomes before the next one is begun; 64 MiB if not said. */
  readonly fileBytes?: number;
}

/** So many changes at most are lost when the machine goes down, if they were answered before they were durable. */
const CHANGES_MAX = 10_000;

/** Changes wait when so much of them is in memory only. */
const UNWRITTEN_BYTES_MAX = 2 ** 24;

/** What a merge looks at between two turns. */
const MERGE_SLICE_BYTES = 2 ** 18;

const NO_STATE = new Uint8Array(0);

/** A map from keys to values, on disk, with all its keys in memory. */
export class BitcaskStore {
  readonly #engine: Engine;
  readonly #keydir: Keydir;
  readonly #isDurableAtOnce: boolean;
  /** How many changes there were ever, and how many of them are in a checkpoint that has begun. */
  #changes: number;
  #covered: number;
  /** The checkpoint under way, and the one that waits for it. */
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #merging: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(engine: Engine, keydir: Keydir, { durability = "put" }: BitcaskStoreOptions) {
    this.#engine = engine;
    this.#keydir = keydir;
    this.#isDurableAtOnce = durability === "put";
    this.#changes = engine.checkpointed.applied;
    this.#covered = this.#changes;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#keydir.size;
  }

  get(key: Bytes): Promise<Uint8Array | undefined> {
    const place = this.#keydir.at(keyBytes(key));
    if (place === undefined) return Promise.resolve(undefined);
    return this.#read(place).then(({ value }) => value);
  }

  put(key: Bytes, value: Bytes): Promise<void> {
    return this.#change(keyBytes(key), valueBytes(value));
  }

  /** It is no error if there is no such key. */
  delete(key: Bytes): Promise<void> {
    const bytes = keyBytes(key);
    return this.#keydir.at(bytes) === undefined ? Promise.resolve() : this.#change(bytes, undefined);
  }

  /** Every key with its value, in the order in which the keys were first put; what changes meanwhile may be seen or not. */
  async *scan(): AsyncGenerator<[key: Uint8Array, value: Uint8Array]> {
    for (const [, place] of this.#keydir.entries()) {
      const { key, value } = await this.#read(place);
      yield [key, value];
    }
  }

  /** Makes all changes durable. */
  flush(): Promise<void> {
    return this.#changes === this.#covered && this.#next === undefined ? this.#current : this.#checkpoint(false);
  }

  /** Gives the space of old values back to the disk, in small slices, while everything else goes on. */
  merge(): Promise<void> {
    this.#merging ??= this.#merge().finally(() => (this.#merging = undefined));
    return this.#merging;
  }

  /** Makes all changes durable and ends the use of the store. The next opening is quick after it. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #read(place: Place): Promise<EngineRecord> {
    return promised((done) => this.#engine.read(place, done));
  }

  async #change(key: Uint8Array, value: Uint8Array | undefined): Promise<void> {
    if (this.#closing !== undefined) throw new Error("the store is closed");
    const place = this.#engine.append(key, value);
    this.#keydir.found({ key, isTombstone: value === undefined, timestamp: 0 }, place);
    this.#changes++;
    if (this.#isDurableAtOnce) return this.#checkpoint(false);
    if (this.#changes - this.#covered >= CHANGES_MAX) void this.#checkpoint(false).catch(() => undefined);
    // A failure above is told here or by the next flush: what is not written stays in memory until then.
    if (this.#engine.unwrittenBytes > UNWRITTEN_BYTES_MAX) await promised((done) => this.#engine.flush(done));
  }

  /** Joins the next checkpoint, which begins when the one under way has ended. */
  #checkpoint(seal: boolean): Promise<void> {
    this.#next ??= this.#startNext(seal);
    return this.#next;
  }

  async #startNext(seal: boolean): Promise<void> {
    await this.#current.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    this.#current = this.#next ?? Promise.resolve();
    this.#next = undefined;
    const applied = this.#changes;
    const before = this.#covered;
    this.#covered = applied;
    try {
      await promised((done) => this.#engine.checkpoint({ applied, state: NO_STATE }, seal, done));
    } catch (error) {
      this.#covered = before;
      throw error;
    }
  }

  async #merge(): Promise<void> {
    await this.#sealed();
    for (;;) {
      const { bytes } = await promised<Reclaimed>((done) =>
        this.#engine.reclaim(this.#keydir, MERGE_SLICE_BYTES, done),
      );
      if (bytes > 0) continue;
      // Files that were replaced go with a checkpoint, and others may be worth it then.
      await this.#checkpoint(false);
      const again = await promised<Reclaimed>((done) => this.#engine.reclaim(this.#keydir, MERGE_SLICE_BYTES, done));
      if (again.bytes === 0) return;
    }
  }

  /** A checkpoint that was asked for without a seal may already wait: then the next one has it. */
  async #sealed(): Promise<void> {
    await this.#next;
    await this.#checkpoint(true);
  }

  async #close(): Promise<void> {
    try {
      await this.#merging;
      await this.#sealed();
    } finally {
      await promised((done) => this.#engine.close(done));
    }
  }
}

const encoder = new TextEncoder();

function keyBytes(key: Bytes): Uint8Array {
  const bytes = typeof key === "string" ? encoder.encode(key) : key;
  if (bytes.length > KEY_BYTES_MAX)
    throw new RangeError(`a key has at most ${KEY_BYTES_MAX} bytes, not ${bytes.length}`);
  return bytes;
}

function valueBytes(value: Bytes): Uint8Array {
  const bytes = typeof value === "string" ? encoder.encode(value) : value;
  if (bytes.length > VALUE_BYTES_MAX) {
    throw new RangeError(`a value has at most ${VALUE_BYTES_MAX} bytes, not ${bytes.length}`);
  }
  return bytes;
}
