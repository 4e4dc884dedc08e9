// Generated from etcdserverpb/header.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";

/** Who answered, and how far it was. */
export interface ResponseHeader {
  readonly clusterId: Id;
  readonly memberId: Id;
  /** Of the store, when the request was applied or read. */
  readonly revision: number;
  readonly raftTerm: number;
}

function createResponseHeader(init: Init<ResponseHeader> = {}): ResponseHeader {
  return {
    clusterId: init.clusterId ?? 0,
    memberId: init.memberId ?? 0,
    revision: init.revision ?? 0,
    raftTerm: init.raftTerm ?? 0,
  };
}

const EMPTY_RESPONSE_HEADER = createResponseHeader();

function readResponseHeader(reader: Reader, end: number, from = EMPTY_RESPONSE_HEADER): ResponseHeader {
  let { clusterId, memberId, revision, raftTerm } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        clusterId = reader.unsignedId();
        break;
      case 2:
        memberId = reader.unsignedId();
        break;
      case 3:
        revision = reader.int64();
        break;
      case 4:
        raftTerm = reader.uint64();
        break;
      default:
        reader.skip();
    }
  }
  return { clusterId, memberId, revision, raftTerm };
}

function writeResponseHeader(message: Init<ResponseHeader>, writer: Writer): void {
  writer.uint64(4, message.raftTerm);
  writer.int64(3, message.revision);
  writer.id(2, message.memberId);
  writer.id(1, message.clusterId);
}

export const ResponseHeader = messageCodec<ResponseHeader>({
  name: "etcdserverpb.ResponseHeader",
  create: createResponseHeader,
  read: readResponseHeader,
  write: writeResponseHeader,
});
