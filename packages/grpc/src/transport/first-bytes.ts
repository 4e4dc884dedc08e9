import { PREFACE } from "../http2/frame.js";

/** What a connection's first bytes say that it speaks. */
export type Speech = "tls" | "http2" | "http1" | "unclear";

/** A TLS record with a handshake begins so (RFC 8446, section 5.1), and no method of HTTP does. */
const TLS_HANDSHAKE = 0x16;

/** No method of HTTP/1.1 begins with so many bytes of the preface: PROPFIND shares two. */
const DECISIVE_BYTES = 3;

export function judgeFirstBytes(bytes: Uint8Array): Speech {
  if (bytes[0] === TLS_HANDSHAKE) return "tls";
  const shared = Math.min(bytes.length, DECISIVE_BYTES);
  for (let at = 0; at < shared; at++) if (bytes[at] !== PREFACE[at]) return "http1";
  return shared < DECISIVE_BYTES ? "unclear" : "http2";
}
