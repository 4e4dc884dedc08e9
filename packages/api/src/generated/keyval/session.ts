// Generated from keyval/session.proto.

import { messageCodec, type Init } from "../../wire/message-codec.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { ResponseHeader } from "../etcdserverpb/header.js";

export type SessionOpenRequest = Readonly<Record<string, never>>;

function createSessionOpenRequest(): SessionOpenRequest {
  return {};
}

const EMPTY_SESSION_OPEN_REQUEST = createSessionOpenRequest();

function readSessionOpenRequest(reader: Reader, end: number, from = EMPTY_SESSION_OPEN_REQUEST): SessionOpenRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeSessionOpenRequest(): void {
  // There is nothing to write.
}

export const SessionOpenRequest = messageCodec<SessionOpenRequest>({
  name: "keyval.SessionOpenRequest",
  create: createSessionOpenRequest,
  read: readSessionOpenRequest,
  write: writeSessionOpenRequest,
});

export interface SessionOpenResponse {
  readonly header: ResponseHeader | undefined;
  readonly session: number;
  /** It ends by itself when it was not used for so long. */
  readonly ttlMs: number;
}

function createSessionOpenResponse(init: Init<SessionOpenResponse> = {}): SessionOpenResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    session: init.session ?? 0,
    ttlMs: init.ttlMs ?? 0,
  };
}

const EMPTY_SESSION_OPEN_RESPONSE = createSessionOpenResponse();

function readSessionOpenResponse(reader: Reader, end: number, from = EMPTY_SESSION_OPEN_RESPONSE): SessionOpenResponse {
  let { header, session, ttlMs } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        session = reader.int64();
        break;
      case 3:
        ttlMs = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { header, session, ttlMs };
}

function writeSessionOpenResponse(message: Init<SessionOpenResponse>, writer: Writer): void {
  writer.int64(3, message.ttlMs);
  writer.int64(2, message.session);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const SessionOpenResponse = messageCodec<SessionOpenResponse>({
  name: "keyval.SessionOpenResponse",
  create: createSessionOpenResponse,
  read: readSessionOpenResponse,
  write: writeSessionOpenResponse,
});

/**
 * Sessions: what a client in doubt sends again is done once. A command of a session has the metadata `keyval-command` with
 * three numbers between spaces: the session, the command's own number in it, and the number below which the client has all answers.
 */
export const Session = {
  name: "keyval.Session",
  methods: {
    Open: {
      path: "/keyval.Session/Open",
      kind: "unary",
      request: SessionOpenRequest,
      response: SessionOpenResponse,
    },
  },
} as const;
