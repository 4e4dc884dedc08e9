// Generated from etcdserverpb/lease.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { appended, NO_BYTES, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { ResponseHeader } from "./header.js";

export interface LeaseGrantRequest {
  readonly TTL: number;
  /** 0 lets the server choose. */
  readonly ID: Id;
}

function createLeaseGrantRequest(init: Init<LeaseGrantRequest> = {}): LeaseGrantRequest {
  return {
    TTL: init.TTL ?? 0,
    ID: init.ID ?? 0,
  };
}

const EMPTY_LEASE_GRANT_REQUEST = createLeaseGrantRequest();

function readLeaseGrantRequest(reader: Reader, end: number, from = EMPTY_LEASE_GRANT_REQUEST): LeaseGrantRequest {
  let { TTL, ID } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        TTL = reader.int64();
        break;
      case 2:
        ID = reader.signedId();
        break;
      default:
        reader.skip();
    }
  }
  return { TTL, ID };
}

function writeLeaseGrantRequest(message: Init<LeaseGrantRequest>, writer: Writer): void {
  writer.id(2, message.ID);
  writer.int64(1, message.TTL);
}

export const LeaseGrantRequest = messageCodec<LeaseGrantRequest>({
  name: "etcdserverpb.LeaseGrantRequest",
  create: createLeaseGrantRequest,
  read: readLeaseGrantRequest,
  write: writeLeaseGrantRequest,
});

export interface LeaseGrantResponse {
  readonly header: ResponseHeader | undefined;
  readonly ID: Id;
  /** What the server granted. */
  readonly TTL: number;
  readonly error: string;
}

function createLeaseGrantResponse(init: Init<LeaseGrantResponse> = {}): LeaseGrantResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    ID: init.ID ?? 0,
    TTL: init.TTL ?? 0,
    error: init.error ?? "",
  };
}

const EMPTY_LEASE_GRANT_RESPONSE = createLeaseGrantResponse();

function readLeaseGrantResponse(reader: Reader, end: number, from = EMPTY_LEASE_GRANT_RESPONSE): LeaseGrantResponse {
  let { header, ID, TTL, error } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        ID = reader.signedId();
        break;
      case 3:
        TTL = reader.int64();
        break;
      case 4:
        error = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { header, ID, TTL, error };
}

function writeLeaseGrantResponse(message: Init<LeaseGrantResponse>, writer: Writer): void {
  writer.text(4, message.error);
  writer.int64(3, message.TTL);
  writer.id(2, message.ID);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const LeaseGrantResponse = messageCodec<LeaseGrantResponse>({
  name: "etcdserverpb.LeaseGrantResponse",
  create: createLeaseGrantResponse,
  read: readLeaseGrantResponse,
  write: writeLeaseGrantResponse,
});

export interface LeaseRevokeRequest {
  readonly ID: Id;
}

function createLeaseRevokeRequest(init: Init<LeaseRevokeRequest> = {}): LeaseRevokeRequest {
  return {
    ID: init.ID ?? 0,
  };
}

const EMPTY_LEASE_REVOKE_REQUEST = createLeaseRevokeRequest();

function readLeaseRevokeRequest(reader: Reader, end: number, from = EMPTY_LEASE_REVOKE_REQUEST): LeaseRevokeRequest {
  let { ID } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.signedId();
        break;
      default:
        reader.skip();
    }
  }
  return { ID };
}

function writeLeaseRevokeRequest(message: Init<LeaseRevokeRequest>, writer: Writer): void {
  writer.id(1, message.ID);
}

export const LeaseRevokeRequest = messageCodec<LeaseRevokeRequest>({
  name: "etcdserverpb.LeaseRevokeRequest",
  create: createLeaseRevokeRequest,
  read: readLeaseRevokeRequest,
  write: writeLeaseRevokeRequest,
});

export interface LeaseRevokeResponse {
  readonly header: ResponseHeader | undefined;
}

function createLeaseRevokeResponse(init: Init<LeaseRevokeResponse> = {}): LeaseRevokeResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_LEASE_REVOKE_RESPONSE = createLeaseRevokeResponse();

function readLeaseRevokeResponse(reader: Reader, end: number, from = EMPTY_LEASE_REVOKE_RESPONSE): LeaseRevokeResponse {
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

function writeLeaseRevokeResponse(message: Init<LeaseRevokeResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const LeaseRevokeResponse = messageCodec<LeaseRevokeResponse>({
  name: "etcdserverpb.LeaseRevokeResponse",
  create: createLeaseRevokeResponse,
  read: readLeaseRevokeResponse,
  write: writeLeaseRevokeResponse,
});

export interface LeaseKeepAliveRequest {
  readonly ID: Id;
}

function createLeaseKeepAliveRequest(init: Init<LeaseKeepAliveRequest> = {}): LeaseKeepAliveRequest {
  return {
    ID: init.ID ?? 0,
  };
}

const EMPTY_LEASE_KEEP_ALIVE_REQUEST = createLeaseKeepAliveRequest();

function readLeaseKeepAliveRequest(
  reader: Reader,
  end: number,
  from = EMPTY_LEASE_KEEP_ALIVE_REQUEST,
): LeaseKeepAliveRequest {
  let { ID } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.signedId();
        break;
      default:
        reader.skip();
    }
  }
  return { ID };
}

