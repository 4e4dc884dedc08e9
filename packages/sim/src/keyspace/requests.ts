import {
  Compare,
  CompareTarget,
  CompactionRequest,
  DeleteRangeRequest,
  PutRequest,
  RangeRequest,
  RequestOp,
  TxnRequest,
  type Id,
} from "@keyval/api";
import type { SeededRandom } from "../random.js";
import { bytesOf } from "./bytes-of.js";
import type { KeyspaceKnobs } from "./keyspace-knobs.js";

const NO_KEY = new Uint8Array(0);
/** From a key on: the end of ranges that have none. */
const ALL = Uint8Array.of(0);
const PAD = 0x2e;
const DEPTH_MOST = 2;
/** How far behind the newest revision reads and compactions reach. */
const BEHIND_MOST = 30;

/** Random requests of one client, which mostly can be done. Each value is written once, so that it tells who wrote it. */
export class Requests {
  readonly #client: number;
  readonly #random: SeededRandom;
  readonly #knobs: KeyspaceKnobs;
  #written = 0;

  constructor(client: number, random: SeededRandom, knobs: KeyspaceKnobs) {
    this.#client = client;
    this.#random = random;
    this.#knobs = knobs;
  }

  put(lease: Id = 0): PutRequest {
    const random = this.#random;
    const ignoreLease = lease === 0 && random.chance(1, 10);
    const ignoreValue = random.chance(1, 15);
    return PutRequest.create({
      key: this.key(),
      value: ignoreValue ? NO_KEY : this.#value(),
      lease,
      prevKv: random.chance(1, 3),
      ignoreValue,
      ignoreLease,
    });
  }

  deleteRange(): DeleteRangeRequest {
    return DeleteRangeRequest.create({ ...this.#keys(), prevKv: this.#random.chance(1, 2) });
  }

  /** Of the newest revision, or near this one. */
  range(revision: number): RangeRequest {
    const random = this.#random;
    const isSorted = random.chance(1, 4);
    const { key, rangeEnd } = this.#keys();
    return RangeRequest.create({
      key,
      rangeEnd,
      limit: random.chance(1, 3) ? 1 + random.below(4) : 0,
      revision: random.chance(1, 3) ? this.#near(revision) : 0,
      sortOrder: isSorted ? (random.below(3) as 0) : 0,
      sortTarget: isSorted ? (random.below(5) as 0) : 0,
      serializable: random.chance(1, 3),
      keysOnly: random.chance(1, 6),
      countOnly: random.chance(1, 8),
      minModRevision: random.chance(1, 15) ? this.#near(revision) : 0,
      maxCreateRevision: random.chance(1, 15) ? this.#near(revision) : 0,
    });
  }

  txn(revision: number): TxnRequest {
    return this.#txn(revision, 0, this.#random.chance(1, 5));
  }

  compact(revision: number): CompactionRequest {
    return CompactionRequest.create({ revision: this.#near(revision), physical: this.#random.chance(1, 3) });
  }

  /** A key, or a range of them, that a watch or a read may be about. */
  watched(): { readonly key: Uint8Array; readonly rangeEnd: Uint8Array } {
    return this.#keys();
  }

  key(): Uint8Array {
    return this.#keyOf(this.#random.below(this.#knobs.keys));
  }

  #txn(revision: number, depth: number, isReading: boolean): TxnRequest {
    const random = this.#random;
    const most = depth === 0 ? 4 : 3;
    const ops = (): RequestOp[] =>
      Array.from({ length: random.below(most) }, () => this.#operation(revision, depth, isReading));
    const compare = Array.from({ length: random.below(3) }, () => this.#compare(revision));
    return TxnRequest.create({ compare, success: ops(), failure: ops() });
  }

  #operation(revision: number, depth: number, isReading: boolean): RequestOp {
    const kind = this.#random.below(isReading ? 4 : 10);
    if (kind === 0 && depth < DEPTH_MOST) {
      return RequestOp.create({ requestTxn: this.#txn(revision, depth + 1, isReading) });
    }
    if (kind < 4) return RequestOp.create({ requestRange: this.range(revision) });
    if (kind < 9) return RequestOp.create({ requestPut: this.put() });
    return RequestOp.create({ requestDeleteRange: this.deleteRange() });
  }

  #compare(revision: number): Compare {
    const random = this.#random;
    const target = random.below(5) as CompareTarget;
    const number = random.chance(1, 2) ? random.below(4) : this.#near(revision);
    return Compare.create({
      ...(random.chance(1, 3) ? this.#keys() : { key: this.key() }),
      target,
      result: random.below(4) as 0,
      ...(target === CompareTarget.VERSION && { version: number }),
      ...(target === CompareTarget.CREATE && { createRevision: number }),
      ...(target === CompareTarget.MOD && { modRevision: number }),
      ...(target === CompareTarget.VALUE && { value: this.#value() }),
      ...(target === CompareTarget.LEASE && { lease: 0 }),
    });
  }

  #keys(): { readonly key: Uint8Array; readonly rangeEnd: Uint8Array } {
    const random = this.#random;
    const { keys } = this.#knobs;
    const first = random.below(keys);
    switch (random.below(4)) {
      case 0:
        return { key: this.#keyOf(first), rangeEnd: this.#keyOf(first + 1 + random.below(keys)) };
      case 1:
        return { key: random.chance(1, 2) ? ALL : this.#keyOf(first), rangeEnd: ALL };
      default:
        return { key: this.#keyOf(first), rangeEnd: NO_KEY };
    }
  }

  #keyOf(number: number): Uint8Array {
    return bytesOf(`k${String(number).padStart(2, "0")}`);
  }

  #value(): Uint8Array {
    const name = bytesOf(`${this.#client}.${++this.#written}`);
    const value = new Uint8Array(name.length + this.#random.below(this.#knobs.valueBytes + 1)).fill(PAD);
    value.set(name);
    return value;
  }

  #near(revision: number): number {
    return Math.max(1, revision + 1 - this.#random.below(BEHIND_MOST));
  }
}
