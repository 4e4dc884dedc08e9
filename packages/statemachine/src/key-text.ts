/** Up to here, adding character by character is several times faster than a call with all of them. */
const SHORT_LENGTH = 256;

/** Calls with more arguments than this are not safe everywhere. */
const PIECE_LENGTH = 4_096;

/**
 * A key as text of one character per byte: what a `Map` or a `Set` can find again, and what sorts as its bytes do. It
 * takes one byte of memory per character.
 */
export function textOfKey(key: Uint8Array): string {
  let text = "";
  if (key.length <= SHORT_LENGTH) {
    for (const byte of key) text += String.fromCharCode(byte);
    return text;
  }
  for (let start = 0; start < key.length; start += PIECE_LENGTH) {
    text += String.fromCharCode(...key.subarray(start, start + PIECE_LENGTH));
  }
  return text;
}

export function keyOfText(text: string): Uint8Array {
  const key = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) key[i] = text.charCodeAt(i);
  return key;
}
