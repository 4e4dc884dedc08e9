import { type Bytes, concat, toBytes } from "./bytes.js";
import { type KeyRange, type Keys, prefixEnd, toRange } from "./key-range.js";

/** A range as requests have it. */
export interface WireRange {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);
/** "From here on", as the end of a range, and before all keys, as its start. */
const ZERO = Uint8Array.of(0);

/** The keys below a prefix, which whoever works in it does not see. */
export class KeySpace {
  readonly prefix: Uint8Array;

  constructor(prefix: Bytes = NO_BYTES) {
    this.prefix = toBytes(prefix);
  }

  /** The keys below another prefix within this one. */
  inner(prefix: Bytes): KeySpace {
    return new KeySpace(concat(this.prefix, toBytes(prefix)));
  }

  key(key: Bytes): Uint8Array {
    return concat(this.prefix, toBytes(key));
  }

  range(keys: Keys): WireRange {
    const { start, end } = toRange(keys);
    const key = this.key(start);
    if (end === "one") return { key, rangeEnd: NO_BYTES };
    return { key: key.length === 0 ? ZERO : key, rangeEnd: this.#end(end) };
  }

  /** A key as those see it who work here. */
  inside(key: Uint8Array): Uint8Array {
    return key.subarray(this.prefix.length);
  }

  #end(end: Exclude<KeyRange["end"], "one">): Uint8Array {
    const wireEnd = end === "open" ? prefixEnd(this.prefix) : this.key(end);
    return wireEnd === "open" ? ZERO : wireEnd;
  }
}
