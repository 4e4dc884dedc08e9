// Generated from v3electionpb/election.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { NO_BYTES } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { ResponseHeader } from "../etcdserverpb/header.js";
import { KeyValue } from "../mvccpb/kv.js";

export interface CampaignRequest {
  readonly name: Uint8Array;
  readonly lease: Id;
  readonly value: Uint8Array;
}

function createCampaignRequest(init: Init<CampaignRequest> = {}): CampaignRequest {
  return {
    name: init.name ?? NO_BYTES,
    lease: init.lease ?? 0,
    value: init.value ?? NO_BYTES,
  };
}

const EMPTY_CAMPAIGN_REQUEST = createCampaignRequest();

function readCampaignRequest(reader: Reader, end: number, from = EMPTY_CAMPAIGN_REQUEST): CampaignRequest {
  let { name, lease, value } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.bytes();
        break;
      case 2:
        lease = reader.signedId();
        break;
      case 3:
        value = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { name, lease, value };
}

function writeCampaignRequest(message: Init<CampaignRequest>, writer: Writer): void {
  writer.bytes(3, message.value);
  writer.id(2, message.lease);
  writer.bytes(1, message.name);
}

export const CampaignRequest = messageCodec<CampaignRequest>({
  name: "v3electionpb.CampaignRequest",
  create: createCampaignRequest,
  read: readCampaignRequest,
  write: writeCampaignRequest,
});

export interface CampaignResponse {
  readonly header: ResponseHeader | undefined;
  readonly leader: LeaderKey | undefined;
}

function createCampaignResponse(init: Init<CampaignResponse> = {}): CampaignResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    leader: init.leader && LeaderKey.create(init.leader),
  };
}

const EMPTY_CAMPAIGN_RESPONSE = createCampaignResponse();

function readCampaignResponse(reader: Reader, end: number, from = EMPTY_CAMPAIGN_RESPONSE): CampaignResponse {
  let { header, leader } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        leader = LeaderKey.read(reader, reader.messageEnd(), leader);
        break;
      default:
        reader.skip();
    }
  }
  return { header, leader };
}

function writeCampaignResponse(message: Init<CampaignResponse>, writer: Writer): void {
  if (message.leader !== undefined) {
    const before = writer.length;
    LeaderKey.write(message.leader, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const CampaignResponse = messageCodec<CampaignResponse>({
  name: "v3electionpb.CampaignResponse",
  create: createCampaignResponse,
  read: readCampaignResponse,
  write: writeCampaignResponse,
});

/** The proof of having been elected. */
export interface LeaderKey {
  readonly name: Uint8Array;
  readonly key: Uint8Array;
  /** The revision at which the key came into being. */
  readonly rev: number;
  readonly lease: Id;
}

function createLeaderKey(init: Init<LeaderKey> = {}): LeaderKey {
  return {
    name: init.name ?? NO_BYTES,
    key: init.key ?? NO_BYTES,
    rev: init.rev ?? 0,
    lease: init.lease ?? 0,
  };
}

const EMPTY_LEADER_KEY = createLeaderKey();

function readLeaderKey(reader: Reader, end: number, from = EMPTY_LEADER_KEY): LeaderKey {
  let { name, key, rev, lease } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.bytes();
        break;
      case 2:
        key = reader.bytes();
        break;
      case 3:
        rev = reader.int64();
        break;
      case 4:
        lease = reader.signedId();
        break;
      default:
        reader.skip();
    }
  }
  return { name, key, rev, lease };
}

function writeLeaderKey(message: Init<LeaderKey>, writer: Writer): void {
  writer.id(4, message.lease);
  writer.int64(3, message.rev);
  writer.bytes(2, message.key);
  writer.bytes(1, message.name);
}

export const LeaderKey = messageCodec<LeaderKey>({
  name: "v3electionpb.LeaderKey",
  create: createLeaderKey,
  read: readLeaderKey,
  write: writeLeaderKey,
});

export interface LeaderRequest {
  readonly name: Uint8Array;
}

function createLeaderRequest(init: Init<LeaderRequest> = {}): LeaderRequest {
  return {
    name: init.name ?? NO_BYTES,
  };
}

const EMPTY_LEADER_REQUEST = createLeaderRequest();

function readLeaderRequest(reader: Reader, end: number, from = EMPTY_LEADER_REQUEST): LeaderRequest {
  let { name } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { name };
}

function writeLeaderRequest(message: Init<LeaderRequest>, writer: Writer): void {
  writer.bytes(1, message.name);
}

export const LeaderRequest = messageCodec<LeaderRequest>({
  name: "v3electionpb.LeaderRequest",
  create: createLeaderRequest,
  read: readLeaderRequest,
  write: writeLeaderRequest,
});

export interface LeaderResponse {
  readonly header: ResponseHeader | undefined;
  readonly kv: KeyValue | undefined;
}

function createLeaderResponse(init: Init<LeaderResponse> = {}): LeaderResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    kv: init.kv && KeyValue.create(init.kv),
  };
}

const EMPTY_LEADER_RESPONSE = createLeaderResponse();

