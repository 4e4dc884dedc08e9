import { ErrorCode } from "./error-code.js";
import { END_STREAM, PADDED } from "./frame.js";
import type { MachineState } from "./machine-state.js";
import { ReceiveWindow } from "./receive-window.js";
import type { StreamState } from "./stream-state.js";

/** DATA (RFC 9113, section 6.1). Padding counts for the windows and is consumed at once. */
export function receiveData(state: MachineState, flags: number, id: number, start: number, end: number): void {
  const length = end - start;
  if (id === 0) {
    state.fail(ErrorCode.PROTOCOL_ERROR, "DATA without a stream");
    return;
  }
  if (!state.window.take(length)) {
    state.fail(ErrorCode.FLOW_CONTROL_ERROR, "more data than the connection's window allows");
    return;
  }
  let from = start;
  let to = end;
  if ((flags & PADDED) !== 0) {
    to = unpad(state, start, end);
    from = start + 1;
    if (from > to) {
      state.fail(ErrorCode.PROTOCOL_ERROR, "DATA with more padding than room");
      return;
    }
  }
  const stream = state.streams.get(id);
  if (stream === undefined) dataOfClosed(state, id, length);
  else deliver(state, stream, from, to, length, (flags & END_STREAM) !== 0);
}

/** Where a padded payload ends, of which the first byte says how much padding there is. */
export function unpad(state: MachineState, start: number, end: number): number {
  return start === end ? -1 : end - (state.input[start] ?? 0);
}

function deliver(
  state: MachineState,
  stream: StreamState,
  start: number,
  end: number,
  length: number,
  ended: boolean,
): void {
  const fault = faultOf(state, stream, end - start, length, ended);
  if (fault !== undefined) {
    state.credit(length);
    state.resetStream(stream, fault);
    return;
  }
  const bytes = end - start;
  if (bytes > 0) state.meters.pings.add(1);
  else if (!ended && !state.idleFrame()) return;
  stream.pinned += length;
  if (length > bytes) state.consumed(stream, length - bytes);
  if (ended) state.endRemote(stream);
  const { owner } = stream;
  if (owner === undefined) {
    if (!stream.closed) state.consumed(stream, bytes);
  } else if (bytes > 0 || ended) owner.onData(stream, state.input.subarray(start, end), ended);
}

/** The error of the stream, if there is one. */
function faultOf(
  state: MachineState,
  stream: StreamState,
  bytes: number,
  length: number,
  ended: boolean,
): ErrorCode | undefined {
  if (stream.remoteEnded) return ErrorCode.STREAM_CLOSED;
  if (!stream.gotHeaders) return ErrorCode.PROTOCOL_ERROR;
  if (!takeWindow(state, stream, length, ended)) return ErrorCode.FLOW_CONTROL_ERROR;
  if (stream.expected < 0) return undefined;
  // Section 8.1.1: content-length must be the sum of the data.
  stream.expected -= bytes;
  return stream.expected < 0 || (ended && stream.expected > 0) ? ErrorCode.PROTOCOL_ERROR : undefined;
}

/** A stream whose first data is its last has no use for a window to keep. */
function takeWindow(state: MachineState, stream: StreamState, length: number, ended: boolean): boolean {
  const size = state.limits.streamWindowBytes;
  if (stream.window === undefined && ended) return length <= size;
  stream.window ??= new ReceiveWindow(size);
  return stream.window.take(length);
}

function dataOfClosed(state: MachineState, id: number, length: number): void {
  if (state.isIdle(id)) {
    state.fail(ErrorCode.PROTOCOL_ERROR, "DATA on a stream that nobody opened");
    return;
  }
  state.credit(length);
  if (state.recent.find(id) === "reset") state.idleFrame();
  else state.resetId(id, ErrorCode.STREAM_CLOSED);
}
