import { BYTES_PER_IDLE_FRAME, CHUNK_OWN_BYTES, ENCODED_BLOCK_BYTES_MAX, FRAME_BYTES_MAX } from "../limits.js";
import type { EncodedHeaders } from "../hpack/encoded-headers.js";
import * as frame from "./frame.js";
import { StreamQueue } from "./stream-queue.js";
import { type Chunk, PREFIX_BYTES, type StreamState } from "./stream-state.js";

/** The size update that takes the peer's table to nothing, since our blocks never insert (RFC 7541, section 6.3). */
const NO_TABLE = 0x20;

/** What a block takes beside its own bytes: the size update, and the headers of the frames it may be cut into. */
const BLOCK_OVERHEAD = 1 + frame.FRAME_HEADER_BYTES * (ENCODED_BLOCK_BYTES_MAX / FRAME_BYTES_MAX + 1);

/** Data is not cut into smaller pieces only because the buffer is nearly full. */
const DATA_ROOM = 1024;

/** What the outbox tells its connection. */
export interface OutboxHost {
  /** END_STREAM has left. */
  sentEnd(stream: StreamState): void;
  /** What waits is below the low-water mark, and the owner was asked to wait. */
  drained(stream: StreamState): void;
}

/**
 * What a connection has to send. Frames are made only when there is room for them in the one buffer that goes to the
 * socket next, so nothing waits in an encoded form, and the choice between streams is made at the last moment: they take
 * turns, a frame each.
 */
export class Outbox {
  /** What the peer takes of all streams together. */
  window = frame.WINDOW_DEFAULT;
  /** Of all streams, with what pieces pin beside their bytes. */
  unsent = 0;
  /** Bytes of headers and data that left, with their frames. */
  streamBytes = 0;
  readonly #host: OutboxHost;
  readonly #unsentLow: number;
  #control: Uint8Array[] = [];
  #controlSent = 0;
  /** Those with something to send that their own window allows. */
  readonly #ready = new StreamQueue();
  /** Those that wait for the connection's window. */
  readonly #starved = new StreamQueue();
  #owesTableSize = true;
  /** Grows with the bytes of data that left, and pays for the peer's WINDOW_UPDATE frames. */
  #dataBytes = 0;

  constructor(host: OutboxHost, unsentLow: number) {
    this.#host = host;
    this.#unsentLow = unsentLow;
  }

  get controlFrames(): number {
    return this.#control.length - this.#controlSent;
  }

  get empty(): boolean {
    return this.controlFrames === 0 && this.#ready.first === undefined;
  }

  /** Whether the stream waits for the connection's window alone. */
  starves(stream: StreamState): boolean {
    return stream.queue === this.#starved;
  }

  control(bytes: Uint8Array): void {
    this.#control.push(bytes);
  }

  /** Looks anew at a stream whose window or contents have grown. */
  offer(stream: StreamState): void {
    if (stream.queue === undefined && canSend(stream)) this.#ready.push(stream);
  }

  /** The connection's window has grown. */
  widen(increment: number): void {
    this.window += increment;
    if (this.window <= 0) return;
    for (let stream = this.#starved.shift(); stream !== undefined; stream = this.#starved.shift()) this.offer(stream);
  }

  /** A closed stream. */
  drop(stream: StreamState): void {
    stream.queue?.remove(stream);
    this.unsent -= stream.unsent;
    for (let chunk = stream.firstChunk; chunk !== undefined; chunk = chunk.next) this.unsent -= CHUNK_OWN_BYTES;
    stream.dropUnsent();
  }

  /** How many idle frames the data that left since the last call has paid for. */
  idleFramesEarned(): number {
    const earned = Math.floor(this.#dataBytes / BYTES_PER_IDLE_FRAME);
    this.#dataBytes -= earned * BYTES_PER_IDLE_FRAME;
    return earned;
  }

  /** Fills the buffer with frames, and returns how many bytes that are. */
  pull(target: Uint8Array): number {
    let at = this.#pullControl(target, 0);
    for (let stream = this.#ready.first; stream !== undefined; stream = this.#ready.first) {
      if (target.length - at < roomFor(stream.headers, stream.moreHeaders) + DATA_ROOM) return at;
      this.#ready.shift();
      const end = this.#pullStream(stream, target, at);
      this.streamBytes += end - at;
      at = end;
    }
    // Streams that end may leave a reset behind them.
    return this.#pullControl(target, at);
  }

  #pullControl(target: Uint8Array, start: number): number {
    let at = start;
    for (; this.#controlSent < this.#control.length; this.#controlSent++) {
      const bytes = this.#control[this.#controlSent];
      if (bytes === undefined || bytes.length > target.length - at) return at;
      target.set(bytes, at);
      at += bytes.length;
    }
    if (this.#controlSent > 0) {
      this.#control = [];
      this.#controlSent = 0;
    }
    return at;
  }

  /** One turn of a stream: its headers, one frame of data, its trailers, as far as each is there and may go. */
  #pullStream(stream: StreamState, target: Uint8Array, start: number): number {
    let at = start;
    const { headers, trailers } = stream;
    if (headers !== undefined) {
      const ends = stream.finishing && !stream.endsWithData && trailers === undefined;
      at = this.#writeBlock(target, at, stream.id, headers, stream.moreHeaders, ends);
      stream.headers = stream.moreHeaders = undefined;
      if (ends) return this.#ended(stream, at);
    }
    if (stream.firstChunk !== undefined) at = this.#writeData(stream, target, at);
    else if (stream.finishing && trailers === undefined) {
      frame.writeFrameHeader(target, at, 0, frame.DATA, frame.END_STREAM, stream.id);
      return this.#ended(stream, at + frame.FRAME_HEADER_BYTES);
    }
    if (stream.localEnded || stream.closed) return at;
    if (stream.firstChunk === undefined && trailers !== undefined) {
      if (target.length - at < roomFor(trailers, stream.moreTrailers)) {
        this.offer(stream);
        return at;
      }
      at = this.#writeBlock(target, at, stream.id, trailers, stream.moreTrailers, true);
      stream.trailers = stream.moreTrailers = undefined;
      return this.#ended(stream, at);
    }
    if (stream.firstChunk !== undefined && stream.sendWindow > 0 && this.window <= 0) this.#starved.push(stream);
    else this.offer(stream);
    return at;
  }

