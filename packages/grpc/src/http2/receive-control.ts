import { latin1 } from "../hpack/latin1.js";
import { ErrorCode } from "./error-code.js";
import * as frame from "./frame.js";
import type { MachineState } from "./machine-state.js";
import { readSettings } from "./settings.js";

/** The payload of a PING by which the machine itself counts a round trip; an owner's begins with two zeros. */
const OWN_PING = 0xff;

const settingsAck = frame.makeFrame(frame.SETTINGS, frame.ACK, 0, new Uint8Array(0));

/** RST_STREAM (RFC 9113, section 6.4). */
export function receiveReset(state: MachineState, id: number, start: number, end: number): void {
  if (!hasLength(state, start, end, 4)) return;
  const code = frame.readUint32(state.input, start);
  const stream = state.streams.get(id);
  if (stream === undefined) {
    if (id === 0 || state.isIdle(id))
      state.fail(ErrorCode.PROTOCOL_ERROR, "RST_STREAM for a stream that nobody opened");
    else state.idleFrame();
    return;
  }
  const answered = stream.remoteEnded && code === ErrorCode.NO_ERROR;
  state.closeStream(stream, "reset-by-peer");
  // A server that has answered already and needs no more of the request says so with NO_ERROR (section 8.1).
  if (!answered) stream.owner?.onReset(stream, code, "peer", !state.server && code === ErrorCode.REFUSED_STREAM);
  if (state.server && !state.meters.resets.take()) state.refuse("resets", "it resets too many streams");
}

/** SETTINGS (section 6.5). */
export function receiveSettings(state: MachineState, flags: number, id: number, start: number, end: number): void {
  if (id !== 0) {
    state.fail(ErrorCode.PROTOCOL_ERROR, "SETTINGS with a stream");
    return;
  }
  if ((flags & frame.ACK) !== 0) {
    if (hasLength(state, start, end, 0)) state.settingsAcked = true;
    return;
  }
  if ((end - start) % 6 !== 0) {
    state.fail(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS of a length that no settings have");
    return;
  }
  if (!state.meters.settings.take()) {
    state.refuse("settings", "it changes its settings too often");
    return;
  }
  const before = state.peer.windowBytes;
  const fault = readSettings(state.input, start, end, state.peer, !state.server);
  if (fault !== undefined) state.fail(fault.code, fault.text);
  else if (changeWindows(state, state.peer.windowBytes - before)) {
    state.control(settingsAck);
    state.offerCapacity();
    if (!state.gotSettings) {
      state.gotSettings = true;
      state.owner?.onReady();
    }
  }
}

/** Section 6.9.2: a new initial window moves those of all streams by the difference; they may become negative. */
function changeWindows(state: MachineState, difference: number): boolean {
  if (difference === 0) return true;
  for (const stream of state.streams.all()) {
    stream.sendWindow += difference;
    if (stream.sendWindow > frame.WINDOW_MAX) {
      state.fail(ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE makes a stream's window too large");
      return false;
    }
    state.outbox.offer(stream);
  }
  return true;
}

/** PING (section 6.7). */
export function receivePing(state: MachineState, flags: number, id: number, start: number, end: number): void {
  if (id !== 0) {
    state.fail(ErrorCode.PROTOCOL_ERROR, "PING with a stream");
    return;
  }
  if (!hasLength(state, start, end, 8)) return;
  const payload = state.input.subarray(start, end);
  if ((flags & frame.ACK) === 0) {
    if (!state.meters.pings.take()) {
      state.refuse("pings", "it sends too many PINGs");
      return;
    }
    state.control(frame.makeFrame(frame.PING, frame.ACK, 0, payload));
    state.owner?.onPing();
  } else if (payload[0] === OWN_PING) sayLastStream(state);
  else state.owner?.onPong(frame.readUint16(payload, 2) * 2 ** 32 + frame.readUint32(payload, 4));
}

/** A PING of the owner. */
export function makePing(payload: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const upper = Math.floor(payload / 2 ** 32);
  bytes[2] = upper >> 8;
  bytes[3] = upper;
  frame.writeUint32(bytes, 4, payload % 2 ** 32);
  return frame.makeFrame(frame.PING, 0, 0, bytes);
}

/** The first half of a server's goodbye: requests that are on their way are still taken (section 6.8). */
export function sayGoodbye(state: MachineState): void {
  state.control(frame.makeGoaway(frame.STREAM_ID_MAX, ErrorCode.NO_ERROR, ""));
  const payload = new Uint8Array(8);
  payload[0] = OWN_PING;
  state.control(frame.makeFrame(frame.PING, 0, 0, payload));
}

/** The second half, one round trip later: what comes now was sent by a client that knew better. */
export function sayLastStream(state: MachineState): void {
  if (state.refusing || state.closed) return;
  state.refusing = true;
  state.closing = true;
  state.control(frame.makeGoaway(state.lastPeerStream, ErrorCode.NO_ERROR, ""));
  state.finishIfDone();
}

/** GOAWAY (section 6.8). */
export function receiveGoaway(state: MachineState, id: number, start: number, end: number): void {
  if (id !== 0 || end - start < 8) {
    state.fail(id === 0 ? ErrorCode.FRAME_SIZE_ERROR : ErrorCode.PROTOCOL_ERROR, "a GOAWAY that is none");
    return;
  }
  const last = frame.readUint31(state.input, start);
  const code = frame.readUint32(state.input, start + 4);
  const text = latin1(state.input, start + 8, Math.min(end, start + 264));
  state.closing = true;
  if (!state.server) {
    for (const stream of state.streams.all()) {
      // Whoever was told of one stream may have ended others.
      if (stream.id <= last || stream.closed) continue;
      state.closeStream(stream, "reset");
      stream.owner?.onReset(stream, ErrorCode.REFUSED_STREAM, "peer", true);
    }
  }
  state.owner?.onGoaway(code, last, text);
  state.finishIfDone();
}

/** WINDOW_UPDATE (section 6.9). */
export function receiveWindowUpdate(state: MachineState, id: number, start: number, end: number): void {
  if (!hasLength(state, start, end, 4) || !state.idleFrame()) return;
  const increment = frame.readUint31(state.input, start);
  if (id === 0) {
    if (increment === 0) state.fail(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE by nothing");
    else if (state.outbox.window + increment > frame.WINDOW_MAX) {
      state.fail(ErrorCode.FLOW_CONTROL_ERROR, "the connection's window grows beyond 2^31-1");
    } else state.outbox.widen(increment);
    return;
  }
  const stream = state.streams.get(id);
  if (stream === undefined) {
    if (state.isIdle(id)) state.fail(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE for a stream that nobody opened");
  } else if (increment === 0) state.resetStream(stream, ErrorCode.PROTOCOL_ERROR);
  else if (stream.sendWindow + increment > frame.WINDOW_MAX) {
    state.resetStream(stream, ErrorCode.FLOW_CONTROL_ERROR);
  } else {
    stream.sendWindow += increment;
    state.outbox.offer(stream);
  }
}

/** PRIORITY (section 5.3.2): still allowed on any stream, and without effect. */
export function receivePriority(state: MachineState, id: number, start: number, end: number): void {
  if (id === 0) state.fail(ErrorCode.PROTOCOL_ERROR, "PRIORITY without a stream");
  else if (hasLength(state, start, end, 5)) state.idleFrame();
}

function hasLength(state: MachineState, start: number, end: number, length: number): boolean {
  if (end - start !== length) state.fail(ErrorCode.FRAME_SIZE_ERROR, "a frame of a length that its type does not have");
  return end - start === length;
}
