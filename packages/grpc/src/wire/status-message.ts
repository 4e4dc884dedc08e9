import { STATUS_MESSAGE_BYTES_MAX } from "../limits.js";

const PLAIN = /^[ -$&-~]*$/;
const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g;

/**
 * The value of `grpc-message` for a text: UTF-8, with everything percent-encoded but the printable characters of ASCII
 * other than "%" ("Percent-Byte-Encoded" in gRPC over HTTP/2). Half a surrogate pair has no UTF-8 and becomes U+FFFD.
 * What is too long is cut off, because such a text may hold what a peer has sent.
 */
export function encodeStatusMessage(text: string): string {
  const start = text.slice(0, STATUS_MESSAGE_BYTES_MAX);
  if (PLAIN.test(start)) return start;
  let encoded = "";
  for (const character of start) {
    const more = PLAIN.test(character) ? character : encodeCharacter(character);
    if (encoded.length + more.length > STATUS_MESSAGE_BYTES_MAX) break;
    encoded += more;
  }
  return encoded;
}

/** The text of a `grpc-message`. It is there to be read by people: what is not well encoded is left as it came. */
export function decodeStatusMessage(value: string): string {
  return value.includes("%") ? value.replace(ESCAPES, decodeRun) : value;
}

function encodeCharacter(character: string): string {
  return encodeURIComponent(/\p{Surrogate}/u.test(character) ? "\ufffd" : character);
}

function decodeRun(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}
