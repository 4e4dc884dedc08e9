import type { Id } from "@keyval/api";
import type { IncrementRecord } from "@keyval/storage";
import type { Digest } from "../hash/digest.js";
import type { HistoryCursor } from "../key-index/history-cursor.js";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { VersionDigester } from "../keyspace/version-digester.js";
import { readValues } from "../query/read-values.js";
import { runSteps, type Steps } from "../query/steps.js";
import { RecordEncoder } from "../record/encode-record.js";
import { Refusal } from "../refusal.js";
import type { Slices } from "../slices.js";
import { CHANGES_AT_ONCE, CHANGES_BYTES } from "./limits.js";

/** The earlier state that somebody has. */
export interface Earlier {
  /** The last entry of the log that is in it, and the revision then. */
  readonly index: number;
  readonly revision: number;
  /** Of the data directories of the members then. */
  readonly incarnations: readonly Id[];
}

/** A state at one moment, but for the records that an earlier one has as well. */
export interface ChangesFacts {
  readonly applied: number;
  readonly revision: number;
  /** All of the state that is not in records. */
  readonly state: Uint8Array;
  /** Keys that are live. */
  readonly keys: number;
  /** Of these keys, as all records together have to give it. */
  readonly hash: Digest;
}

const NO_HASH: Digest = { high: 0, low: 0 };

export type ChangesDone = (outcome: readonly IncrementRecord[] | Refusal) => void;

/**
 * The records that came after a revision, tombstones included, in order and piece by piece. They are pinned while a piece is
 * made, not while its taker waits: if they are compacted meanwhile, there are no more.
 */
export class Changes {
  readonly facts: ChangesFacts;
  readonly #keyspace: Keyspace;
  readonly #slices: Slices;
  readonly #readsNow: number;
  readonly #cursor: HistoryCursor;
  readonly #encoder = new RecordEncoder();
  readonly #digester = new VersionDigester();

  /** Nothing after `since` has been compacted. */
  constructor(keyspace: Keyspace, slices: Slices, readsNow: number, since: number, facts: ChangesFacts) {
    this.facts = facts;
    this.#keyspace = keyspace;
    this.#slices = slices;
    this.#readsNow = readsNow;
    this.#cursor = keyspace.index.history(since + 1);
  }

  /** Some more, in a later turn; none at the end. One call at a time. */
  next(done: ChangesDone): void {
    this.#slices.add(() => {
      const outcome = runSteps(this.#steps(), this.#slices, done);
      if (outcome !== undefined) done(outcome);
      return false;
    });
  }

  *#steps(): Steps<readonly IncrementRecord[] | Refusal> {
    if (this.#cursor.isCompacted) return new Refusal("changesCompacted");
    const { index, pins } = this.#keyspace;
    const ids = this.#find();
    const [first] = ids;
    if (first === undefined) return [];
    const pinned = index.modOf(first);
    pins.pin(pinned);
    const outcome = yield* this.#read(ids);
    pins.release(pinned);
    return outcome;
  }

  #find(): VersionId[] {
    const { index } = this.#keyspace;
    const ids: VersionId[] = [];
    for (let bytes = 0; bytes < CHANGES_BYTES && ids.length < CHANGES_AT_ONCE;) {
      const id = this.#cursor.next();
      if (id === 0 || index.modOf(id) > this.facts.revision) break;
      ids.push(id);
      bytes += index.bytesOf(id);
    }
    return ids;
  }

  *#read(ids: readonly VersionId[]): Steps<readonly IncrementRecord[] | Refusal> {
    const { index } = this.#keyspace;
    const values = new Map<VersionId, Uint8Array>();
    const puts = ids.filter((id) => !index.isTombstone(id));
    const refusal = yield* readValues(this.#keyspace, puts, this.#readsNow, (id, value) => void values.set(id, value));
    return refusal ?? ids.map((id) => this.#recordOf(id, values.get(id)));
  }

  /** With the hash of the value that is handed out, so that a wrong one is noticed by whoever adds all of them up. */
  #recordOf(id: VersionId, value: Uint8Array | undefined): IncrementRecord {
    const { index } = this.#keyspace;
    const version = {
      key: index.keyView(id),
      mod: index.modOf(id),
      sub: index.subOf(id),
      isTombstone: index.isTombstone(id),
      create: index.createOf(id),
      version: index.versionOf(id),
      lease: this.#keyspace.leaseOf(id),
      valueBytes: value?.length ?? 0,
    };
    const { high, low } = value === undefined ? NO_HASH : this.#digester.digest(version, value);
    return { key: this.#encoder.encode({ ...version, hashHigh: high, hashLow: low }).slice(), value };
  }
}