function readLeaderResponse(reader: Reader, end: number, from = EMPTY_LEADER_RESPONSE): LeaderResponse {
  let { header, kv } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        kv = KeyValue.read(reader, reader.messageEnd(), kv);
        break;
      default:
        reader.skip();
    }
  }
  return { header, kv };
}

function writeLeaderResponse(message: Init<LeaderResponse>, writer: Writer): void {
  if (message.kv !== undefined) {
    const before = writer.length;
    KeyValue.write(message.kv, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const LeaderResponse = messageCodec<LeaderResponse>({
  name: "v3electionpb.LeaderResponse",
  create: createLeaderResponse,
  read: readLeaderResponse,
  write: writeLeaderResponse,
});

export interface ResignRequest {
  readonly leader: LeaderKey | undefined;
}

function createResignRequest(init: Init<ResignRequest> = {}): ResignRequest {
  return {
    leader: init.leader && LeaderKey.create(init.leader),
  };
}

const EMPTY_RESIGN_REQUEST = createResignRequest();

function readResignRequest(reader: Reader, end: number, from = EMPTY_RESIGN_REQUEST): ResignRequest {
  let { leader } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        leader = LeaderKey.read(reader, reader.messageEnd(), leader);
        break;
      default:
        reader.skip();
    }
  }
  return { leader };
}

function writeResignRequest(message: Init<ResignRequest>, writer: Writer): void {
  if (message.leader !== undefined) {
    const before = writer.length;
    LeaderKey.write(message.leader, writer);
    writer.wrap(1, before);
  }
}

export const ResignRequest = messageCodec<ResignRequest>({
  name: "v3electionpb.ResignRequest",
  create: createResignRequest,
  read: readResignRequest,
  write: writeResignRequest,
});

export interface ResignResponse {
  readonly header: ResponseHeader | undefined;
}

function createResignResponse(init: Init<ResignResponse> = {}): ResignResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_RESIGN_RESPONSE = createResignResponse();

function readResignResponse(reader: Reader, end: number, from = EMPTY_RESIGN_RESPONSE): ResignResponse {
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

function writeResignResponse(message: Init<ResignResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const ResignResponse = messageCodec<ResignResponse>({
  name: "v3electionpb.ResignResponse",
  create: createResignResponse,
  read: readResignResponse,
  write: writeResignResponse,
});

export interface ProclaimRequest {
  readonly leader: LeaderKey | undefined;
  readonly value: Uint8Array;
}

function createProclaimRequest(init: Init<ProclaimRequest> = {}): ProclaimRequest {
  return {
    leader: init.leader && LeaderKey.create(init.leader),
    value: init.value ?? NO_BYTES,
  };
}

const EMPTY_PROCLAIM_REQUEST = createProclaimRequest();

function readProclaimRequest(reader: Reader, end: number, from = EMPTY_PROCLAIM_REQUEST): ProclaimRequest {
  let { leader, value } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        leader = LeaderKey.read(reader, reader.messageEnd(), leader);
        break;
      case 2:
        value = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { leader, value };
}

function writeProclaimRequest(message: Init<ProclaimRequest>, writer: Writer): void {
  writer.bytes(2, message.value);
  if (message.leader !== undefined) {
    const before = writer.length;
    LeaderKey.write(message.leader, writer);
    writer.wrap(1, before);
  }
}

export const ProclaimRequest = messageCodec<ProclaimRequest>({
  name: "v3electionpb.ProclaimRequest",
  create: createProclaimRequest,
  read: readProclaimRequest,
  write: writeProclaimRequest,
});

export interface ProclaimResponse {
  readonly header: ResponseHeader | undefined;
}

function createProclaimResponse(init: Init<ProclaimResponse> = {}): ProclaimResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_PROCLAIM_RESPONSE = createProclaimResponse();

function readProclaimResponse(reader: Reader, end: number, from = EMPTY_PROCLAIM_RESPONSE): ProclaimResponse {
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

function writeProclaimResponse(message: Init<ProclaimResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const ProclaimResponse = messageCodec<ProclaimResponse>({
  name: "v3electionpb.ProclaimResponse",
  create: createProclaimResponse,
  read: readProclaimResponse,
  write: writeProclaimResponse,
});

export const Election = {
  name: "v3electionpb.Election",
  methods: {
    Campaign: {
      path: "/v3electionpb.Election/Campaign",
      kind: "unary",
      request: CampaignRequest,
      response: CampaignResponse,
    },
    Proclaim: {
      path: "/v3electionpb.Election/Proclaim",
      kind: "unary",
      request: ProclaimRequest,
      response: ProclaimResponse,
    },
    Leader: {
      path: "/v3electionpb.Election/Leader",
      kind: "unary",
      request: LeaderRequest,
      response: LeaderResponse,
    },
    Observe: {
      path: "/v3electionpb.Election/Observe",
      kind: "serverStream",
      request: LeaderRequest,
      response: LeaderResponse,
    },
    Resign: {
      path: "/v3electionpb.Election/Resign",
      kind: "unary",
      request: ResignRequest,
      response: ResignResponse,
    },
  },
} as const;
