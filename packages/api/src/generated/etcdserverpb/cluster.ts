// Generated from etcdserverpb/cluster.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { appended, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { ResponseHeader } from "./header.js";

export interface Member {
  readonly ID: Id;
  /** Empty until the member has started. */
  readonly name: string;
  readonly peerURLs: readonly string[];
  readonly clientURLs: readonly string[];
  /** A learner gets everything and has no vote. */
  readonly isLearner: boolean;
}

function createMember(init: Init<Member> = {}): Member {
  return {
    ID: init.ID ?? 0,
    name: init.name ?? "",
    peerURLs: init.peerURLs ?? NONE,
    clientURLs: init.clientURLs ?? NONE,
    isLearner: init.isLearner ?? false,
  };
}

const EMPTY_MEMBER = createMember();

function readMember(reader: Reader, end: number, from = EMPTY_MEMBER): Member {
  let { ID, name, peerURLs, clientURLs, isLearner } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.unsignedId();
        break;
      case 2:
        name = reader.text();
        break;
      case 3:
        peerURLs = appended(peerURLs, reader.text());
        break;
      case 4:
        clientURLs = appended(clientURLs, reader.text());
        break;
      case 5:
        isLearner = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { ID, name, peerURLs, clientURLs, isLearner };
}

function writeMember(message: Init<Member>, writer: Writer): void {
  writer.bool(5, message.isLearner);
  const { clientURLs = NONE } = message;
  for (let i = clientURLs.length - 1; i >= 0; i--) {
    writer.textValue(4, clientURLs[i] ?? "");
  }
  const { peerURLs = NONE } = message;
  for (let i = peerURLs.length - 1; i >= 0; i--) {
    writer.textValue(3, peerURLs[i] ?? "");
  }
  writer.text(2, message.name);
  writer.id(1, message.ID);
}

export const Member = messageCodec<Member>({
  name: "etcdserverpb.Member",
  create: createMember,
  read: readMember,
  write: writeMember,
});

export interface MemberAddRequest {
  readonly peerURLs: readonly string[];
  readonly isLearner: boolean;
}

function createMemberAddRequest(init: Init<MemberAddRequest> = {}): MemberAddRequest {
  return {
    peerURLs: init.peerURLs ?? NONE,
    isLearner: init.isLearner ?? false,
  };
}

const EMPTY_MEMBER_ADD_REQUEST = createMemberAddRequest();

function readMemberAddRequest(reader: Reader, end: number, from = EMPTY_MEMBER_ADD_REQUEST): MemberAddRequest {
  let { peerURLs, isLearner } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        peerURLs = appended(peerURLs, reader.text());
        break;
      case 2:
        isLearner = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { peerURLs, isLearner };
}

function writeMemberAddRequest(message: Init<MemberAddRequest>, writer: Writer): void {
  writer.bool(2, message.isLearner);
  const { peerURLs = NONE } = message;
  for (let i = peerURLs.length - 1; i >= 0; i--) {
    writer.textValue(1, peerURLs[i] ?? "");
  }
}

export const MemberAddRequest = messageCodec<MemberAddRequest>({
  name: "etcdserverpb.MemberAddRequest",
  create: createMemberAddRequest,
  read: readMemberAddRequest,
  write: writeMemberAddRequest,
});

export interface MemberAddResponse {
  readonly header: ResponseHeader | undefined;
  /** The new one. */
  readonly member: Member | undefined;
  readonly members: readonly Member[];
}

function createMemberAddResponse(init: Init<MemberAddResponse> = {}): MemberAddResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    member: init.member && Member.create(init.member),
    members: init.members?.map((element) => Member.create(element)) ?? NONE,
  };
}

const EMPTY_MEMBER_ADD_RESPONSE = createMemberAddResponse();

function readMemberAddResponse(reader: Reader, end: number, from = EMPTY_MEMBER_ADD_RESPONSE): MemberAddResponse {
  let { header, member, members } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        member = Member.read(reader, reader.messageEnd(), member);
        break;
      case 3:
        members = appended(members, Member.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, member, members };
}

