import { assert } from "../assert.js";
import type { Id } from "../id.js";
import { highBits, lowBits } from "./bits.js";
import { NO_BYTES } from "./none.js";
import { utf8Length, writeUtf8 } from "./utf8.js";
import { WireType } from "./wire-type.js";

/** The most bytes that a tag and a varint take together. */
const HEAD_BYTES = 15;

/**
 * Small messages share a buffer of this size, which costs far less than one for each. One that is kept keeps as much
 * alive, so it is no larger than the buffers that Node's own small ones share.
 */
const BUFFER_BYTES = 8192;

/** What outgrows it gets a buffer of its own, large enough that few messages outgrow that one as well. */
const LARGE_BUFFER_BYTES = 65_536;

/** For tags, lengths, and the header of an entry. */
const ROOM_BYTES = 128;

/** Longer numbers are taken apart into two of 32 bits, negative ones in two's complement. */
const HALF = 2 ** 32;

/** Short contents are copied faster by hand than by a call. */
const COPY_BY_HAND_BYTES = 24;

/**
 * Writes messages from the back to the front: what is written last stands first. So a message is written before its
 * length, which is known by then, and whoever sends it can put a header of its own in front.
 */
export class Writer {
  /** What is written stands between `#start` and `#end`. What is behind has been taken; the next bytes go in front. */
  #bytes = NO_BYTES;
  #start = 0;
  #end = 0;

  /** How many bytes there are so far. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** What has been written: a view, good until more is written or `clear` is called. */
  view(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** The same for good: the writer begins anew, in front of it in the same buffer. */
  take(): Uint8Array {
    const taken = this.view();
    this.#end = this.#start;
    // What is small must not keep alive what is big.
    if (this.#bytes.length > BUFFER_BYTES) {
      this.#bytes = NO_BYTES;
      this.#start = 0;
      this.#end = 0;
    }
    return taken;
  }

  clear(): void {
    this.#start = this.#end;
  }

  /** Puts bytes in front, as they are. */
  prepend(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#copy(bytes);
  }

  /** Puts a number in front, without a tag. */
  number(value: number): void {
    this.#reserve(HEAD_BYTES);
    this.#varint(value);
  }

  // Each of these writes a field, unless it has the value that it has when it is left out.

  bool(field: number, value: boolean | undefined): void {
    if (value === true) this.boolValue(field, value);
  }

  int32(field: number, value: number | undefined): void {
    if (value !== undefined && value !== 0) this.int64Value(field, value);
  }

  uint32(field: number, value: number | undefined): void {
    if (value !== undefined && value !== 0) this.int64Value(field, value);
  }

  int64(field: number, value: number | undefined): void {
    if (value !== undefined && value !== 0) this.int64Value(field, value);
  }

  uint64(field: number, value: number | undefined): void {
    if (value !== undefined && value !== 0) this.int64Value(field, value);
  }

  id(field: number, value: Id | undefined): void {
    if (value !== undefined && value !== 0) this.idValue(field, value);
  }

  bytes(field: number, value: Uint8Array | undefined): void {
    if (value !== undefined && value.length > 0) this.bytesValue(field, value);
  }

  text(field: number, value: string | undefined): void {
    if (value !== undefined && value !== "") this.textValue(field, value);
  }

  // Each of these writes a field, whatever its value.

  boolValue(field: number, value: boolean): void {
    this.int64Value(field, value ? 1 : 0);
  }

  int64Value(field: number, value: number): void {
    this.#reserve(HEAD_BYTES);
    this.#varint(value);
    this.#varint(field * 8 + WireType.varint);
  }

  idValue(field: number, value: Id): void {
    this.#reserve(HEAD_BYTES);
    this.#id(value);
    this.#varint(field * 8 + WireType.varint);
  }

  bytesValue(field: number, value: Uint8Array): void {
    this.#reserve(value.length + HEAD_BYTES);
    this.#copy(value);
    this.#varint(value.length);
    this.#varint(field * 8 + WireType.bytes);
  }

  textValue(field: number, value: string): void {
    const length = utf8Length(value);
    this.#reserve(length + HEAD_BYTES);
    this.#start -= length;
    writeUtf8(value, this.#bytes, this.#start);
    this.#varint(length);
    this.#varint(field * 8 + WireType.bytes);
  }

  /** Makes a field of all that was written since there were `before` bytes: the content of a message. */
  wrap(field: number, before: number): void {
    const length = this.length - before;
    this.#reserve(HEAD_BYTES);
    this.#varint(length);
    this.#varint(field * 8 + WireType.bytes);
  }

  packedInt64(field: number, values: readonly number[] | undefined): void {
    if (values !== undefined && values.length > 0) this.#packed(field, values);
  }

  packedId(field: number, values: readonly Id[] | undefined): void {
    if (values !== undefined && values.length > 0) this.#packed(field, values);
  }

  #packed(field: number, values: readonly Id[]): void {
    const before = this.length;
    for (let i = values.length - 1; i >= 0; i--) {
      this.#reserve(HEAD_BYTES);
      this.#id(values[i] ?? 0);
    }
    this.wrap(field, before);
  }

  #id(value: Id): void {
    if (typeof value === "number") this.#varint(value);
    else this.#varintOfHalves(lowBits(value), highBits(value));
  }

  #varint(value: number): void {
    assert(Number.isSafeInteger(value), "a field of numbers holds safe integers", value);
    if (value >= 0 && value < 0x80) this.#bytes[--this.#start] = value;
    else if (value > 0 && value < 0x4000) {
      this.#bytes[--this.#start] = value >> 7;
      this.#bytes[--this.#start] = (value & 0x7f) | 0x80;
    } else {
      const high = Math.floor(value / HALF);
      this.#varintOfHalves((value - high * HALF) >>> 0, high >>> 0);
    }
  }

  /** A number of 64 bits, which are used up from the lowest on. */
  #varintOfHalves(low: number, high: number): void {
    const length = Math.max(1, Math.ceil((high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(low)) / 7));
    this.#start -= length;
    for (let i = 0; i < length - 1; i++) {
      this.#bytes[this.#start + i] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.#start + length - 1] = low;
  }

  #copy(bytes: Uint8Array): void {
    const start = this.#start - bytes.length;
    this.#start = start;
    if (bytes.length > COPY_BY_HAND_BYTES) {
      this.#bytes.set(bytes, start);
      return;
    }
    for (let i = 0; i < bytes.length; i++) this.#bytes[start + i] = bytes[i] ?? 0;
  }

  #reserve(bytes: number): void {
    if (bytes > this.#start) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const written = this.view();
    const larger = new Uint8Array(grownBytes(written.length, bytes));
    this.#end = larger.length;
    this.#start = larger.length - written.length;
    larger.set(written, this.#start);
    this.#bytes = larger;
  }
}

function grownBytes(written: number, more: number): number {
  if (written + more <= BUFFER_BYTES) return BUFFER_BYTES;
  // One large value, and what goes in front of it.
  if (written === 0) return more + ROOM_BYTES;
  return Math.max(LARGE_BUFFER_BYTES, 2 * (written + more));
}
