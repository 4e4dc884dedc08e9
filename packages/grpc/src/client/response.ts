import type { HeaderBlock } from "../hpack/header-block.js";
import type { Http2Stream } from "../http2/stream.js";
import type { Codings } from "../service/codings.js";
import type { AnyMethod } from "../service/service.js";
import type { Fault } from "../wire/message-faults.js";
import { type InflowSink, MessageInflow } from "../wire/message-inflow.js";
import { PREFIX_BYTES } from "../wire/message-reader.js";
import type { ReadonlyMetadata } from "../wire/metadata.js";
import { isPlainMessage } from "../wire/plain-message.js";
import { Status } from "../wire/status.js";
import { ResponseEnd, ResponseHead } from "./response-blocks.js";

const NO_BYTES = new Uint8Array(0);

/** What a response is read by. */
export interface ResponseRules {
  readonly codings: Codings;
  readonly messageBytesMax: number;
}

/** Whom a response tells of itself. */
export interface ResponseSink {
  readonly method: AnyMethod;
  /** The headers are here, and messages may follow. */
  begun(): void;
  /** A message of a method that gives any number. */
  messageCame(message: unknown): void;
  /** How the call ends; the last that is told. */
  concluded(code: Status, message: string): void;
}

/** What comes back for a call, on its way to being messages and a status. */
export class Response implements InflowSink {
  readonly #rules: ResponseRules;
  readonly #sink: ResponseSink;
  /** The method gives one message, which is told together with a good end. */
  readonly #isSingle: boolean;
  #head: ResponseHead | undefined;
  #inflow: MessageInflow | undefined;
  #end: ResponseEnd | undefined;
  #only: unknown;
  #messages = 0;
  #hasEnded = false;
  #isPaused = false;

  constructor(rules: ResponseRules, sink: ResponseSink, isSingle: boolean) {
    this.#rules = rules;
    this.#sink = sink;
    this.#isSingle = isSingle;
  }

  get metadata(): ReadonlyMetadata | undefined {
    return this.#head?.metadata;
  }

  get trailers(): ReadonlyMetadata | undefined {
    return this.#end?.trailers;
  }

  /** The message of a method that gives one. */
  get only(): unknown {
    return this.#only;
  }

  /** The server sends nothing more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  pause(): void {
    this.#isPaused = true;
    this.#inflow?.pause();
  }

  /** Somebody has to call `read`, once what is under way has returned. */
  resume(): void {
    this.#isPaused = false;
    this.#inflow?.resume();
  }

  read(): void {
    this.#inflow?.read();
  }

  /** Nothing is told any more. */
  close(): void {
    this.#inflow?.close();
  }

  // --- For the stream.

  headers(stream: Http2Stream, headers: HeaderBlock, ended: boolean): void {
    if (ended) {
      this.#hasEnded = true;
      this.#end = ResponseEnd.of(headers);
      this.#conclude(this.#end);
      return;
    }
    const head = ResponseHead.of(headers, this.#rules.codings);
    if (head.fault !== undefined) {
      this.messageFault(head.fault);
      return;
    }
    this.#head = head;
    this.#inflow = new MessageInflow(stream, this, this.#rules.messageBytesMax);
    this.#inflow.compression = head.compression;
    if (this.#isPaused) this.#inflow.pause();
    this.#sink.begun();
  }

  /** All of it at once: what nearly every unary call gets is read without an inflow. */
  whole(stream: Http2Stream, headers: HeaderBlock, body: Uint8Array, trailers: HeaderBlock): void {
    const end = ResponseEnd.of(trailers);
    const head = ResponseHead.of(headers, this.#rules.codings);
    this.#hasEnded = true;
    const isUsual = this.#isSingle && end.code === Status.OK && head.fault === undefined;
    if (isUsual && isPlainMessage(body, this.#rules.messageBytesMax)) {
      this.#head = head;
      this.#end = end;
      if (this.#readOnly(body.subarray(PREFIX_BYTES))) this.#conclude(end);
      return;
    }
    this.headers(stream, headers, false);
    this.#end = end;
    this.#inflow?.receive(body, true, false);
  }

  data(bytes: Uint8Array, ended: boolean): void {
    this.#hasEnded = ended;
    this.#inflow?.receive(bytes, ended, true);
  }

  trailed(trailers: HeaderBlock): void {
    this.#hasEnded = true;
    this.#end = ResponseEnd.of(trailers);
    this.#inflow?.receive(NO_BYTES, true, true);
  }

  // --- For the messages on it.

  message(bytes: Uint8Array): void {
    if (this.#isSingle) {
      // It is told when the end is known, and bytes are only lent.
      if (this.#readOnly(new Uint8Array(bytes))) this.#inflow?.keepMessage(bytes.length);
      return;
    }
    const message = this.#decode(bytes);
    if (message !== undefined) this.#sink.messageCame(message.value);
  }

  messagesEnded(): void {
    if (this.#end !== undefined) this.#conclude(this.#end);
    else this.#sink.concluded(Status.INTERNAL, "the server ended the call without a status");
  }

  messageFault({ code, message }: Fault): void {
    this.#sink.concluded(code, message);
  }

  // --- Its own doing.

  /** False where it is not the message that belongs here: then the call has ended. */
  #readOnly(bytes: Uint8Array): boolean {
    this.#messages += 1;
    if (this.#messages > 1) {
      this.#sink.concluded(Status.UNIMPLEMENTED, "the method gives one message, and the server sent more");
      return false;
    }
    const message = this.#decode(bytes);
    this.#only = message?.value;
    return message !== undefined;
  }

  #decode(bytes: Uint8Array): { readonly value: unknown } | undefined {
    try {
      return { value: this.#sink.method.response.decode(bytes) };
    } catch (error) {
      const why = error instanceof Error ? error.message : "its codec refuses it";
      this.#sink.concluded(Status.INTERNAL, `a message of the server can not be read: ${why}`);
      return undefined;
    }
  }

  #conclude(end: ResponseEnd): void {
    if (end.code === Status.OK && this.#isSingle && this.#messages === 0) {
      this.#sink.concluded(Status.UNIMPLEMENTED, "the method gives one message, and the server sent none");
    } else {
      this.#sink.concluded(end.code, end.message);
    }
  }
}
