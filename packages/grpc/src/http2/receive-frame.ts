import { ErrorCode } from "./error-code.js";
import * as frame from "./frame.js";
import type { MachineState } from "./machine-state.js";
import { receiveGoaway, receivePing, receivePriority } from "./receive-control.js";
import { receiveReset, receiveSettings, receiveWindowUpdate } from "./receive-control.js";
import { receiveData } from "./receive-data.js";
import { receiveContinuation, receiveHeaders } from "./receive-headers.js";

/** Each frame goes to the function for its type, if it may stand where it does. */
export function receiveFrame(
  state: MachineState,
  type: number,
  flags: number,
  id: number,
  start: number,
  end: number,
): void {
  if (!state.gotSettings && (type !== frame.SETTINGS || (flags & frame.ACK) !== 0)) {
    state.fail(ErrorCode.PROTOCOL_ERROR, "the first frame is not SETTINGS");
    return;
  }
  if (state.assembly !== undefined && type !== frame.CONTINUATION) {
    state.fail(ErrorCode.PROTOCOL_ERROR, "a frame stands between HEADERS and CONTINUATION");
    return;
  }
  switch (type) {
    case frame.DATA:
      receiveData(state, flags, id, start, end);
      break;
    case frame.HEADERS:
      receiveHeaders(state, flags, id, start, end);
      break;
    case frame.PRIORITY:
      receivePriority(state, id, start, end);
      break;
    case frame.RST_STREAM:
      receiveReset(state, id, start, end);
      break;
    case frame.SETTINGS:
      receiveSettings(state, flags, id, start, end);
      break;
    case frame.PUSH_PROMISE:
      state.fail(ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE, which is switched off");
      break;
    case frame.PING:
      receivePing(state, flags, id, start, end);
      break;
    case frame.GOAWAY:
      receiveGoaway(state, id, start, end);
      break;
    case frame.WINDOW_UPDATE:
      receiveWindowUpdate(state, id, start, end);
      break;
    case frame.CONTINUATION:
      receiveContinuation(state, flags, id, start, end);
      break;
    default:
      // Section 5.5: unknown types are ignored.
      state.idleFrame();
  }
}