function writeMemberAddResponse(message: Init<MemberAddResponse>, writer: Writer): void {
  const { members = NONE } = message;
  for (let i = members.length - 1; i >= 0; i--) {
    const before = writer.length;
    Member.write(members[i] ?? {}, writer);
    writer.wrap(3, before);
  }
  if (message.member !== undefined) {
    const before = writer.length;
    Member.write(message.member, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const MemberAddResponse = messageCodec<MemberAddResponse>({
  name: "etcdserverpb.MemberAddResponse",
  create: createMemberAddResponse,
  read: readMemberAddResponse,
  write: writeMemberAddResponse,
});

export interface MemberRemoveRequest {
  readonly ID: Id;
}

function createMemberRemoveRequest(init: Init<MemberRemoveRequest> = {}): MemberRemoveRequest {
  return {
    ID: init.ID ?? 0,
  };
}

const EMPTY_MEMBER_REMOVE_REQUEST = createMemberRemoveRequest();

function readMemberRemoveRequest(reader: Reader, end: number, from = EMPTY_MEMBER_REMOVE_REQUEST): MemberRemoveRequest {
  let { ID } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.unsignedId();
        break;
      default:
        reader.skip();
    }
  }
  return { ID };
}

function writeMemberRemoveRequest(message: Init<MemberRemoveRequest>, writer: Writer): void {
  writer.id(1, message.ID);
}

export const MemberRemoveRequest = messageCodec<MemberRemoveRequest>({
  name: "etcdserverpb.MemberRemoveRequest",
  create: createMemberRemoveRequest,
  read: readMemberRemoveRequest,
  write: writeMemberRemoveRequest,
});

export interface MemberRemoveResponse {
  readonly header: ResponseHeader | undefined;
  readonly members: readonly Member[];
}

function createMemberRemoveResponse(init: Init<MemberRemoveResponse> = {}): MemberRemoveResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    members: init.members?.map((element) => Member.create(element)) ?? NONE,
  };
}

const EMPTY_MEMBER_REMOVE_RESPONSE = createMemberRemoveResponse();

function readMemberRemoveResponse(
  reader: Reader,
  end: number,
  from = EMPTY_MEMBER_REMOVE_RESPONSE,
): MemberRemoveResponse {
  let { header, members } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        members = appended(members, Member.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, members };
}

function writeMemberRemoveResponse(message: Init<MemberRemoveResponse>, writer: Writer): void {
  const { members = NONE } = message;
  for (let i = members.length - 1; i >= 0; i--) {
    const before = writer.length;
    Member.write(members[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const MemberRemoveResponse = messageCodec<MemberRemoveResponse>({
  name: "etcdserverpb.MemberRemoveResponse",
  create: createMemberRemoveResponse,
  read: readMemberRemoveResponse,
  write: writeMemberRemoveResponse,
});

export interface MemberUpdateRequest {
  readonly ID: Id;
  readonly peerURLs: readonly string[];
}

function createMemberUpdateRequest(init: Init<MemberUpdateRequest> = {}): MemberUpdateRequest {
  return {
    ID: init.ID ?? 0,
    peerURLs: init.peerURLs ?? NONE,
  };
}

const EMPTY_MEMBER_UPDATE_REQUEST = createMemberUpdateRequest();

function readMemberUpdateRequest(reader: Reader, end: number, from = EMPTY_MEMBER_UPDATE_REQUEST): MemberUpdateRequest {
  let { ID, peerURLs } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.unsignedId();
        break;
      case 2:
        peerURLs = appended(peerURLs, reader.text());
        break;
      default:
        reader.skip();
    }
  }
  return { ID, peerURLs };
}

function writeMemberUpdateRequest(message: Init<MemberUpdateRequest>, writer: Writer): void {
  const { peerURLs = NONE } = message;
  for (let i = peerURLs.length - 1; i >= 0; i--) {
    writer.textValue(2, peerURLs[i] ?? "");
  }
  writer.id(1, message.ID);
}

export const MemberUpdateRequest = messageCodec<MemberUpdateRequest>({
  name: "etcdserverpb.MemberUpdateRequest",
  create: createMemberUpdateRequest,
  read: readMemberUpdateRequest,
  write: writeMemberUpdateRequest,
});

export interface MemberUpdateResponse {
  readonly header: ResponseHeader | undefined;
  readonly members: readonly Member[];
}

function createMemberUpdateResponse(init: Init<MemberUpdateResponse> = {}): MemberUpdateResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    members: init.members?.map((element) => Member.create(element)) ?? NONE,
  };
}

const EMPTY_MEMBER_UPDATE_RESPONSE = createMemberUpdateResponse();

function readMemberUpdateResponse(
  reader: Reader,
  end: number,
  from = EMPTY_MEMBER_UPDATE_RESPONSE,
): MemberUpdateResponse {
  let { header, members } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        members = appended(members, Member.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, members };
}

