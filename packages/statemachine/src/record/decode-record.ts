import type { Id } from "@keyval/api";
import { HASH_BYTES, LEASE_BYTES, LEASE_FLAG, RECORD_VERSION, TOMBSTONE_FLAG } from "./encode-record.js";
import { RecordError } from "./record-error.js";
import type { VersionRecord } from "./version-record.js";

/** No revision makes so many changes, and no value is so large: the index has 31 and 32 bits for them. */
const SUB_END = 2 ** 31;
const VALUE_BYTES_END = 2 ** 32;

/** The key is a view of the bytes. What is no record of ours is a `RecordError`. */
export function decodeRecord(bytes: Uint8Array): VersionRecord {
  return new RecordDecoder(bytes).record();
}

/** The client's key of a record, in place: what its older and newer versions have in common. Reads nothing else. */
export function clientKeyOf(bytes: Uint8Array): Uint8Array {
  const [version, flags = 0] = bytes;
  if (version !== RECORD_VERSION) throw new RecordError(`its version is ${version ?? "missing"}`);
  const isTombstone = (flags & TOMBSTONE_FLAG) !== 0;
  let at = 2;
  for (let numbers = isTombstone ? 2 : 5; numbers > 0; numbers--) {
    while ((bytes[at] ?? 0) >= 128) at++;
    at++;
  }
  at += (isTombstone ? 0 : HASH_BYTES) + ((flags & LEASE_FLAG) === 0 ? 0 : LEASE_BYTES);
  if (at > bytes.length) throw new RecordError("it has lost its end");
  return bytes.subarray(at);
}

class RecordDecoder {
  readonly #bytes: Uint8Array;
  #at = 2;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  record(): VersionRecord {
    const [version, flags = 0] = this.#bytes;
    if (version !== RECORD_VERSION) throw new RecordError(`its version is ${version ?? "missing"}`);
    if (flags > (TOMBSTONE_FLAG | LEASE_FLAG)) throw new RecordError(`its flags are ${flags}`);
    const isTombstone = (flags & TOMBSTONE_FLAG) !== 0;
    const mod = this.#number();
    const sub = this.#number();
    const create = isTombstone ? 0 : mod - this.#number();
    if (create < 0) throw new RecordError("its key was created before the first revision");
    const versions = isTombstone ? 0 : this.#number();
    const valueBytes = isTombstone ? 0 : this.#number();
    const hashHigh = isTombstone ? 0 : this.#word();
    const hashLow = isTombstone ? 0 : this.#word();
    if (sub >= SUB_END || valueBytes >= VALUE_BYTES_END) throw new RecordError("it has a number that is too large");
    const lease = (flags & LEASE_FLAG) === 0 ? 0 : this.#id();
    const key = this.#bytes.subarray(this.#at);
    return { key, mod, sub, isTombstone, create, version: versions, valueBytes, lease, hashHigh, hashLow };
  }

  #number(): number {
    let value = 0;
    for (let scale = 1; scale <= Number.MAX_SAFE_INTEGER; scale *= 128) {
      const byte = this.#byte();
      value += (byte % 128) * scale;
      if (byte < 128 && value <= Number.MAX_SAFE_INTEGER) return value;
    }
    throw new RecordError("it has a number that is too large");
  }

  #word(): number {
    return (this.#byte() | (this.#byte() << 8) | (this.#byte() << 16) | (this.#byte() << 24)) >>> 0;
  }

  #id(): Id {
    const low = this.#word();
    const high = this.#word() | 0;
    const id = high * 2 ** 32 + low;
    return Number.isSafeInteger(id) ? id : BigInt(high) * 2n ** 32n + BigInt(low);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RecordError("it has lost its end");
    return byte;
  }
}
