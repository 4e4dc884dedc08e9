const PLAIN = /^[ -$&-~]*$/;
const NOT_PLAIN = /[^ -$&-~]+/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g;

/**
 * The value of `grpc-message` for a text: UTF-8, with everything percent-encoded but the printable characters of ASCII
 * other than "%" ("Percent-Byte-Encoded" in gRPC over HTTP/2). Half a surrogate pair has no UTF-8 and becomes U+FFFD.
 */
export function encodeStatusMessage(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(LONE_SURROGATE, "\ufffd").replace(NOT_PLAIN, encodeURIComponent);
}

/** The text of a `grpc-message`. It is there to be read by people: what is not well encoded is left as it came. */
export function decodeStatusMessage(value: string): string {
  return value.includes("%") ? value.replace(ESCAPES, decodeRun) : value;
}

function decodeRun(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}
