import type { EncodedHeaders } from "../hpack/encoded-headers.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import type { ErrorCode } from "./error-code.js";

/** No prefix before the bytes; otherwise gRPC's five bytes, with this flag (0 or 1) and the length of the bytes. */
export type Prefix = -1 | 0 | 1;

/**
 * One request with its response. Nothing here calls back: events come later, or not at all once the stream is closed.
 * What is sent is kept by reference until it has left, at the earliest at the end of this turn of the event loop: the
 * caller must not change bytes that it handed in. On a closed stream every call is ignored, so a late answer to a
 * cancelled request needs no check.
 */
export interface Http2Stream<Owner extends StreamOwner = StreamOwner> {
  readonly id: number;
  /** Whom the stream's events go to. Without one, what the peer sends is dropped and its window given back. */
  owner: Owner | undefined;
  /** Bytes of data handed in and not yet on their way, prefixes included. */
  readonly unsent: number;
  /** Ended by both sides, or reset. */
  readonly closed: boolean;

  /** The first headers: a request's are sent by `Http2Connection.request`. `more` joins the same header block. */
  sendHeaders(headers: EncodedHeaders, more: EncodedHeaders | undefined, end: boolean): void;
  /**
   * False when `unsent` has reached its high-water mark: `onDrain` follows when it is below the low-water mark. What
   * the caller sends nevertheless is kept, until the connection's bound resets the stream with ENHANCE_YOUR_CALM. An end
   * without bytes leaves as an empty frame of data, as gRPC asks.
   */
  sendData(prefix: Prefix, bytes: Uint8Array, end: boolean): boolean;
  /** Ends the stream behind the data. */
  sendTrailers(headers: EncodedHeaders, more: EncodedHeaders | undefined): void;
  /** Headers, one piece of data and trailers: a whole unary answer, in one call. */
  respond(headers: EncodedHeaders, prefix: Prefix, body: Uint8Array, trailers: EncodedHeaders): void;
  /** Drops what is unsent and ends the stream both ways. The owner gets no further event, `onReset` included. */
  reset(code: ErrorCode): void;
  /**
   * Gives the peer so many bytes of window back. What `onData` delivered counts as pinned until it is consumed; what
   * came as the body of a whole request or response is consumed already.
   */
  consume(bytes: number): void;
  /**
   * Says how many bytes the owner keeps at present of what it has consumed, such as a message of which the rest is still
   * to come. Where all streams together keep more than the connection's bound, this one is reset with ENHANCE_YOUR_CALM.
   */
  keeps(bytes: number): void;
}

/** Who ended a stream: the peer by RST_STREAM, this side by a rule or limit of the machine, or the connection's end. */
export type ResetBy = "peer" | "machine" | "connection";

/** What happens to one stream after its headers. Views of bytes are valid only during the call. */
export interface StreamOwner {
  /** `ended`: no more will come; the bytes may be empty then. Their window comes back by `consume`. */
  onData(stream: Http2Stream, bytes: Uint8Array, ended: boolean): void;
  /** The peer has ended its side with trailers. */
  onTrailers(stream: Http2Stream, trailers: HeaderBlock): void;
  /** `unsent` is below the low-water mark again, after a `sendData` that returned false. */
  onDrain(stream: Http2Stream): void;
  /**
   * The stream is over before both sides ended it, and this is its last event. `unprocessed`: the peer has promised that it did nothing with
   * the request (REFUSED_STREAM, or above the last stream of GOAWAY), so it may be sent again (RFC 9113, section 8.7).
   */
  onReset(stream: Http2Stream, code: ErrorCode, by: ResetBy, unprocessed: boolean): void;
}
