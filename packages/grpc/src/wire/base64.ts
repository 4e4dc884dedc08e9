const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** Base64 without padding, as gRPC asks senders to write it. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    for (count += 8; count >= 6; count -= 6) text += ALPHABET.charAt((bits >> (count - 6)) & 63);
    bits &= (1 << count) - 1;
  }
  return count === 0 ? text : text + ALPHABET.charAt((bits << (6 - count)) & 63);
}

/** The bytes of base64, with padding or without; undefined if it is neither. */
export function decodeBase64(text: string): Uint8Array | undefined {
  let digits = text.length;
  if (digits % 4 === 0 && text.endsWith("=")) digits -= text.endsWith("==") ? 2 : 1;
  if (digits % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((digits * 3) / 4));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (let digit = 0; digit < digits; digit++) {
    const value = VALUES[text.charCodeAt(digit)] ?? -1;
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
  }
  return bytes;
}
