import { encodeHeaders } from "../hpack/encoded-headers.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import { FRAME_BYTES_MAX } from "../limits.js";
import { BlockAssembly } from "./block-assembly.js";
import { ErrorCode } from "./error-code.js";
import * as frame from "./frame.js";
import { judgeHeaders } from "./judge-headers.js";
import type { MachineState } from "./machine-state.js";
import { unpad } from "./receive-data.js";
import { StreamState } from "./stream-state.js";

const tooLarge = encodeHeaders([[":status", "431"]]);

/** HEADERS (RFC 9113, section 6.2). The priority that may stand in it is skipped. */
export function receiveHeaders(state: MachineState, flags: number, id: number, start: number, end: number): void {
  if (id === 0 || (state.server && id % 2 === 0)) {
    state.fail(ErrorCode.PROTOCOL_ERROR, "HEADERS on a stream that the peer must not open");
    return;
  }
  let from = start;
  let to = end;
  if ((flags & frame.PADDED) !== 0) {
    to = unpad(state, start, end);
    from = start + 1;
  }
  if ((flags & frame.PRIORITY_FLAG) !== 0) from += 5;
  if (from > to) {
    state.fail(ErrorCode.PROTOCOL_ERROR, "HEADERS with more padding than room");
    return;
  }
  const ends = (flags & frame.END_STREAM) !== 0;
  if ((flags & frame.END_HEADERS) !== 0) {
    receiveBlock(state, id, ends, state.input, from, to);
    return;
  }
  state.assembly = new BlockAssembly(id, ends, state.limits);
  assemble(state, state.assembly, from, to);
}

/** CONTINUATION (section 6.10). */
export function receiveContinuation(state: MachineState, flags: number, id: number, start: number, end: number): void {
  const { assembly } = state;
  if (assembly?.stream !== id) {
    state.fail(ErrorCode.PROTOCOL_ERROR, "CONTINUATION without HEADERS before it");
    return;
  }
  if (!assemble(state, assembly, start, end) || (flags & frame.END_HEADERS) === 0) return;
  state.assembly = undefined;
  const block = assembly.join();
  receiveBlock(state, id, assembly.endsStream, block, 0, block.length);
}

function assemble(state: MachineState, assembly: BlockAssembly, start: number, end: number): boolean {
  const refusal = assembly.add(state.input, start, end);
  if (refusal !== undefined) state.refuse(refusal, "it sends a header block that is too large or in too many pieces");
  return refusal === undefined;
}

function receiveBlock(
  state: MachineState,
  id: number,
  ends: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  // Always decoded, whatever becomes of the stream: the tables of the two sides must not part.
  const block = state.hpack.decode(bytes, start, end);
  if (typeof block === "string") {
    state.fail(ErrorCode.COMPRESSION_ERROR, block);
    return;
  }
  const stream = state.streams.get(id);
  if (stream === undefined) {
    if (state.server) openRequest(state, id, ends, block);
    else if (state.isIdle(id)) state.fail(ErrorCode.PROTOCOL_ERROR, "HEADERS on a stream that nobody opened");
    else state.idleFrame();
  } else if (stream.remoteEnded) state.resetStream(stream, ErrorCode.STREAM_CLOSED);
  else if (stream.gotHeaders) receiveTrailers(state, stream, ends, block);
  else receiveResponse(state, stream, ends, block);
}

function openRequest(state: MachineState, id: number, ends: boolean, block: HeaderBlock): void {
  if (id <= state.lastPeerStream) {
    headersOfClosed(state, id);
    return;
  }
  state.lastPeerStream = id;
  if (state.refusing) {
    state.recent.add(id, "reset");
    return;
  }
  if (state.streams.size >= state.limits.concurrentStreams) {
    state.refusals.add("streams", "it has too many streams open");
    state.resetId(id, ErrorCode.REFUSED_STREAM);
    return;
  }
  const verdict = judgeHeaders(block, "request");
  const length = verdict.contentLength;
  if (!block.truncated && (verdict.fault !== undefined || (ends && length > 0))) {
    state.resetId(id, ErrorCode.PROTOCOL_ERROR);
    return;
  }
  const stream = new StreamState(id, state.peer.windowBytes, state);
  stream.gotHeaders = true;
  stream.expected = length;
  state.streams.add(stream);
  state.meters.pings.add(1);
  if (block.truncated) {
    state.refusals.add("header-list", "its headers are too large");
    stream.remoteEnded = ends;
    stream.sendHeaders(tooLarge, undefined, true);
    return;
  }
  if (ends) {
    stream.remoteEnded = true;
    state.serverOwner?.onRequest(stream, block, true);
    return;
  }
  const body = wholeBody(state, stream, frame.END_STREAM);
  if (body === undefined) {
    state.serverOwner?.onRequest(stream, block, false);
    return;
  }
  stream.remoteEnded = true;
  state.serverOwner?.onWholeRequest(stream, block, body);
}

