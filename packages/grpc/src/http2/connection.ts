import type { EncodedHeaders } from "../hpack/encoded-headers.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import type { ErrorCode } from "./error-code.js";
import type { Refusal } from "./refusals.js";
import type { Http2Stream, StreamOwner } from "./stream.js";

/** What the layer above may ask of a connection, whatever carries it. Nothing here calls back from within. */
export interface Http2Connection<Owner extends StreamOwner = StreamOwner> {
  /** For the layer above, which alone writes and reads it. */
  memo: unknown;
  /** Streams that are not closed. */
  readonly openStreams: number;
  /** How many bytes the peer has sent so far: whoever keeps the connection alive watches it grow. */
  readonly bytesReceived: number;
  /** How many bytes of headers and data have left so far: while it grows, the peer has a reason to ping. */
  readonly streamBytesSent: number;
  /** Neither closed nor closing, the peer has not said goodbye, and there are ids left for a client's streams. */
  readonly usable: boolean;

  /**
   * Client only: opens a stream and sends the request's headers. Undefined if the peer allows no more streams for now
   * (`onCapacity` follows) or the connection is not usable.
   */
  request(
    owner: Owner,
    headers: EncodedHeaders,
    more: EncodedHeaders | undefined,
    end: boolean,
  ): Http2Stream<Owner> | undefined;
  /** Sends PING with this number as payload, 0 to 2^48 - 1; `onPong` brings it back. */
  ping(payload: number): void;
  /**
   * Graceful: refuses new streams, lets the open ones finish, then closes. A server gives requests that are under way
   * one more round trip (RFC 9113, section 6.8).
   */
  close(): void;
  /** Says GOAWAY with this code and text and closes at once; what is open is reset. */
  abort(code: ErrorCode, text: string): void;
  /** The same with ENHANCE_YOUR_CALM, because the peer broke a limit of the layer above: it is counted and logged. */
  refuse(refusal: Refusal, text: string): void;
}

/** What happens to a connection as a whole. Nothing is called from within a call of the owner. */
export interface ConnectionOwner {
  /** The peer's first SETTINGS are here: a client may rely on `request` to know the limit on streams. */
  onReady(): void;
  /** The peer asked for a sign of life and has got it. */
  onPing(): void;
  onPong(payload: number): void;
  /** The peer takes no new streams; those above `lastStream` were reset as unprocessed before. */
  onGoaway(code: ErrorCode, lastStream: number, text: string): void;
  /** Client: a stream can be opened again after `request` gave none. */
  onCapacity(): void;
  /** The last event, exactly once; all streams were reset before. `text` is a sentence for a log. */
  onClose(code: ErrorCode, text: string): void;
}

/** A server's side. The handlers set `stream.owner` to hear of more. */
export interface ServerOwner<Owner extends StreamOwner = StreamOwner> extends ConnectionOwner {
  /** `ended`: there is no body. */
  onRequest(stream: Http2Stream<Owner>, headers: HeaderBlock, ended: boolean): void;
  /** The whole request lay in one read: its body is a view, valid only during the call, and counts as consumed. */
  onWholeRequest(stream: Http2Stream<Owner>, headers: HeaderBlock, body: Uint8Array): void;
}

/** A client's side. */
export interface ClientOwner<Owner extends StreamOwner = StreamOwner> extends ConnectionOwner {
  /** The final response's headers; informational ones are skipped. */
  onResponse(stream: Http2Stream<Owner>, headers: HeaderBlock, ended: boolean): void;
  /** Headers, one frame of data and trailers lay in one read; the stream is closed unless the request still goes on. */
  onWholeResponse(stream: Http2Stream<Owner>, headers: HeaderBlock, body: Uint8Array, trailers: HeaderBlock): void;
}