  #ended(stream: StreamState, at: number): number {
    stream.localEnded = true;
    this.#host.sentEnd(stream);
    return at;
  }

  #writeBlock(
    target: Uint8Array,
    start: number,
    id: number,
    headers: EncodedHeaders,
    more: EncodedHeaders | undefined,
    ends: boolean,
  ): number {
    const first = start + frame.FRAME_HEADER_BYTES;
    let end = first;
    if (this.#owesTableSize) target[end++] = NO_TABLE;
    this.#owesTableSize = false;
    target.set(headers.bytes, end);
    end += headers.bytes.length;
    if (more !== undefined) {
      target.set(more.bytes, end);
      end += more.bytes.length;
    }
    const length = end - first;
    const flags = ends ? frame.END_STREAM : 0;
    if (length <= FRAME_BYTES_MAX) {
      frame.writeFrameHeader(target, start, length, frame.HEADERS, flags | frame.END_HEADERS, id);
      return end;
    }
    return splitBlock(target, start, length, id, flags);
  }

  #writeData(stream: StreamState, target: Uint8Array, start: number): number {
    const first = start + frame.FRAME_HEADER_BYTES;
    const length = Math.min(FRAME_BYTES_MAX, stream.unsent, stream.sendWindow, this.window, target.length - first);
    if (length <= 0) return start;
    let chunk: Chunk | undefined = stream.firstChunk;
    for (let at = first, left = length; left > 0 && chunk !== undefined; chunk = stream.firstChunk) {
      const copied = copyChunk(chunk, target, at, left);
      at += copied;
      left -= copied;
      if (chunk.sent < chunkLength(chunk)) break;
      this.unsent -= CHUNK_OWN_BYTES;
      stream.firstChunk = chunk.next;
      if (chunk.next === undefined) stream.lastChunk = undefined;
    }
    stream.unsent -= length;
    stream.sendWindow -= length;
    stream.sent += length;
    this.unsent -= length;
    this.window -= length;
    this.#dataBytes += length;
    const ends = stream.finishing && stream.firstChunk === undefined && stream.trailers === undefined;
    frame.writeFrameHeader(target, start, length, frame.DATA, ends ? frame.END_STREAM : 0, stream.id);
    if (stream.awaitsDrain && stream.unsent <= this.#unsentLow) {
      stream.awaitsDrain = false;
      this.#host.drained(stream);
    }
    return ends ? this.#ended(stream, first + length) : first + length;
  }
}

function roomFor(headers: EncodedHeaders | undefined, more: EncodedHeaders | undefined): number {
  return headers === undefined ? 0 : headers.bytes.length + (more?.bytes.length ?? 0) + BLOCK_OVERHEAD;
}

/** Whether the stream has anything to send that its own window allows. */
function canSend(stream: StreamState): boolean {
  if (stream.closed || stream.localEnded) return false;
  if (stream.headers !== undefined) return true;
  return stream.firstChunk === undefined ? stream.finishing : stream.sendWindow > 0;
}

function chunkLength(chunk: Chunk): number {
  return chunk.prefix < 0 ? chunk.bytes.length : chunk.bytes.length + PREFIX_BYTES;
}

/** Copies at most so many of the chunk's bytes that were not sent yet. */
function copyChunk(chunk: Chunk, target: Uint8Array, start: number, most: number): number {
  const { prefix, bytes } = chunk;
  let at = start;
  const end = start + Math.min(most, chunkLength(chunk) - chunk.sent);
  if (prefix >= 0) {
    for (; chunk.sent < PREFIX_BYTES && at < end; chunk.sent++) {
      target[at++] = chunk.sent === 0 ? prefix : bytes.length >>> (8 * (PREFIX_BYTES - 1 - chunk.sent));
    }
  }
  if (at < end) {
    const from = prefix < 0 ? chunk.sent : chunk.sent - PREFIX_BYTES;
    const count = end - at;
    target.set(count === bytes.length ? bytes : bytes.subarray(from, from + count), at);
    chunk.sent += count;
  }
  return end - start;
}

/** Cuts a block that was written as one payload into HEADERS and CONTINUATION, from its end on. */
function splitBlock(target: Uint8Array, start: number, length: number, id: number, flags: number): number {
  const pieces = Math.ceil(length / FRAME_BYTES_MAX);
  const first = start + frame.FRAME_HEADER_BYTES;
  for (let piece = pieces - 1; piece >= 0; piece--) {
    const from = first + piece * FRAME_BYTES_MAX;
    const bytes = Math.min(FRAME_BYTES_MAX, length - piece * FRAME_BYTES_MAX);
    const to = from + piece * frame.FRAME_HEADER_BYTES;
    target.copyWithin(to, from, from + bytes);
    const type = piece === 0 ? frame.HEADERS : frame.CONTINUATION;
    const end = piece === pieces - 1 ? frame.END_HEADERS : 0;
    frame.writeFrameHeader(target, to - frame.FRAME_HEADER_BYTES, bytes, type, end | (piece === 0 ? flags : 0), id);
  }
  return first + length + (pieces - 1) * frame.FRAME_HEADER_BYTES;
}