function writeMemberUpdateResponse(message: Init<MemberUpdateResponse>, writer: Writer): void {
  const { members = NONE } = message;
  for (let i = members.length - 1; i >= 0; i--) {
    const before = writer.length;
    Member.write(members[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const MemberUpdateResponse = messageCodec<MemberUpdateResponse>({
  name: "etcdserverpb.MemberUpdateResponse",
  create: createMemberUpdateResponse,
  read: readMemberUpdateResponse,
  write: writeMemberUpdateResponse,
});

export interface MemberListRequest {
  /** Whether a quorum has to confirm the list. */
  readonly linearizable: boolean;
}

function createMemberListRequest(init: Init<MemberListRequest> = {}): MemberListRequest {
  return {
    linearizable: init.linearizable ?? false,
  };
}

const EMPTY_MEMBER_LIST_REQUEST = createMemberListRequest();

function readMemberListRequest(reader: Reader, end: number, from = EMPTY_MEMBER_LIST_REQUEST): MemberListRequest {
  let { linearizable } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        linearizable = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { linearizable };
}

function writeMemberListRequest(message: Init<MemberListRequest>, writer: Writer): void {
  writer.bool(1, message.linearizable);
}

export const MemberListRequest = messageCodec<MemberListRequest>({
  name: "etcdserverpb.MemberListRequest",
  create: createMemberListRequest,
  read: readMemberListRequest,
  write: writeMemberListRequest,
});

export interface MemberListResponse {
  readonly header: ResponseHeader | undefined;
  readonly members: readonly Member[];
}

function createMemberListResponse(init: Init<MemberListResponse> = {}): MemberListResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    members: init.members?.map((element) => Member.create(element)) ?? NONE,
  };
}

const EMPTY_MEMBER_LIST_RESPONSE = createMemberListResponse();

function readMemberListResponse(reader: Reader, end: number, from = EMPTY_MEMBER_LIST_RESPONSE): MemberListResponse {
  let { header, members } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        members = appended(members, Member.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, members };
}

function writeMemberListResponse(message: Init<MemberListResponse>, writer: Writer): void {
  const { members = NONE } = message;
  for (let i = members.length - 1; i >= 0; i--) {
    const before = writer.length;
    Member.write(members[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const MemberListResponse = messageCodec<MemberListResponse>({
  name: "etcdserverpb.MemberListResponse",
  create: createMemberListResponse,
  read: readMemberListResponse,
  write: writeMemberListResponse,
});

export interface MemberPromoteRequest {
  readonly ID: Id;
}

function createMemberPromoteRequest(init: Init<MemberPromoteRequest> = {}): MemberPromoteRequest {
  return {
    ID: init.ID ?? 0,
  };
}

const EMPTY_MEMBER_PROMOTE_REQUEST = createMemberPromoteRequest();

function readMemberPromoteRequest(
  reader: Reader,
  end: number,
  from = EMPTY_MEMBER_PROMOTE_REQUEST,
): MemberPromoteRequest {
  let { ID } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.unsignedId();
        break;
      default:
        reader.skip();
    }
  }
  return { ID };
}

function writeMemberPromoteRequest(message: Init<MemberPromoteRequest>, writer: Writer): void {
  writer.id(1, message.ID);
}

export const MemberPromoteRequest = messageCodec<MemberPromoteRequest>({
  name: "etcdserverpb.MemberPromoteRequest",
  create: createMemberPromoteRequest,
  read: readMemberPromoteRequest,
  write: writeMemberPromoteRequest,
});

export interface MemberPromoteResponse {
  readonly header: ResponseHeader | undefined;
  readonly members: readonly Member[];
}

function createMemberPromoteResponse(init: Init<MemberPromoteResponse> = {}): MemberPromoteResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    members: init.members?.map((element) => Member.create(element)) ?? NONE,
  };
}

const EMPTY_MEMBER_PROMOTE_RESPONSE = createMemberPromoteResponse();

function readMemberPromoteResponse(
  reader: Reader,
  end: number,
  from = EMPTY_MEMBER_PROMOTE_RESPONSE,
): MemberPromoteResponse {
  let { header, members } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        members = appended(members, Member.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, members };
}

function writeMemberPromoteResponse(message: Init<MemberPromoteResponse>, writer: Writer): void {
  const { members = NONE } = message;
  for (let i = members.length - 1; i >= 0; i--) {
    const before = writer.length;
    Member.write(members[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const MemberPromoteResponse = messageCodec<MemberPromoteResponse>({
  name: "etcdserverpb.MemberPromoteResponse",
  create: createMemberPromoteResponse,
  read: readMemberPromoteResponse,
  write: writeMemberPromoteResponse,
});

export const Cluster = {
  name: "etcdserverpb.Cluster",
  methods: {
    MemberAdd: {
      path: "/etcdserverpb.Cluster/MemberAdd",
      kind: "unary",
      request: MemberAddRequest,
      response: MemberAddResponse,
    },
    MemberRemove: {
      path: "/etcdserverpb.Cluster/MemberRemove",
      kind: "unary",
      request: MemberRemoveRequest,
      response: MemberRemoveResponse,
    },
    MemberUpdate: {
      path: "/etcdserverpb.Cluster/MemberUpdate",
      kind: "unary",
      request: MemberUpdateRequest,
      response: MemberUpdateResponse,
    },
    MemberList: {
      path: "/etcdserverpb.Cluster/MemberList",
      kind: "unary",
      request: MemberListRequest,
      response: MemberListResponse,
    },
    MemberPromote: {
      path: "/etcdserverpb.Cluster/MemberPromote",
      kind: "unary",
      request: MemberPromoteRequest,
      response: MemberPromoteResponse,
    },
  },
} as const;
