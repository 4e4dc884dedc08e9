// Generated from v3lockpb/lock.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { NO_BYTES } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { ResponseHeader } from "../etcdserverpb/header.js";

export interface LockRequest {
  readonly name: Uint8Array;
  readonly lease: Id;
}

function createLockRequest(init: Init<LockRequest> = {}): LockRequest {
  return {
    name: init.name ?? NO_BYTES,
    lease: init.lease ?? 0,
  };
}

const EMPTY_LOCK_REQUEST = createLockRequest();

function readLockRequest(reader: Reader, end: number, from = EMPTY_LOCK_REQUEST): LockRequest {
  let { name, lease } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.bytes();
        break;
      case 2:
        lease = reader.signedId();
        break;
      default:
        reader.skip();
    }
  }
  return { name, lease };
}

function writeLockRequest(message: Init<LockRequest>, writer: Writer): void {
  writer.id(2, message.lease);
  writer.bytes(1, message.name);
}

export const LockRequest = messageCodec<LockRequest>({
  name: "v3lockpb.LockRequest",
  create: createLockRequest,
  read: readLockRequest,
  write: writeLockRequest,
});

export interface LockResponse {
  readonly header: ResponseHeader | undefined;
  /** The lock is held as long as this key exists. */
  readonly key: Uint8Array;
}

function createLockResponse(init: Init<LockResponse> = {}): LockResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    key: init.key ?? NO_BYTES,
  };
}

const EMPTY_LOCK_RESPONSE = createLockResponse();

function readLockResponse(reader: Reader, end: number, from = EMPTY_LOCK_RESPONSE): LockResponse {
  let { header, key } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        key = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { header, key };
}

function writeLockResponse(message: Init<LockResponse>, writer: Writer): void {
  writer.bytes(2, message.key);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const LockResponse = messageCodec<LockResponse>({
  name: "v3lockpb.LockResponse",
  create: createLockResponse,
  read: readLockResponse,
  write: writeLockResponse,
});

export interface UnlockRequest {
  readonly key: Uint8Array;
}

function createUnlockRequest(init: Init<UnlockRequest> = {}): UnlockRequest {
  return {
    key: init.key ?? NO_BYTES,
  };
}

const EMPTY_UNLOCK_REQUEST = createUnlockRequest();

function readUnlockRequest(reader: Reader, end: number, from = EMPTY_UNLOCK_REQUEST): UnlockRequest {
  let { key } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        key = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { key };
}

function writeUnlockRequest(message: Init<UnlockRequest>, writer: Writer): void {
  writer.bytes(1, message.key);
}

export const UnlockRequest = messageCodec<UnlockRequest>({
  name: "v3lockpb.UnlockRequest",
  create: createUnlockRequest,
  read: readUnlockRequest,
  write: writeUnlockRequest,
});

export interface UnlockResponse {
  readonly header: ResponseHeader | undefined;
}

function createUnlockResponse(init: Init<UnlockResponse> = {}): UnlockResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_UNLOCK_RESPONSE = createUnlockResponse();

function readUnlockResponse(reader: Reader, end: number, from = EMPTY_UNLOCK_RESPONSE): UnlockResponse {
  let { header } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      default:
        reader.skip();
    }
  }
  return { header };
}

function writeUnlockResponse(message: Init<UnlockResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const UnlockResponse = messageCodec<UnlockResponse>({
  name: "v3lockpb.UnlockResponse",
  create: createUnlockResponse,
  read: readUnlockResponse,
  write: writeUnlockResponse,
});

export const Lock = {
  name: "v3lockpb.Lock",
  methods: {
    Lock: {
      path: "/v3lockpb.Lock/Lock",
      kind: "unary",
      request: LockRequest,
      response: LockResponse,
    },
    Unlock: {
      path: "/v3lockpb.Lock/Unlock",
      kind: "unary",
      request: UnlockRequest,
      response: UnlockResponse,
    },
  },
} as const;
