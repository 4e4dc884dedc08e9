import type { Id } from "../id.js";
import { MESSAGE_DEPTH_MAX } from "../limits.js";
import { idOf } from "./bits.js";
import { DecodeError } from "./decode-error.js";
import { appended, NO_BYTES } from "./none.js";
import { readUtf8 } from "./utf8.js";
import { WireType } from "./wire-type.js";

const FIELD_MAX = 2 ** 29 - 1;

/** A varint is read in three parts, so that each fits into 32 bits: 28 bits, 28 bits and the last 8. */
const PART_BITS = 28;
const PART = 2 ** PART_BITS;
/** How many of the middle part's bits a safe integer has. */
const SAFE_MIDDLE = 2 ** (53 - PART_BITS);

/** Reads a message from the front. All bytes that it hands out are views. */
export class Reader {
  readonly #bytes: Uint8Array;
  #position = 0;
  /** Of the field that is being read. */
  #field = 0;
  #wireType: number = WireType.varint;
  /** How many messages around this one belong to the same recursion. */
  #depth = 0;
  /** The parts of the varint that was read last. */
  #low = 0;
  #middle = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = plain(bytes);
  }

  /** Whether the message that ends there has another field. */
  hasMore(end: number): boolean {
    if (this.#position > end) throw new DecodeError("truncated");
    return this.#position < end;
  }

  /** Begins a field and returns its number. */
  field(): number {
    const tag = this.#uint();
    this.#wireType = tag % 8;
    this.#field = (tag - this.#wireType) / 8;
    if (this.#field === 0 || this.#field > FIELD_MAX) throw new DecodeError("field");
    return this.#field;
  }

  bool(): boolean {
    this.#expect(WireType.varint);
    return this.#uint() !== 0;
  }

  /** What does not fit is cut off, as everywhere with protobuf. Enums are read so, too. */
  int32(): number {
    this.#expect(WireType.varint);
    return this.#int32();
  }

  uint32(): number {
    this.#expect(WireType.varint);
    return this.#int32() >>> 0;
  }

  /** The nearest safe integer. */
  int64(): number {
    this.#expect(WireType.varint);
    const short = this.#shortVarint();
    if (short >= 0) return short;
    this.#readVarint();
    if (this.#high < 0x80) return this.#saturated();
    const negative = (this.#middle - PART) * PART + this.#low;
    const isExact = this.#high === 0xff && this.#middle >= PART - SAFE_MIDDLE;
    return isExact ? Math.max(negative, Number.MIN_SAFE_INTEGER) : Number.MIN_SAFE_INTEGER;
  }

  /** The nearest safe integer. */
  uint64(): number {
    this.#expect(WireType.varint);
    return this.#uint();
  }

  /** An int64 that is compared and never counted with. */
  signedId(): Id {
    const value = this.int64();
    return Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : idOf(this.#lowBits(), this.#highBits(), true);
  }

  /** The same for an uint64. */
  unsignedId(): Id {
    const value = this.uint64();
    return value < Number.MAX_SAFE_INTEGER ? value : idOf(this.#lowBits(), this.#highBits(), false);
  }

  bytes(): Uint8Array {
    const end = this.messageEnd();
    const start = this.#position;
    this.#position = end;
    return start === end ? NO_BYTES : this.#bytes.subarray(start, end);
  }

  text(): string {
    const end = this.messageEnd();
    const start = this.#position;
    this.#position = end;
    return readUtf8(this.#bytes, start, end);
  }

  /** Where the field ends that begins here. */
  messageEnd(): number {
    this.#expect(WireType.bytes);
    const end = this.#uint() + this.#position;
    if (end > this.#bytes.length) throw new DecodeError("truncated");
    return end;
  }

  /** The same for a message that may hold its own kind again; `ascend` follows when it has been read. */
  descend(): number {
    this.#depth += 1;
    if (this.#depth > MESSAGE_DEPTH_MAX) throw new DecodeError("depth");
    return this.messageEnd();
  }

  ascend(): void {
    this.#depth -= 1;
  }

  /** Reads one element of a repeated number, or a whole run of them. */
  packed<T>(list: readonly T[], read: (reader: Reader) => T): readonly T[] {
    if (this.#wireType !== WireType.bytes) return appended(list, read(this));
    const end = this.messageEnd();
    this.#wireType = WireType.varint;
    let values = list;
    while (this.hasMore(end)) values = appended(values, read(this));
    return values;
  }

  /** Goes past a field that this version does not know. */
  skip(): void {
    const groups: number[] = [];
    do {
      this.#skipOne(groups);
      if (groups.length > 0) this.field();
    } while (groups.length > 0);
  }

  #skipOne(groups: number[]): void {
    switch (this.#wireType) {
      case WireType.varint:
        this.#readVarint();
        break;
      case WireType.fixed64:
        this.#skipBytes(8);
        break;
      case WireType.bytes:
        this.#skipBytes(this.#uint());
        break;
      case WireType.fixed32:
        this.#skipBytes(4);
        break;
      case WireType.startGroup:
        if (groups.length === MESSAGE_DEPTH_MAX) throw new DecodeError("depth");
        groups.push(this.#field);
        break;
      case WireType.endGroup:
        if (groups.pop() !== this.#field) throw new DecodeError("group");
        break;
      default:
        throw new DecodeError("wireType");
    }
  }

  #skipBytes(length: number): void {
    this.#position += length;
    if (this.#position > this.#bytes.length) throw new DecodeError("truncated");
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) throw new DecodeError("wireType");
  }

  #uint(): number {
    const short = this.#shortVarint();
    if (short >= 0) return short;
    this.#readVarint();
    return this.#saturated();
  }

  #saturated(): number {
    if (this.#high > 0 || this.#middle >= SAFE_MIDDLE) return Number.MAX_SAFE_INTEGER;
    return this.#middle * PART + this.#low;
  }

  #int32(): number {
    this.#readVarint();
    return this.#lowBits();
  }

  /** Of the varint that was read last. */
  #lowBits(): number {
    return this.#low | (this.#middle << PART_BITS);
  }

  #highBits(): number {
    return (this.#middle >>> 4) | (this.#high << 24);
  }

  /** A varint of up to four digits, as nearly all are; -1 and nothing read if it is longer or cut off. */
  #shortVarint(): number {
    const bytes = this.#bytes;
    let position = this.#position;
    let value = 0;
    for (let shift = 0; shift < PART_BITS; shift += 7) {
      const byte = bytes[position++];
      if (byte === undefined) return -1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#position = position;
        return value;
      }
    }
    return -1;
  }

  #readVarint(): void {
    this.#middle = 0;
    this.#high = 0;
    this.#low = this.#digits(4);
    if (this.#isAmid()) this.#middle = this.#digits(4);
    else return;
    if (this.#isAmid()) this.#high = this.#digits(2);
    else return;
    // Only one bit of the tenth digit is left within 64.
    if (this.#isAmid() || this.#high > 0xff) throw new DecodeError("varint");
  }

  /** As many digits of 7 bits, or fewer if the number ends with one of them. */
  #digits(count: number): number {
    const bytes = this.#bytes;
    let part = 0;
    for (let shift = 0; shift < count * 7; shift += 7) {
      const byte = bytes[this.#position];
      if (byte === undefined) throw new DecodeError("truncated");
      this.#position += 1;
      part |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return part;
  }

  /** Whether the digit read last says that more follow. */
  #isAmid(): boolean {
    return (this.#bytes[this.#position - 1] ?? 0) >= 0x80;
  }
}

/** Views of a subclass would be of that class, too, and dearer. */
function plain(bytes: Uint8Array): Uint8Array {
  if (bytes.constructor === Uint8Array) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
