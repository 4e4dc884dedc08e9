import { HPACK_INTEGER_MAX } from "../limits.js";
import { DynamicTable, ENTRY_OVERHEAD } from "./dynamic-table.js";
import { HeaderBlock } from "./header-block.js";
import { decodedLengthMax, decodeHuffman } from "./huffman.js";
import { ANY, KnownBlocks } from "./known-blocks.js";
import { latin1 } from "./latin1.js";
import { staticTable } from "./static-table.js";

/** An error of the peer's encoder; the tables of the two sides differ from now on (RFC 9113, section 4.3). */
export type CompressionFault = string;

/** Where Huffman text is decoded to: used within one call, and kept for the next one of any connection. */
let scratch = new Uint8Array(1024);

/** The decoding end of a connection's header compression (RFC 7541). */
export class HpackDecoder {
  readonly #table: DynamicTable;
  readonly #tableBytesMax: number;
  readonly #listBytesMax: number;
  readonly #known: KnownBlocks | undefined;

  #bytes: Uint8Array = scratch;
  #at = 0;
  #end = 0;
  #fault: CompressionFault | undefined = undefined;

  /** `recognise: false` decodes every block anew, for tests that compare the two. */
  constructor(tableBytesMax: number, listBytesMax: number, recognise = true) {
    this.#table = new DynamicTable(tableBytesMax);
    this.#tableBytesMax = tableBytesMax;
    this.#listBytesMax = listBytesMax;
    this.#known = recognise ? new KnownBlocks() : undefined;
  }

  /** What the dynamic table pins, as section 4.1 counts it. */
  get tableBytes(): number {
    return this.#table.bytes;
  }

  /** One whole block. After a fault the decoder must not be used again. */
  decode(bytes: Uint8Array, start: number, end: number): HeaderBlock | CompressionFault {
    const known = this.#known?.find(bytes, start, end, this.#table.generation);
    if (known !== undefined) return known;
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#fault = undefined;
    const result = this.#decodeBlock(start);
    this.#bytes = scratch;
    return result;
  }

  #decodeBlock(start: number): HeaderBlock | CompressionFault {
    const generation = this.#table.generation;
    const names: string[] = [];
    const values: string[] = [];
    let listBytes = 0;
    let truncated = false;
    let dynamic = false;
    this.#resizeTable();
    while (this.#at < this.#end && this.#fault === undefined) {
      const first = this.#bytes[this.#at] ?? 0;
      let name: string;
      let value: string;
      if (first >= 0x80) {
        const index = this.#integer(7);
        dynamic ||= index > staticTable.length;
        name = this.#name(index);
        value = this.#value(index);
      } else {
        const inserts = first >= 0x40;
        if (!inserts && first >= 0x20) return "a table size update stands behind a field";
        const index = this.#integer(inserts ? 6 : 4);
        dynamic ||= index > staticTable.length;
        name = index === 0 ? this.#string() : this.#name(index);
        value = this.#string();
        if (inserts) this.#table.insert(name, value);
      }
      // What lies beyond the limit is still decoded, because it may change the table, but not kept.
      listBytes += name.length + value.length + ENTRY_OVERHEAD;
      truncated ||= listBytes > this.#listBytesMax;
      if (!truncated) {
        names.push(name);
        values.push(value);
      }
    }
    if (this.#fault !== undefined) return this.#fault;
    const block = new HeaderBlock(names, values, truncated);
    if (this.#table.generation === generation) {
      this.#known?.remember(this.#bytes, start, this.#end, dynamic ? generation : ANY, block);
    }
    return block;
  }

  /** Section 4.2: at the beginning of a block, at most two of them. */
  #resizeTable(): void {
    for (let count = 0; this.#at < this.#end; count++) {
      const first = this.#bytes[this.#at] ?? 0;
      if (first < 0x20 || first >= 0x40) return;
      const size = this.#integer(5);
      if (count === 2) this.#fault ??= "more than two table size updates in one block";
      if (size > this.#tableBytesMax) this.#fault ??= "a table size update beyond SETTINGS_HEADER_TABLE_SIZE";
      if (this.#fault !== undefined) return;
      this.#table.resize(size);
    }
  }

  #name(index: number): string {
    const name = staticTable[index - 1]?.[0] ?? this.#table.name(index - 1 - staticTable.length);
    return name ?? this.#fail("an index that no table has");
  }

  #value(index: number): string {
    const value = staticTable[index - 1]?.[1] ?? this.#table.value(index - 1 - staticTable.length);
    return value ?? this.#fail("an index that no table has");
  }

  /** Section 5.1. */
  #integer(bits: number): number {
    const most = (1 << bits) - 1;
    let value = (this.#bytes[this.#at++] ?? 0) & most;
    if (value < most) return value;
    for (let shift = 0; shift <= 28 && this.#at < this.#end; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > HPACK_INTEGER_MAX) break;
        return value;
      }
    }
    this.#fail("an integer that does not end or is too large");
    return 0;
  }

  /** Section 5.2. */
  #string(): string {
    if (this.#at >= this.#end) return this.#fail("a block that ends within a field");
    const huffman = (this.#bytes[this.#at] ?? 0) >= 0x80;
    const length = this.#integer(7);
    const start = this.#at;
    if (this.#fault !== undefined) return "";
    if (length > this.#end - start) return this.#fail("a text that is longer than its block");
    this.#at = start + length;
    if (!huffman) return latin1(this.#bytes, start, this.#at);
    const longest = decodedLengthMax(length);
    if (longest > scratch.length) scratch = new Uint8Array(longest);
    const decoded = decodeHuffman(this.#bytes, start, this.#at, scratch);
    return decoded < 0 ? this.#fail("a text that is not Huffman-coded") : latin1(scratch, 0, decoded);
  }

  #fail(fault: CompressionFault): string {
    this.#fault ??= fault;
    this.#at = this.#end;
    return "";
  }
}
