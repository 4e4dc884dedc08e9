import { ErrorCode } from "./error-code.js";
import { makeFrame, readUint16, readUint32, SETTINGS, WINDOW_DEFAULT, WINDOW_MAX, writeUint32 } from "./frame.js";
import type { Http2Limits } from "../limits.js";

const ENABLE_PUSH = 2;
const MAX_CONCURRENT_STREAMS = 3;
const INITIAL_WINDOW_SIZE = 4;
const MAX_FRAME_SIZE = 5;
const MAX_HEADER_LIST_SIZE = 6;

/**
 * What the peer has set and we act upon (RFC 9113, section 6.5.2). Its table size does not matter, as our blocks insert
 * nothing; nor its frame size, as we never use more than the least that it may set.
 */
export interface PeerSettings {
  concurrentStreams: number;
  windowBytes: number;
}

export function initialPeerSettings(): PeerSettings {
  return { concurrentStreams: Infinity, windowBytes: WINDOW_DEFAULT };
}

/** What breaks the connection, as a code with a sentence. */
export interface ConnectionFault {
  readonly code: ErrorCode;
  readonly text: string;
}

/** Applies the payload of a SETTINGS frame. Settings without a meaning for us are ignored. */
export function readSettings(
  bytes: Uint8Array,
  start: number,
  end: number,
  settings: PeerSettings,
  fromServer: boolean,
): ConnectionFault | undefined {
  for (let at = start; at < end; at += 6) {
    const value = readUint32(bytes, at + 2);
    switch (readUint16(bytes, at)) {
      case ENABLE_PUSH:
        if (value > (fromServer ? 0 : 1))
          return fault(ErrorCode.PROTOCOL_ERROR, "SETTINGS_ENABLE_PUSH has a value it must not have");
        break;
      case MAX_CONCURRENT_STREAMS:
        settings.concurrentStreams = value;
        break;
      case INITIAL_WINDOW_SIZE:
        if (value > WINDOW_MAX)
          return fault(ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE is above 2^31-1");
        settings.windowBytes = value;
        break;
      case MAX_FRAME_SIZE:
        if (value < 2 ** 14 || value >= 2 ** 24)
          return fault(ErrorCode.PROTOCOL_ERROR, "SETTINGS_MAX_FRAME_SIZE is out of its range");
        break;
      default:
        break;
    }
  }
  return undefined;
}

/** Our own SETTINGS: a server's with a limit on streams, a client's with push disabled. */
export function makeSettings(limits: Http2Limits, server: boolean): Uint8Array {
  const payload = new Uint8Array(18);
  const first = server ? MAX_CONCURRENT_STREAMS : ENABLE_PUSH;
  writeSetting(payload, 0, first, server ? limits.concurrentStreams : 0);
  writeSetting(payload, 6, INITIAL_WINDOW_SIZE, limits.streamWindowBytes);
  writeSetting(payload, 12, MAX_HEADER_LIST_SIZE, limits.headerListBytes);
  return makeFrame(SETTINGS, 0, 0, payload);
}

function writeSetting(payload: Uint8Array, at: number, id: number, value: number): void {
  payload[at + 1] = id;
  writeUint32(payload, at + 2, value);
}

function fault(code: ErrorCode, text: string): ConnectionFault {
  return { code, text };
}