/** Ids only grow, so this stream was closed or skipped (section 5.1.1). */
function headersOfClosed(state: MachineState, id: number): void {
  const ending = state.recent.find(id);
  if (ending === "reset") state.idleFrame();
  else if (ending === "reset-by-peer") state.resetId(id, ErrorCode.STREAM_CLOSED);
  else if (ending === "ended") state.fail(ErrorCode.STREAM_CLOSED, "HEADERS on a stream that has ended");
  else state.fail(ErrorCode.PROTOCOL_ERROR, "the ids of streams must grow");
}

function receiveTrailers(state: MachineState, stream: StreamState, ends: boolean, block: HeaderBlock): void {
  if (!ends || !goodTrailers(stream, block)) {
    state.resetStream(stream, ErrorCode.PROTOCOL_ERROR);
    return;
  }
  state.endRemote(stream);
  stream.owner?.onTrailers(stream, block);
}

function goodTrailers(stream: StreamState, block: HeaderBlock): boolean {
  return !block.truncated && stream.expected <= 0 && judgeHeaders(block, "trailers").fault === undefined;
}

function receiveResponse(state: MachineState, stream: StreamState, ends: boolean, block: HeaderBlock): void {
  const verdict = judgeHeaders(block, "response");
  if (block.truncated) {
    state.refusals.add("header-list", "its headers are too large");
    state.resetStream(stream, ErrorCode.ENHANCE_YOUR_CALM);
    return;
  }
  if (verdict.fault !== undefined || (ends && (verdict.informational || verdict.contentLength > 0))) {
    state.resetStream(stream, ErrorCode.PROTOCOL_ERROR);
    return;
  }
  if (verdict.informational) {
    state.idleFrame();
    return;
  }
  stream.gotHeaders = true;
  stream.expected = verdict.contentLength;
  state.meters.pings.add(1);
  if (ends) state.endRemote(stream);
  else if (receiveWholeResponse(state, stream, block)) return;
  state.clientOwner?.onResponse(stream, block, ends);
}

/** One frame of data and the trailers, if both lie in the same read. */
function receiveWholeResponse(state: MachineState, stream: StreamState, headers: HeaderBlock): boolean {
  const { input } = state;
  if (!frameAt(state, state.next, frame.DATA, 0, stream.id)) return false;
  const trailersAt = state.next + frame.FRAME_HEADER_BYTES + frame.readUint24(input, state.next);
  if (!frameAt(state, trailersAt, frame.HEADERS, frame.END_STREAM | frame.END_HEADERS, stream.id)) return false;
  const body = wholeBody(state, stream, 0);
  if (body === undefined) return false;
  const start = trailersAt + frame.FRAME_HEADER_BYTES;
  state.next = start + frame.readUint24(input, trailersAt);
  const trailers = state.hpack.decode(input, start, state.next);
  if (typeof trailers === "string") state.fail(ErrorCode.COMPRESSION_ERROR, trailers);
  else if (!goodTrailers(stream, trailers)) state.resetStream(stream, ErrorCode.PROTOCOL_ERROR);
  else {
    state.endRemote(stream);
    state.clientOwner?.onWholeResponse(stream, headers, body, trailers);
  }
  return true;
}

/** The next frame's payload, if that is all the data of this stream and nothing about it is unusual. */
function wholeBody(state: MachineState, stream: StreamState, flags: number): Uint8Array | undefined {
  const { next, input } = state;
  if (!frameAt(state, next, frame.DATA, flags, stream.id)) return undefined;
  const length = frame.readUint24(input, next);
  if (stream.expected >= 0 && stream.expected !== length) return undefined;
  if (length > state.limits.streamWindowBytes || !state.window.take(length)) return undefined;
  stream.expected = -1;
  const start = next + frame.FRAME_HEADER_BYTES;
  state.next = start + length;
  state.credit(length);
  return input.subarray(start, state.next);
}

/** Whether a whole frame of this kind begins there. */
function frameAt(state: MachineState, at: number, type: number, flags: number, id: number): boolean {
  const { input } = state;
  if (input.length - at < frame.FRAME_HEADER_BYTES) return false;
  if (input[at + 3] !== type || input[at + 4] !== flags || frame.readUint31(input, at + 5) !== id) return false;
  const length = frame.readUint24(input, at);
  return length <= FRAME_BYTES_MAX && at + frame.FRAME_HEADER_BYTES + length <= input.length;
}
