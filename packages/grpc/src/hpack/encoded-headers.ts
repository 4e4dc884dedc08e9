import { assert } from "../assert.js";
import { ENCODED_BLOCK_BYTES_MAX } from "../limits.js";
import { staticTable } from "./static-table.js";

/**
 * Fields in HPACK, made once and sent on any connection any number of times: they refer to the static table alone and
 * insert nothing, so their bytes mean the same whatever came before them (RFC 7541, section 6.2.2).
 */
export class EncodedHeaders {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

const nameIndex = new Map<string, number>();
const fieldIndex = new Map<string, number>();
for (const [at, [name, value]] of staticTable.entries()) {
  if (!nameIndex.has(name)) nameIndex.set(name, at + 1);
  fieldIndex.set(`${name}\0${value}`, at + 1);
}

/**
 * Pseudo-header fields first, as in the block. Names are in lower case; a value has one character per byte. Strings are
 * not Huffman-coded: they are read more often than the wire is short of bytes.
 */
export function encodeHeaders(fields: Iterable<readonly [name: string, value: string]>): EncodedHeaders {
  const bytes: number[] = [];
  for (const [name, value] of fields) {
    const whole = fieldIndex.get(`${name}\0${value}`);
    if (whole !== undefined) {
      pushInteger(bytes, 0x80, 7, whole);
      continue;
    }
    const known = nameIndex.get(name) ?? 0;
    pushInteger(bytes, 0x00, 4, known);
    if (known === 0) pushString(bytes, name);
    pushString(bytes, value);
  }
  return new EncodedHeaders(Uint8Array.from(bytes));
}

/** Whether both together may be sent. Whoever lets others choose what is in a header has to ask. */
export function fitOneBlock(headers: EncodedHeaders, more: EncodedHeaders | undefined): boolean {
  return headers.bytes.length + (more?.bytes.length ?? 0) <= ENCODED_BLOCK_BYTES_MAX;
}

function pushString(bytes: number[], text: string): void {
  pushInteger(bytes, 0x00, 7, text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    assert(code < 256, "a header field has one character per byte");
    bytes.push(code);
  }
}

/** RFC 7541, section 5.1: the value in the low bits of the first byte, or all ones there and the rest in sevens. */
function pushInteger(bytes: number[], pattern: number, bits: number, value: number): void {
  const most = 2 ** bits - 1;
  if (value < most) {
    bytes.push(pattern | value);
    return;
  }
  bytes.push(pattern | most);
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
}
