// Generated from keyval/command_log.proto.

import { messageCodec, type Init } from "../../wire/message-codec.js";
import { appended, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";

export interface CommandLogReadRequest {
  /** The first index; where the log does not keep it any more, the reading begins with the oldest entry that it keeps. */
  readonly first: number;
  /** The last index; 0 for no end. */
  readonly last: number;
  /** Goes on with what is applied from now on. */
  readonly follow: boolean;
}

function createCommandLogReadRequest(init: Init<CommandLogReadRequest> = {}): CommandLogReadRequest {
  return {
    first: init.first ?? 0,
    last: init.last ?? 0,
    follow: init.follow ?? false,
  };
}

const EMPTY_COMMAND_LOG_READ_REQUEST = createCommandLogReadRequest();

function readCommandLogReadRequest(
  reader: Reader,
  end: number,
  from = EMPTY_COMMAND_LOG_READ_REQUEST,
): CommandLogReadRequest {
  let { first, last, follow } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        first = reader.int64();
        break;
      case 2:
        last = reader.int64();
        break;
      case 3:
        follow = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { first, last, follow };
}

function writeCommandLogReadRequest(message: Init<CommandLogReadRequest>, writer: Writer): void {
  writer.bool(3, message.follow);
  writer.int64(2, message.last);
  writer.int64(1, message.first);
}

export const CommandLogReadRequest = messageCodec<CommandLogReadRequest>({
  name: "keyval.CommandLogReadRequest",
  create: createCommandLogReadRequest,
  read: readCommandLogReadRequest,
  write: writeCommandLogReadRequest,
});

export interface CommandLogReadResponse {
  /** Of each entry, in order, its index, term and command as JSON. Secrets are masked. */
  readonly lines: readonly string[];
}

function createCommandLogReadResponse(init: Init<CommandLogReadResponse> = {}): CommandLogReadResponse {
  return {
    lines: init.lines ?? NONE,
  };
}

const EMPTY_COMMAND_LOG_READ_RESPONSE = createCommandLogReadResponse();

function readCommandLogReadResponse(
  reader: Reader,
  end: number,
  from = EMPTY_COMMAND_LOG_READ_RESPONSE,
): CommandLogReadResponse {
  let { lines } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        lines = appended(lines, reader.text());
        break;
      default:
        reader.skip();
    }
  }
  return { lines };
}

function writeCommandLogReadResponse(message: Init<CommandLogReadResponse>, writer: Writer): void {
  const { lines = NONE } = message;
  for (let i = lines.length - 1; i >= 0; i--) {
    writer.textValue(1, lines[i] ?? "");
  }
}

export const CommandLogReadResponse = messageCodec<CommandLogReadResponse>({
  name: "keyval.CommandLogReadResponse",
  create: createCommandLogReadResponse,
  read: readCommandLogReadResponse,
  write: writeCommandLogReadResponse,
});

/** The log of a member, as far as the member has applied it and the log keeps it. */
export const CommandLog = {
  name: "keyval.CommandLog",
  methods: {
    Read: {
      path: "/keyval.CommandLog/Read",
      kind: "serverStream",
      request: CommandLogReadRequest,
      response: CommandLogReadResponse,
    },
  },
} as const;
