import type { Compression } from "./compression.js";
import { decompress, type Fault, faultOf } from "./message-faults.js";
import { MessageReader } from "./message-reader.js";
import { Status } from "./status.js";

/** Who is told of the messages. */
export interface InflowSink {
  /** The bytes are lent for the call. */
  message(bytes: Uint8Array): void;
  /** All messages were told, and the other side has ended. */
  messagesEnded(): void;
  /** What comes is no message; the last that is told. */
  messageFault(fault: Fault): void;
}

interface Window {
  consume(bytes: number): void;
}

/**
 * The messages that come in on one stream. While it pauses nothing is told, what comes is kept as it is, and its window
 * is not given back, so the other side stops by itself. A message that is being gathered counts as taken: its bound is
 * the largest message.
 */
export class MessageInflow {
  readonly #stream: Window;
  readonly #sink: InflowSink;
  readonly #bytesMax: number;
  readonly #reader: MessageReader;
  /** What messages that say that they are compressed are compressed with. */
  compression: Compression | undefined;
  /** Bytes of the stream's window that the peer has not been given back. */
  #owed = 0;
  #hasEnded = false;
  #isPaused = false;
  #isClosed = false;

  constructor(stream: Window, sink: InflowSink, bytesMax: number) {
    this.#stream = stream;
    this.#sink = sink;
    this.#bytesMax = bytesMax;
    this.#reader = new MessageReader(bytesMax);
  }

  /** Bytes came, which are lent for the call; `counts` where the window waits for them. */
  receive(bytes: Uint8Array, ended: boolean, counts: boolean): void {
    if (this.#isClosed) {
      if (counts) this.#stream.consume(bytes.length);
      return;
    }
    if (counts) this.#owed += bytes.length;
    this.#hasEnded ||= ended;
    this.#reader.push(bytes);
    this.read();
    this.#reader.keep();
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** The owner then calls `read`, once what is under way has returned. */
  resume(): void {
    this.#isPaused = false;
  }

  /** Nothing is told any more. */
  close(): void {
    this.#isClosed = true;
  }

  /** Tells all that is there to be told. */
  read(): void {
    while (!this.#isPaused && !this.#isClosed) {
      const bytes = this.#reader.next();
      if (bytes === undefined) break;
      this.#tell(bytes);
    }
    this.#giveBack();
    if (this.#isPaused || this.#isClosed) return;
    if (this.#reader.fault !== undefined) this.#fail(faultOf(this.#reader, this.#bytesMax));
    else if (this.#hasEnded && this.#reader.isWithinMessage) {
      this.#fail({ code: Status.INTERNAL, message: "the stream ended within a message" });
    } else if (this.#hasEnded) {
      this.#isClosed = true;
      this.#sink.messagesEnded();
    }
  }

  #tell(bytes: Uint8Array): void {
    if (!this.#reader.isCompressed) {
      this.#sink.message(bytes);
      return;
    }
    const unpacked = decompress(bytes, this.compression, this.#bytesMax);
    if (unpacked instanceof Uint8Array) this.#sink.message(unpacked);
    else this.#fail(unpacked);
  }

  #giveBack(): void {
    const kept = Math.min(this.#owed, this.#isClosed ? 0 : this.#reader.unread);
    if (this.#owed > kept) this.#stream.consume(this.#owed - kept);
    this.#owed = kept;
  }

  #fail(fault: Fault): void {
    this.#isClosed = true;
    this.#sink.messageFault(fault);
  }
}
