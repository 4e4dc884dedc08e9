const SHORT: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

const BY_LETTER = new Map(Object.entries(SHORT).map(([character, escape]) => [escape.slice(1), character]));

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** Text or bytes between double quotes, as Go's `%q` has them: what is no UTF-8 byte by byte. */
export function goQuote(content: string | Uint8Array): string {
  const bytes = Buffer.from(content);
  let quoted = "";
  for (let position = 0; position < bytes.length;) {
    const character = characterAt(bytes, position);
    quoted += character === undefined ? `\\x${hexOf(bytes[position] ?? 0, 2)}` : escaped(character);
    position += character === undefined ? 1 : Buffer.byteLength(character);
  }
  return `"${quoted}"`;
}

/** The bytes of a text as `goQuote` writes it; undefined if it is none. */
export function goUnquote(quoted: string): Uint8Array | undefined {
  const [, inner] = /^"((?:[^"\\\n]|\\.)*)"$/su.exec(quoted) ?? [];
  if (inner === undefined) return undefined;
  const parts: Uint8Array[] = [];
  const token = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))|([^\\]+)/gsu;
  for (const [, byte, short, long, octal, letter, plain] of inner.matchAll(token)) {
    const number = byte ?? octal;
    const point = short ?? long;
    if (number !== undefined) parts.push(Uint8Array.of(parseInt(number, byte === undefined ? 8 : 16)));
    else if (point !== undefined)
      parts.push(Buffer.from(String.fromCodePoint(Math.min(parseInt(point, 16), 0x10ffff))));
    else {
      const character = plain ?? BY_LETTER.get(letter ?? "");
      if (character === undefined) return undefined;
      parts.push(Buffer.from(character));
    }
  }
  return Buffer.concat(parts);
}

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  if (PRINTABLE.test(character)) return character;
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return `\\x${hexOf(point, 2)}`;
  return point > 0xffff ? `\\U${hexOf(point, 8)}` : `\\u${hexOf(point, 4)}`;
}

/** The character whose UTF-8 begins here; undefined if none does. */
function characterAt(bytes: Buffer, position: number): string | undefined {
  const first = bytes[position] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const piece = bytes.subarray(position, position + length);
  const text = piece.toString("utf8");
  // A replacement character that stands in the bytes is one; any other says that they are no UTF-8.
  return Buffer.from(text).equals(piece) && /^.$/su.test(text) ? text : undefined;
}

function hexOf(number: number, digits: number): string {
  return number.toString(16).padStart(digits, "0");
}
