import type { Id } from "@keyval/api";
import { assert } from "../assert.js";
import type { VersionRecord } from "./version-record.js";

/** docs/internals/record.md describes the layout. */
export const RECORD_VERSION = 1;
export const TOMBSTONE_FLAG = 1;
export const LEASE_FLAG = 2;

export const HASH_BYTES = 8;
export const LEASE_BYTES = 8;

/** Version and flags, five numbers of at most eight bytes each, the hash, a lease. */
const FIELD_BYTES_MAX = 2 + 5 * 8 + HASH_BYTES + LEASE_BYTES;

/** Views of the beginning of the memory are kept up to this length: a view costs more than what is written into it. */
const VIEW_BYTES_MAX = 256;

/** Encodes into memory of its own, which is used again. */
export class RecordEncoder {
  #bytes = new Uint8Array(VIEW_BYTES_MAX);
  #length = 0;
  #views: (Uint8Array | undefined)[] = [];

  /** A view that is good until the next call. */
  encode(record: VersionRecord): Uint8Array {
    const { key, isTombstone, lease, mod } = record;
    if (FIELD_BYTES_MAX + key.length > this.#bytes.length) this.#grow(FIELD_BYTES_MAX + key.length);
    const hasLease = lease !== 0;
    this.#bytes[0] = RECORD_VERSION;
    this.#bytes[1] = (isTombstone ? TOMBSTONE_FLAG : 0) | (hasLease ? LEASE_FLAG : 0);
    this.#length = 2;
    this.#number(mod);
    this.#number(record.sub);
    if (!isTombstone) {
      this.#number(mod - record.create);
      this.#number(record.version);
      this.#number(record.valueBytes);
      this.#word(record.hashHigh);
      this.#word(record.hashLow);
    }
    if (hasLease) this.#id(lease);
    this.#bytes.set(key, this.#length);
    return this.#view(this.#length + key.length);
  }

  #view(length: number): Uint8Array {
    if (length > VIEW_BYTES_MAX) return this.#bytes.subarray(0, length);
    return (this.#views[length] ??= this.#bytes.subarray(0, length));
  }

  #grow(length: number): void {
    this.#bytes = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
    this.#views = [];
  }

  #number(value: number): void {
    assert(value >= 0 && value <= Number.MAX_SAFE_INTEGER, "a number in a record is exact", value);
    let rest = value;
    while (rest >= 128) {
      const digit = rest % 128;
      this.#bytes[this.#length++] = digit + 128;
      rest = (rest - digit) / 128;
    }
    this.#bytes[this.#length++] = rest;
  }

  #word(word: number): void {
    this.#bytes[this.#length] = word;
    this.#bytes[this.#length + 1] = word >>> 8;
    this.#bytes[this.#length + 2] = word >>> 16;
    this.#bytes[this.#length + 3] = word >>> 24;
    this.#length += 4;
  }

  #id(id: Id): void {
    if (typeof id === "number") {
      this.#word(id >>> 0);
      this.#word(Math.floor(id / 2 ** 32) >>> 0);
    } else {
      this.#word(Number(BigInt.asUintN(32, id)));
      this.#word(Number(BigInt.asUintN(32, id >> 32n)));
    }
  }
}
