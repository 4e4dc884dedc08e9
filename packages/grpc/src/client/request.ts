import { fitOneBlock } from "../hpack/encoded-headers.js";
import type { Http2Connection } from "../http2/connection.js";
import type { Http2Stream, StreamOwner } from "../http2/stream.js";
import type { Compression } from "../wire/compression.js";
import { PREFIX_BYTES } from "../wire/message-reader.js";
import { Metadata } from "../wire/metadata.js";
import type { RequestHeaders } from "./request-headers.js";

const NO_BYTES = new Uint8Array(0);

/** What became of an attempt: without room another connection may have some, what is too large has no chance anywhere. */
export type Sent = "sent" | "noRoom" | "tooLarge";

/** What a call sends, and keeps for as long as it has no stream to send it on. */
export class Request {
  readonly #path: string;
  readonly #given: Metadata | undefined;
  readonly #compression: Compression | undefined;
  #metadata: Metadata | undefined;
  #stream: Http2Stream | undefined;
  /** The one message of methods that take one: it stays, to be sent again if need be. */
  #only: Uint8Array | undefined;
  /** Other messages, until there is a stream. */
  #unsent: Uint8Array[] | undefined;
  #unsentBytes = 0;
  #hasWritten = false;
  #hasRoom = false;
  #hasEnded = false;

  constructor(path: string, metadata: Metadata | undefined, compression: Compression | undefined) {
    this.#path = path;
    this.#given = metadata;
    this.#metadata = metadata;
    this.#compression = compression;
  }

  get stream(): Http2Stream | undefined {
    return this.#stream;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Nothing of it is gone, so it can be sent again on another stream. */
  get isWhole(): boolean {
    return !this.#hasWritten;
  }

  /** What `write` said last, or would have said of what had waited for the stream. */
  get hasRoom(): boolean {
    return this.#hasRoom;
  }

  /** Bytes that wait for a stream. */
  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  addMetadata(name: string, value: string | Uint8Array): void {
    // What was given is the caller's, and may serve many calls.
    if (this.#metadata === this.#given) this.#metadata = this.#given?.copy() ?? new Metadata();
    this.#metadata?.add(name, value);
  }

  /** The one message of a method that takes one, and the end. */
  only(message: Uint8Array): void {
    this.#only = message;
    this.#hasEnded = true;
  }

  /** Goes on its way with all that there is. */
  send(owner: StreamOwner, connection: Http2Connection, headers: RequestHeaders, timeoutMs: number): Sent {
    const common = headers.common(this.#path, this.#compression);
    const own = headers.own(timeoutMs, this.#metadata);
    if (!fitOneBlock(common, own)) return "tooLarge";
    const stream = connection.request(owner, common, own, false);
    if (stream === undefined) return "noRoom";
    this.#stream = stream;
    if (this.#only !== undefined) {
      this.#sendMessage(stream, this.#only, true);
      return "sent";
    }
    for (const message of this.#unsent ?? []) this.#sendMessage(stream, message, false);
    this.#hasWritten ||= this.#unsent !== undefined;
    this.#drop();
    if (this.#hasEnded) stream.sendData(-1, NO_BYTES, true);
    return "sent";
  }

  /** False where more waits than is good, as it always does without a stream. */
  write(message: Uint8Array): boolean {
    if (this.#stream !== undefined) {
      this.#hasWritten = true;
      return this.#sendMessage(this.#stream, message, false);
    }
    (this.#unsent ??= []).push(message);
    this.#unsentBytes += message.length + PREFIX_BYTES;
    return false;
  }

  end(): void {
    this.#hasEnded = true;
    this.#stream?.sendData(-1, NO_BYTES, true);
  }

  /** Its stream is over; it may get another. */
  detach(): void {
    this.#stream = undefined;
  }

  /** Nothing more is to be sent. */
  close(): void {
    this.#only = undefined;
    this.#drop();
  }

  #drop(): void {
    this.#unsent = undefined;
    this.#unsentBytes = 0;
  }

  #sendMessage(stream: Http2Stream, message: Uint8Array, end: boolean): boolean {
    const compressed = this.#compression?.compress(message);
    const flag = compressed === undefined ? 0 : 1;
    this.#hasRoom = stream.sendData(flag, compressed ?? message, end);
    return this.#hasRoom;
  }
}
