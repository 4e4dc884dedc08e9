const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING = "=".charCodeAt(0);

const codeOfDigit = Uint8Array.from(DIGITS, (digit) => digit.charCodeAt(0));

const NO_DIGIT = 0xff;

/** Of the alphabet for files and of that for URLs. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => digitOf(String.fromCharCode(code)));

/** As many bytes are encoded at once: their characters are handed to `String.fromCharCode`, which takes them as arguments. */
const CHUNK_BYTES = 3 * 1024;

/** Bytes as JSON has them: base64 with padding. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    text += String.fromCharCode(...encodeChunk(bytes, start, Math.min(start + CHUNK_BYTES, bytes.length)));
  }
  return text;
}

/** The bytes behind base64 of either alphabet, with or without padding; undefined for what is none. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  const length = lengthWithoutPadding(text);
  if (length === undefined || length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let position = 0;
  let bits = 0;
  for (let i = 0; i < length; i++) {
    const digit = digits[text.charCodeAt(i)] ?? NO_DIGIT;
    if (digit === NO_DIGIT) return undefined;
    bits = (bits << 6) | digit;
    const place = i % 4;
    if (place > 0) bytes[position++] = bits >> (6 - 2 * place);
    if (place === 3) bits = 0;
  }
  return bytes;
}

function digitOf(character: string): number {
  if (character === "-") return 62;
  if (character === "_") return 63;
  const digit = DIGITS.indexOf(character);
  return digit < 0 ? NO_DIGIT : digit;
}

function encodeChunk(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const codes = new Uint8Array(Math.ceil((end - start) / 3) * 4).fill(PADDING);
  let position = 0;
  for (let i = start; i < end; i += 3) {
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    // So many digits as there are bytes, and one more; the rest stays padding.
    const count = Math.min(end - i, 3) + 1;
    for (let digit = 0; digit < count; digit++) {
      codes[position + digit] = codeOfDigit[(bits >> (18 - 6 * digit)) & 0x3f] ?? PADDING;
    }
    position += 4;
  }
  return codes;
}

/** Undefined where the padding, if there is any, does not fill up four characters. */
function lengthWithoutPadding(text: string): number | undefined {
  if (!text.endsWith("=")) return text.length;
  if (text.length % 4 !== 0) return undefined;
  return text.length - (text.endsWith("==") ? 2 : 1);
}
