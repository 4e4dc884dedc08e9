import { DecodeError } from "./decode-error.js";

const REPLACEMENT = 0xfffd;

/** As many code units are handed to `String.fromCharCode` at once, which takes them as arguments. */
const CHUNK_UNITS = 1024;

/** How many bytes the text takes. Half a surrogate pair counts as the replacement character that is written for it. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (isPair(unit, text, i)) {
      length += 4;
      i += 1;
    } else length += 3;
  }
  return length;
}

/** Writes the text at `position`, where there must be `utf8Length(text)` bytes. */
export function writeUtf8(text: string, target: Uint8Array, position: number): void {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      target[position++] = unit;
    } else if (unit < 0x800) {
      target[position++] = 0xc0 | (unit >> 6);
      target[position++] = 0x80 | (unit & 0x3f);
    } else if (isPair(unit, text, i)) {
      i += 1;
      const point = 0x10000 + ((unit - 0xd800) << 10) + (text.charCodeAt(i) - 0xdc00);
      target[position++] = 0xf0 | (point >> 18);
      target[position++] = 0x80 | ((point >> 12) & 0x3f);
      target[position++] = 0x80 | ((point >> 6) & 0x3f);
      target[position++] = 0x80 | (point & 0x3f);
    } else {
      const point = unit >= 0xd800 && unit < 0xe000 ? REPLACEMENT : unit;
      target[position++] = 0xe0 | (point >> 12);
      target[position++] = 0x80 | ((point >> 6) & 0x3f);
      target[position++] = 0x80 | (point & 0x3f);
    }
  }
}

/** The text between two positions. Throws where they hold no UTF-8, as Go does. */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  let units: number[] = [];
  let position = start;
  while (position < end) {
    const length = sequenceLength(bytes[position] ?? 0);
    const point = codePoint(bytes, position, length, end);
    position += length;
    if (point < 0x10000) units.push(point);
    else units.push(0xd7c0 + (point >> 10), 0xdc00 + (point & 0x3ff));
    if (units.length >= CHUNK_UNITS) {
      text += String.fromCharCode(...units);
      units = [];
    }
  }
  return text + String.fromCharCode(...units);
}

function isPair(unit: number, text: string, index: number): boolean {
  if (unit < 0xd800 || unit >= 0xdc00) return false;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next < 0xe000;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  throw new DecodeError("text");
}

/** The least code point that needs so many bytes: what is below it was written longer than it may be. */
const LEAST = [0, 0, 0x80, 0x800, 0x10000] as const;

function codePoint(bytes: Uint8Array, position: number, length: number, end: number): number {
  const lead = bytes[position] ?? 0;
  if (length === 1) return lead;
  if (position + length > end) throw new DecodeError("text");
  let point = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const byte = bytes[position + i] ?? 0;
    if ((byte & 0xc0) !== 0x80) throw new DecodeError("text");
    point = (point << 6) | (byte & 0x3f);
  }
  const isSurrogate = point >= 0xd800 && point < 0xe000;
  if (point < (LEAST[length] ?? 0) || isSurrogate || point > 0x10ffff) throw new DecodeError("text");
  return point;
}