function writeLeaseKeepAliveRequest(message: Init<LeaseKeepAliveRequest>, writer: Writer): void {
  writer.id(1, message.ID);
}

export const LeaseKeepAliveRequest = messageCodec<LeaseKeepAliveRequest>({
  name: "etcdserverpb.LeaseKeepAliveRequest",
  create: createLeaseKeepAliveRequest,
  read: readLeaseKeepAliveRequest,
  write: writeLeaseKeepAliveRequest,
});

export interface LeaseKeepAliveResponse {
  readonly header: ResponseHeader | undefined;
  readonly ID: Id;
  /** 0 if there is no such lease. */
  readonly TTL: number;
}

function createLeaseKeepAliveResponse(init: Init<LeaseKeepAliveResponse> = {}): LeaseKeepAliveResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    ID: init.ID ?? 0,
    TTL: init.TTL ?? 0,
  };
}

const EMPTY_LEASE_KEEP_ALIVE_RESPONSE = createLeaseKeepAliveResponse();

function readLeaseKeepAliveResponse(
  reader: Reader,
  end: number,
  from = EMPTY_LEASE_KEEP_ALIVE_RESPONSE,
): LeaseKeepAliveResponse {
  let { header, ID, TTL } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        ID = reader.signedId();
        break;
      case 3:
        TTL = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { header, ID, TTL };
}

function writeLeaseKeepAliveResponse(message: Init<LeaseKeepAliveResponse>, writer: Writer): void {
  writer.int64(3, message.TTL);
  writer.id(2, message.ID);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const LeaseKeepAliveResponse = messageCodec<LeaseKeepAliveResponse>({
  name: "etcdserverpb.LeaseKeepAliveResponse",
  create: createLeaseKeepAliveResponse,
  read: readLeaseKeepAliveResponse,
  write: writeLeaseKeepAliveResponse,
});

export interface LeaseTimeToLiveRequest {
  readonly ID: Id;
  /** Whether to list the attached keys. */
  readonly keys: boolean;
}

function createLeaseTimeToLiveRequest(init: Init<LeaseTimeToLiveRequest> = {}): LeaseTimeToLiveRequest {
  return {
    ID: init.ID ?? 0,
    keys: init.keys ?? false,
  };
}

const EMPTY_LEASE_TIME_TO_LIVE_REQUEST = createLeaseTimeToLiveRequest();

function readLeaseTimeToLiveRequest(
  reader: Reader,
  end: number,
  from = EMPTY_LEASE_TIME_TO_LIVE_REQUEST,
): LeaseTimeToLiveRequest {
  let { ID, keys } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.signedId();
        break;
      case 2:
        keys = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { ID, keys };
}

function writeLeaseTimeToLiveRequest(message: Init<LeaseTimeToLiveRequest>, writer: Writer): void {
  writer.bool(2, message.keys);
  writer.id(1, message.ID);
}

export const LeaseTimeToLiveRequest = messageCodec<LeaseTimeToLiveRequest>({
  name: "etcdserverpb.LeaseTimeToLiveRequest",
  create: createLeaseTimeToLiveRequest,
  read: readLeaseTimeToLiveRequest,
  write: writeLeaseTimeToLiveRequest,
});

export interface LeaseTimeToLiveResponse {
  readonly header: ResponseHeader | undefined;
  readonly ID: Id;
  /** What is left of it; -1 if there is no such lease. */
  readonly TTL: number;
  readonly grantedTTL: number;
  readonly keys: readonly Uint8Array[];
}

function createLeaseTimeToLiveResponse(init: Init<LeaseTimeToLiveResponse> = {}): LeaseTimeToLiveResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    ID: init.ID ?? 0,
    TTL: init.TTL ?? 0,
    grantedTTL: init.grantedTTL ?? 0,
    keys: init.keys ?? NONE,
  };
}

const EMPTY_LEASE_TIME_TO_LIVE_RESPONSE = createLeaseTimeToLiveResponse();

function readLeaseTimeToLiveResponse(
  reader: Reader,
  end: number,
  from = EMPTY_LEASE_TIME_TO_LIVE_RESPONSE,
): LeaseTimeToLiveResponse {
  let { header, ID, TTL, grantedTTL, keys } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        ID = reader.signedId();
        break;
      case 3:
        TTL = reader.int64();
        break;
      case 4:
        grantedTTL = reader.int64();
        break;
      case 5:
        keys = appended(keys, reader.bytes());
        break;
      default:
        reader.skip();
    }
  }
  return { header, ID, TTL, grantedTTL, keys };
}

