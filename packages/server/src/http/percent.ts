const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** The bytes that a part of a URL stands for, whatever they are as text; undefined where a `%` stands before no two digits. */
export function percentDecoded(text: string, plusIsSpace = false): Uint8Array | undefined {
  const source = Buffer.from(text);
  const target = new Uint8Array(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    let byte = source[i] ?? 0;
    if (byte === PERCENT) {
      const digits = source.toString("latin1", i + 1, i + 3);
      if (!/^[\da-f]{2}$/iu.test(digits)) return undefined;
      byte = Number.parseInt(digits, 16);
      i += 2;
    } else if (byte === PLUS && plusIsSpace) byte = SPACE;
    target[length++] = byte;
  }
  return target.subarray(0, length);
}

/** Bytes as a part of a URL, in which nothing but letters, digits and `-._~` stands for itself. */
export function percentEncoded(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += /[\w\-.~]/u.test(character) ? character : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
  }
  return text;
}
