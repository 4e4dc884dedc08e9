/** The bytes in a page's lines of "offset: bytes  what they mean"; what no line names is zero. */
export function goldenBytes(page: string): Uint8Array {
  const lines = [...page.matchAll(/^([0-9a-f]{4}): ((?:[0-9a-f]{2} ?)+)/gm)].map(([, offset = "", digits = ""]) => ({
    offset: Number.parseInt(offset, 16),
    bytes: Buffer.from(digits.replaceAll(" ", ""), "hex"),
  }));
  const bytes = new Uint8Array(Math.max(0, ...lines.map(({ offset, bytes }) => offset + bytes.length)));
  for (const line of lines) bytes.set(line.bytes, line.offset);
  return bytes;
}