function writeLeaseTimeToLiveResponse(message: Init<LeaseTimeToLiveResponse>, writer: Writer): void {
  const { keys = NONE } = message;
  for (let i = keys.length - 1; i >= 0; i--) {
    writer.bytesValue(5, keys[i] ?? NO_BYTES);
  }
  writer.int64(4, message.grantedTTL);
  writer.int64(3, message.TTL);
  writer.id(2, message.ID);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const LeaseTimeToLiveResponse = messageCodec<LeaseTimeToLiveResponse>({
  name: "etcdserverpb.LeaseTimeToLiveResponse",
  create: createLeaseTimeToLiveResponse,
  read: readLeaseTimeToLiveResponse,
  write: writeLeaseTimeToLiveResponse,
});

export type LeaseLeasesRequest = Readonly<Record<string, never>>;

function createLeaseLeasesRequest(): LeaseLeasesRequest {
  return {};
}

const EMPTY_LEASE_LEASES_REQUEST = createLeaseLeasesRequest();

function readLeaseLeasesRequest(reader: Reader, end: number, from = EMPTY_LEASE_LEASES_REQUEST): LeaseLeasesRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeLeaseLeasesRequest(): void {
  // There is nothing to write.
}

export const LeaseLeasesRequest = messageCodec<LeaseLeasesRequest>({
  name: "etcdserverpb.LeaseLeasesRequest",
  create: createLeaseLeasesRequest,
  read: readLeaseLeasesRequest,
  write: writeLeaseLeasesRequest,
});

export interface LeaseStatus {
  readonly ID: Id;
}

function createLeaseStatus(init: Init<LeaseStatus> = {}): LeaseStatus {
  return {
    ID: init.ID ?? 0,
  };
}

const EMPTY_LEASE_STATUS = createLeaseStatus();

function readLeaseStatus(reader: Reader, end: number, from = EMPTY_LEASE_STATUS): LeaseStatus {
  let { ID } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.signedId();
        break;
      default:
        reader.skip();
    }
  }
  return { ID };
}

function writeLeaseStatus(message: Init<LeaseStatus>, writer: Writer): void {
  writer.id(1, message.ID);
}

export const LeaseStatus = messageCodec<LeaseStatus>({
  name: "etcdserverpb.LeaseStatus",
  create: createLeaseStatus,
  read: readLeaseStatus,
  write: writeLeaseStatus,
});

export interface LeaseLeasesResponse {
  readonly header: ResponseHeader | undefined;
  readonly leases: readonly LeaseStatus[];
}

function createLeaseLeasesResponse(init: Init<LeaseLeasesResponse> = {}): LeaseLeasesResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    leases: init.leases?.map((element) => LeaseStatus.create(element)) ?? NONE,
  };
}

const EMPTY_LEASE_LEASES_RESPONSE = createLeaseLeasesResponse();

function readLeaseLeasesResponse(reader: Reader, end: number, from = EMPTY_LEASE_LEASES_RESPONSE): LeaseLeasesResponse {
  let { header, leases } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        leases = appended(leases, LeaseStatus.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, leases };
}

function writeLeaseLeasesResponse(message: Init<LeaseLeasesResponse>, writer: Writer): void {
  const { leases = NONE } = message;
  for (let i = leases.length - 1; i >= 0; i--) {
    const before = writer.length;
    LeaseStatus.write(leases[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const LeaseLeasesResponse = messageCodec<LeaseLeasesResponse>({
  name: "etcdserverpb.LeaseLeasesResponse",
  create: createLeaseLeasesResponse,
  read: readLeaseLeasesResponse,
  write: writeLeaseLeasesResponse,
});

/** All times are in seconds. */
export const Lease = {
  name: "etcdserverpb.Lease",
  methods: {
    LeaseGrant: {
      path: "/etcdserverpb.Lease/LeaseGrant",
      kind: "unary",
      request: LeaseGrantRequest,
      response: LeaseGrantResponse,
    },
    LeaseRevoke: {
      path: "/etcdserverpb.Lease/LeaseRevoke",
      kind: "unary",
      request: LeaseRevokeRequest,
      response: LeaseRevokeResponse,
    },
    LeaseKeepAlive: {
      path: "/etcdserverpb.Lease/LeaseKeepAlive",
      kind: "bidi",
      request: LeaseKeepAliveRequest,
      response: LeaseKeepAliveResponse,
    },
    LeaseTimeToLive: {
      path: "/etcdserverpb.Lease/LeaseTimeToLive",
      kind: "unary",
      request: LeaseTimeToLiveRequest,
      response: LeaseTimeToLiveResponse,
    },
    LeaseLeases: {
      path: "/etcdserverpb.Lease/LeaseLeases",
      kind: "unary",
      request: LeaseLeasesRequest,
      response: LeaseLeasesResponse,
    },
  },
} as const;
