const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes as JSON has them: base64 with padding. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [first = 0, second, third] = bytes.subarray(i, i + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += digit(bits >> 18) + digit(bits >> 12);
    text += second === undefined ? "==" : digit(bits >> 6) + (third === undefined ? "=" : digit(bits));
  }
  return text;
}

function digit(bits: number): string {
  return DIGITS.charAt(bits & 0x3f);
}
