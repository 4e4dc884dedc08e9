import type { Http2Stream } from "../http2/stream.js";
import type { Compression, Decompressed, Unpacking } from "./compression.js";
import { type Fault, faultOf, faultOfUnpacking, UNKNOWN_COMPRESSION } from "./message-faults.js";
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

/** Where the bytes come from. */
type Source = Pick<Http2Stream, "consume" | "keeps">;

/**
 * The messages that come in on one stream. While it pauses, or a message is unpacked aside, nothing is told, what comes is kept
 * as it is, and its window is not given back, so the other side stops by itself. A message that is being gathered is taken from the window and
 * counts as kept, so that large messages get on and many of them are bounded all the same.
 */
export class MessageInflow {
  readonly #stream: Source;
  readonly #sink: InflowSink;
  readonly #bytesMax: number;
  readonly #reader: MessageReader;
  /** What messages that say that they are compressed are compressed with. */
  compression: Compression | undefined;
  /** Bytes of the stream's window that the peer has not been given back. */
  #owed = 0;
  /** Bytes of messages that the sink keeps, and what the stream knows to be kept in all. */
  #keptBySink = 0;
  #kept = 0;
  #hasEnded = false;
  /** Of the message that is unpacked aside, as long as it is; then it is here until it is told. */
  #unpacking: Unpacking | undefined;
  #unpacked: Decompressed | undefined;
  /** What it was packed, which is pinned meanwhile. */
  #packedBytes = 0;
  #isPaused = false;
  #isClosed = false;

  constructor(stream: Source, sink: InflowSink, bytesMax: number) {
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

  /** The sink keeps so many bytes of what it was told. */
  keepMessage(bytes: number): void {
    this.#keptBySink = bytes;
    this.#sayKept();
  }

  /** Nothing is told any more, and nothing is kept. */
  close(): void {
    this.#isClosed = true;
    this.#unpacking?.cancel();
    this.keepMessage(0);
  }

  /** Tells all that is there to be told. */
  read(): void {
    while (!this.#waits) {
      if (this.#unpacked !== undefined) {
        this.#tellUnpacked(this.#unpacked);
        continue;
      }
      const bytes = this.#reader.next();
      if (bytes === undefined) break;
      if (this.#reader.isCompressed) this.#unpack(bytes);
      else this.#sink.message(bytes);
    }
    this.#giveBack();
    this.#sayKept();
    if (this.#waits) return;
    if (this.#reader.fault !== undefined) this.#fail(faultOf(this.#reader, this.#bytesMax));
    else if (this.#hasEnded && this.#reader.isWithinMessage) {
      this.#fail({ code: Status.INTERNAL, message: "the stream ended within a message" });
    } else if (this.#hasEnded) {
      this.#isClosed = true;
      this.#sink.messagesEnded();
    }
  }

  get #waits(): boolean {
    return this.#isPaused || this.#isClosed || this.#unpacking !== undefined;
  }

  #unpack(bytes: Uint8Array): void {
    if (this.compression === undefined) {
      this.#fail(UNKNOWN_COMPRESSION);
      return;
    }
    const unpacked = this.compression.decompress(bytes, this.#bytesMax, (later) => {
      this.#unpacking = undefined;
      this.#unpacked = later;
      this.read();
    });
    if (unpacked instanceof Uint8Array || typeof unpacked === "string") {
      this.#tellUnpacked(unpacked);
    } else {
      this.#unpacking = unpacked;
      this.#packedBytes = bytes.length;
    }
  }

  #tellUnpacked(unpacked: Decompressed): void {
    this.#unpacked = undefined;
    this.#packedBytes = 0;
    if (unpacked instanceof Uint8Array) this.#sink.message(unpacked);
    else this.#fail(faultOfUnpacking(unpacked, this.compression?.name ?? "", this.#bytesMax));
  }

  #giveBack(): void {
    const kept = Math.min(this.#owed, this.#isClosed ? 0 : this.#reader.unread);
    if (this.#owed > kept) this.#stream.consume(this.#owed - kept);
    this.#owed = kept;
  }

  #sayKept(): void {
    const kept = this.#keptBySink + (this.#isClosed ? 0 : this.#reader.bytesPinned + this.#packedBytes);
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#stream.keeps(kept);
  }

  #fail(fault: Fault): void {
    this.#isClosed = true;
    this.#sink.messageFault(fault);
  }
}
