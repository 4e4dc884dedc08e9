// Generated from etcdserverpb/maintenance.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { appended, NO_BYTES, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { ResponseHeader } from "./header.js";

export const AlarmType = {
  NONE: 0,
  NOSPACE: 1,
  CORRUPT: 2,
} as const;

export type AlarmType = (typeof AlarmType)[keyof typeof AlarmType];

export const AlarmAction = {
  GET: 0,
  ACTIVATE: 1,
  DEACTIVATE: 2,
} as const;

export type AlarmAction = (typeof AlarmAction)[keyof typeof AlarmAction];

export interface AlarmRequest {
  readonly action: AlarmAction;
  /** 0 for all members. */
  readonly memberID: Id;
  readonly alarm: AlarmType;
}

function createAlarmRequest(init: Init<AlarmRequest> = {}): AlarmRequest {
  return {
    action: init.action ?? 0,
    memberID: init.memberID ?? 0,
    alarm: init.alarm ?? 0,
  };
}

const EMPTY_ALARM_REQUEST = createAlarmRequest();

function readAlarmRequest(reader: Reader, end: number, from = EMPTY_ALARM_REQUEST): AlarmRequest {
  let { action, memberID, alarm } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        action = reader.int32() as AlarmAction;
        break;
      case 2:
        memberID = reader.unsignedId();
        break;
      case 3:
        alarm = reader.int32() as AlarmType;
        break;
      default:
        reader.skip();
    }
  }
  return { action, memberID, alarm };
}

function writeAlarmRequest(message: Init<AlarmRequest>, writer: Writer): void {
  writer.int32(3, message.alarm);
  writer.id(2, message.memberID);
  writer.int32(1, message.action);
}

export const AlarmRequest = messageCodec<AlarmRequest>({
  name: "etcdserverpb.AlarmRequest",
  create: createAlarmRequest,
  read: readAlarmRequest,
  write: writeAlarmRequest,
});

export interface AlarmMember {
  readonly memberID: Id;
  readonly alarm: AlarmType;
}

function createAlarmMember(init: Init<AlarmMember> = {}): AlarmMember {
  return {
    memberID: init.memberID ?? 0,
    alarm: init.alarm ?? 0,
  };
}

const EMPTY_ALARM_MEMBER = createAlarmMember();

function readAlarmMember(reader: Reader, end: number, from = EMPTY_ALARM_MEMBER): AlarmMember {
  let { memberID, alarm } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        memberID = reader.unsignedId();
        break;
      case 2:
        alarm = reader.int32() as AlarmType;
        break;
      default:
        reader.skip();
    }
  }
  return { memberID, alarm };
}

function writeAlarmMember(message: Init<AlarmMember>, writer: Writer): void {
  writer.int32(2, message.alarm);
  writer.id(1, message.memberID);
}

export const AlarmMember = messageCodec<AlarmMember>({
  name: "etcdserverpb.AlarmMember",
  create: createAlarmMember,
  read: readAlarmMember,
  write: writeAlarmMember,
});

export interface AlarmResponse {
  readonly header: ResponseHeader | undefined;
  readonly alarms: readonly AlarmMember[];
}

function createAlarmResponse(init: Init<AlarmResponse> = {}): AlarmResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    alarms: init.alarms?.map((element) => AlarmMember.create(element)) ?? NONE,
  };
}

const EMPTY_ALARM_RESPONSE = createAlarmResponse();

function readAlarmResponse(reader: Reader, end: number, from = EMPTY_ALARM_RESPONSE): AlarmResponse {
  let { header, alarms } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        alarms = appended(alarms, AlarmMember.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, alarms };
}

function writeAlarmResponse(message: Init<AlarmResponse>, writer: Writer): void {
  const { alarms = NONE } = message;
  for (let i = alarms.length - 1; i >= 0; i--) {
    const before = writer.length;
    AlarmMember.write(alarms[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AlarmResponse = messageCodec<AlarmResponse>({
  name: "etcdserverpb.AlarmResponse",
  create: createAlarmResponse,
  read: readAlarmResponse,
  write: writeAlarmResponse,
});

export type StatusRequest = Readonly<Record<string, never>>;

function createStatusRequest(): StatusRequest {
  return {};
}

const EMPTY_STATUS_REQUEST = createStatusRequest();

function readStatusRequest(reader: Reader, end: number, from = EMPTY_STATUS_REQUEST): StatusRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeStatusRequest(): void {
  // There is nothing to write.
}

export const StatusRequest = messageCodec<StatusRequest>({
  name: "etcdserverpb.StatusRequest",
  create: createStatusRequest,
  read: readStatusRequest,
  write: writeStatusRequest,
});

export interface StatusResponse {
  readonly header: ResponseHeader | undefined;
  readonly version: string;
  /** In bytes, as are the other sizes. */
  readonly dbSize: number;
  readonly leader: Id;
  readonly raftIndex: number;
  readonly raftTerm: number;
  readonly raftAppliedIndex: number;
  readonly errors: readonly string[];
  readonly dbSizeInUse: number;
  readonly isLearner: boolean;
  readonly storageVersion: string;
  readonly dbSizeQuota: number;
  readonly downgradeInfo: DowngradeInfo | undefined;
}

function createStatusResponse(init: Init<StatusResponse> = {}): StatusResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    version: init.version ?? "",
    dbSize: init.dbSize ?? 0,
    leader: init.leader ?? 0,
    raftIndex: init.raftIndex ?? 0,
    raftTerm: init.raftTerm ?? 0,
    raftAppliedIndex: init.raftAppliedIndex ?? 0,
    errors: init.errors ?? NONE,
    dbSizeInUse: init.dbSizeInUse ?? 0,
    isLearner: init.isLearner ?? false,
    storageVersion: init.storageVersion ?? "",
    dbSizeQuota: init.dbSizeQuota ?? 0,
    downgradeInfo: init.downgradeInfo && DowngradeInfo.create(init.downgradeInfo),
  };
}

const EMPTY_STATUS_RESPONSE = createStatusResponse();

function readStatusResponse(reader: Reader, end: number, from = EMPTY_STATUS_RESPONSE): StatusResponse {
  let {
    header,
    version,
    dbSize,
    leader,
    raftIndex,
    raftTerm,
    raftAppliedIndex,
    errors,
    dbSizeInUse,
    isLearner,
    storageVersion,
    dbSizeQuota,
    downgradeInfo,
  } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        version = reader.text();
        break;
      case 3:
        dbSize = reader.int64();
        break;
      case 4:
        leader = reader.unsignedId();
        break;
      case 5:
        raftIndex = reader.uint64();
        break;
      case 6:
        raftTerm = reader.uint64();
        break;
      case 7:
        raftAppliedIndex = reader.uint64();
        break;
      case 8:
        errors = appended(errors, reader.text());
        break;
      case 9:
        dbSizeInUse = reader.int64();
        break;
      case 10:
        isLearner = reader.bool();
        break;
      case 11:
        storageVersion = reader.text();
        break;
      case 12:
        dbSizeQuota = reader.int64();
        break;
      case 13:
        downgradeInfo = DowngradeInfo.read(reader, reader.messageEnd(), downgradeInfo);
        break;
      default:
        reader.skip();
    }
  }
  return {
    header,
    version,
    dbSize,
    leader,
    raftIndex,
    raftTerm,
    raftAppliedIndex,
    errors,
    dbSizeInUse,
    isLearner,
    storageVersion,
    dbSizeQuota,
    downgradeInfo,
  };
}

function writeStatusResponse(message: Init<StatusResponse>, writer: Writer): void {
  if (message.downgradeInfo !== undefined) {
    const before = writer.length;
    DowngradeInfo.write(message.downgradeInfo, writer);
    writer.wrap(13, before);
  }
  writer.int64(12, message.dbSizeQuota);
  writer.text(11, message.storageVersion);
  writer.bool(10, message.isLearner);
  writer.int64(9, message.dbSizeInUse);
  const { errors = NONE } = message;
  for (let i = errors.length - 1; i >= 0; i--) {
    writer.textValue(8, errors[i] ?? "");
  }
  writer.uint64(7, message.raftAppliedIndex);
  writer.uint64(6, message.raftTerm);
  writer.uint64(5, message.raftIndex);
  writer.id(4, message.leader);
  writer.int64(3, message.dbSize);
  writer.text(2, message.version);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const StatusResponse = messageCodec<StatusResponse>({
  name: "etcdserverpb.StatusResponse",
  create: createStatusResponse,
  read: readStatusResponse,
  write: writeStatusResponse,
});

export interface DowngradeInfo {
  readonly enabled: boolean;
  readonly targetVersion: string;
}

function createDowngradeInfo(init: Init<DowngradeInfo> = {}): DowngradeInfo {
  return {
    enabled: init.enabled ?? false,
    targetVersion: init.targetVersion ?? "",
  };
}

const EMPTY_DOWNGRADE_INFO = createDowngradeInfo();

function readDowngradeInfo(reader: Reader, end: number, from = EMPTY_DOWNGRADE_INFO): DowngradeInfo {
  let { enabled, targetVersion } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        enabled = reader.bool();
        break;
      case 2:
        targetVersion = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { enabled, targetVersion };
}

function writeDowngradeInfo(message: Init<DowngradeInfo>, writer: Writer): void {
  writer.text(2, message.targetVersion);
  writer.bool(1, message.enabled);
}

export const DowngradeInfo = messageCodec<DowngradeInfo>({
  name: "etcdserverpb.DowngradeInfo",
  create: createDowngradeInfo,
  read: readDowngradeInfo,
  write: writeDowngradeInfo,
});

export type DefragmentRequest = Readonly<Record<string, never>>;

function createDefragmentRequest(): DefragmentRequest {
  return {};
}

const EMPTY_DEFRAGMENT_REQUEST = createDefragmentRequest();

function readDefragmentRequest(reader: Reader, end: number, from = EMPTY_DEFRAGMENT_REQUEST): DefragmentRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeDefragmentRequest(): void {
  // There is nothing to write.
}

export const DefragmentRequest = messageCodec<DefragmentRequest>({
  name: "etcdserverpb.DefragmentRequest",
  create: createDefragmentRequest,
  read: readDefragmentRequest,
  write: writeDefragmentRequest,
});

export interface DefragmentResponse {
  readonly header: ResponseHeader | undefined;
}

function createDefragmentResponse(init: Init<DefragmentResponse> = {}): DefragmentResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_DEFRAGMENT_RESPONSE = createDefragmentResponse();

function readDefragmentResponse(reader: Reader, end: number, from = EMPTY_DEFRAGMENT_RESPONSE): DefragmentResponse {
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

function writeDefragmentResponse(message: Init<DefragmentResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const DefragmentResponse = messageCodec<DefragmentResponse>({
  name: "etcdserverpb.DefragmentResponse",
  create: createDefragmentResponse,
  read: readDefragmentResponse,
  write: writeDefragmentResponse,
});

export type HashRequest = Readonly<Record<string, never>>;

function createHashRequest(): HashRequest {
  return {};
}

const EMPTY_HASH_REQUEST = createHashRequest();

function readHashRequest(reader: Reader, end: number, from = EMPTY_HASH_REQUEST): HashRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeHashRequest(): void {
  // There is nothing to write.
}

export const HashRequest = messageCodec<HashRequest>({
  name: "etcdserverpb.HashRequest",
  create: createHashRequest,
  read: readHashRequest,
  write: writeHashRequest,
});

export interface HashResponse {
  readonly header: ResponseHeader | undefined;
  readonly hash: number;
}

function createHashResponse(init: Init<HashResponse> = {}): HashResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    hash: init.hash ?? 0,
  };
}

const EMPTY_HASH_RESPONSE = createHashResponse();

function readHashResponse(reader: Reader, end: number, from = EMPTY_HASH_RESPONSE): HashResponse {
  let { header, hash } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        hash = reader.uint32();
        break;
      default:
        reader.skip();
    }
  }
  return { header, hash };
}

function writeHashResponse(message: Init<HashResponse>, writer: Writer): void {
  writer.uint32(2, message.hash);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const HashResponse = messageCodec<HashResponse>({
  name: "etcdserverpb.HashResponse",
  create: createHashResponse,
  read: readHashResponse,
  write: writeHashResponse,
});

export interface HashKVRequest {
  /** 0 for the latest. */
  readonly revision: number;
}

function createHashKVRequest(init: Init<HashKVRequest> = {}): HashKVRequest {
  return {
    revision: init.revision ?? 0,
  };
}

const EMPTY_HASH_KVREQUEST = createHashKVRequest();

function readHashKVRequest(reader: Reader, end: number, from = EMPTY_HASH_KVREQUEST): HashKVRequest {
  let { revision } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        revision = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { revision };
}

function writeHashKVRequest(message: Init<HashKVRequest>, writer: Writer): void {
  writer.int64(1, message.revision);
}

export const HashKVRequest = messageCodec<HashKVRequest>({
  name: "etcdserverpb.HashKVRequest",
  create: createHashKVRequest,
  read: readHashKVRequest,
  write: writeHashKVRequest,
});

export interface HashKVResponse {
  readonly header: ResponseHeader | undefined;
  readonly hash: number;
  readonly compactRevision: number;
  readonly hashRevision: number;
}

function createHashKVResponse(init: Init<HashKVResponse> = {}): HashKVResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    hash: init.hash ?? 0,
    compactRevision: init.compactRevision ?? 0,
    hashRevision: init.hashRevision ?? 0,
  };
}

const EMPTY_HASH_KVRESPONSE = createHashKVResponse();

function readHashKVResponse(reader: Reader, end: number, from = EMPTY_HASH_KVRESPONSE): HashKVResponse {
  let { header, hash, compactRevision, hashRevision } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        hash = reader.uint32();
        break;
      case 3:
        compactRevision = reader.int64();
        break;
      case 4:
        hashRevision = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { header, hash, compactRevision, hashRevision };
}

function writeHashKVResponse(message: Init<HashKVResponse>, writer: Writer): void {
  writer.int64(4, message.hashRevision);
  writer.int64(3, message.compactRevision);
  writer.uint32(2, message.hash);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const HashKVResponse = messageCodec<HashKVResponse>({
  name: "etcdserverpb.HashKVResponse",
  create: createHashKVResponse,
  read: readHashKVResponse,
  write: writeHashKVResponse,
});

export type SnapshotRequest = Readonly<Record<string, never>>;

function createSnapshotRequest(): SnapshotRequest {
  return {};
}

const EMPTY_SNAPSHOT_REQUEST = createSnapshotRequest();

function readSnapshotRequest(reader: Reader, end: number, from = EMPTY_SNAPSHOT_REQUEST): SnapshotRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeSnapshotRequest(): void {
  // There is nothing to write.
}

export const SnapshotRequest = messageCodec<SnapshotRequest>({
  name: "etcdserverpb.SnapshotRequest",
  create: createSnapshotRequest,
  read: readSnapshotRequest,
  write: writeSnapshotRequest,
});

export interface SnapshotResponse {
  readonly header: ResponseHeader | undefined;
  readonly remainingBytes: number;
  readonly blob: Uint8Array;
  readonly version: string;
}

function createSnapshotResponse(init: Init<SnapshotResponse> = {}): SnapshotResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    remainingBytes: init.remainingBytes ?? 0,
    blob: init.blob ?? NO_BYTES,
    version: init.version ?? "",
  };
}

const EMPTY_SNAPSHOT_RESPONSE = createSnapshotResponse();

function readSnapshotResponse(reader: Reader, end: number, from = EMPTY_SNAPSHOT_RESPONSE): SnapshotResponse {
  let { header, remainingBytes, blob, version } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        remainingBytes = reader.uint64();
        break;
      case 3:
        blob = reader.bytes();
        break;
      case 4:
        version = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { header, remainingBytes, blob, version };
}

function writeSnapshotResponse(message: Init<SnapshotResponse>, writer: Writer): void {
  writer.text(4, message.version);
  writer.bytes(3, message.blob);
  writer.uint64(2, message.remainingBytes);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const SnapshotResponse = messageCodec<SnapshotResponse>({
  name: "etcdserverpb.SnapshotResponse",
  create: createSnapshotResponse,
  read: readSnapshotResponse,
  write: writeSnapshotResponse,
});

export interface MoveLeaderRequest {
  readonly targetID: Id;
}

function createMoveLeaderRequest(init: Init<MoveLeaderRequest> = {}): MoveLeaderRequest {
  return {
    targetID: init.targetID ?? 0,
  };
}

const EMPTY_MOVE_LEADER_REQUEST = createMoveLeaderRequest();

function readMoveLeaderRequest(reader: Reader, end: number, from = EMPTY_MOVE_LEADER_REQUEST): MoveLeaderRequest {
  let { targetID } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        targetID = reader.unsignedId();
        break;
      default:
        reader.skip();
    }
  }
  return { targetID };
}

function writeMoveLeaderRequest(message: Init<MoveLeaderRequest>, writer: Writer): void {
  writer.id(1, message.targetID);
}

export const MoveLeaderRequest = messageCodec<MoveLeaderRequest>({
  name: "etcdserverpb.MoveLeaderRequest",
  create: createMoveLeaderRequest,
  read: readMoveLeaderRequest,
  write: writeMoveLeaderRequest,
});

export interface MoveLeaderResponse {
  readonly header: ResponseHeader | undefined;
}

function createMoveLeaderResponse(init: Init<MoveLeaderResponse> = {}): MoveLeaderResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_MOVE_LEADER_RESPONSE = createMoveLeaderResponse();

function readMoveLeaderResponse(reader: Reader, end: number, from = EMPTY_MOVE_LEADER_RESPONSE): MoveLeaderResponse {
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

function writeMoveLeaderResponse(message: Init<MoveLeaderResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const MoveLeaderResponse = messageCodec<MoveLeaderResponse>({
  name: "etcdserverpb.MoveLeaderResponse",
  create: createMoveLeaderResponse,
  read: readMoveLeaderResponse,
  write: writeMoveLeaderResponse,
});

export const DowngradeAction = {
  VALIDATE: 0,
  ENABLE: 1,
  CANCEL: 2,
} as const;

export type DowngradeAction = (typeof DowngradeAction)[keyof typeof DowngradeAction];

export interface DowngradeRequest {
  readonly action: DowngradeAction;
  readonly version: string;
}

function createDowngradeRequest(init: Init<DowngradeRequest> = {}): DowngradeRequest {
  return {
    action: init.action ?? 0,
    version: init.version ?? "",
  };
}

const EMPTY_DOWNGRADE_REQUEST = createDowngradeRequest();

function readDowngradeRequest(reader: Reader, end: number, from = EMPTY_DOWNGRADE_REQUEST): DowngradeRequest {
  let { action, version } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        action = reader.int32() as DowngradeAction;
        break;
      case 2:
        version = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { action, version };
}

function writeDowngradeRequest(message: Init<DowngradeRequest>, writer: Writer): void {
  writer.text(2, message.version);
  writer.int32(1, message.action);
}

export const DowngradeRequest = messageCodec<DowngradeRequest>({
  name: "etcdserverpb.DowngradeRequest",
  create: createDowngradeRequest,
  read: readDowngradeRequest,
  write: writeDowngradeRequest,
});

export interface DowngradeResponse {
  readonly header: ResponseHeader | undefined;
  readonly version: string;
}

function createDowngradeResponse(init: Init<DowngradeResponse> = {}): DowngradeResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    version: init.version ?? "",
  };
}

const EMPTY_DOWNGRADE_RESPONSE = createDowngradeResponse();

function readDowngradeResponse(reader: Reader, end: number, from = EMPTY_DOWNGRADE_RESPONSE): DowngradeResponse {
  let { header, version } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        version = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { header, version };
}

function writeDowngradeResponse(message: Init<DowngradeResponse>, writer: Writer): void {
  writer.text(2, message.version);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const DowngradeResponse = messageCodec<DowngradeResponse>({
  name: "etcdserverpb.DowngradeResponse",
  create: createDowngradeResponse,
  read: readDowngradeResponse,
  write: writeDowngradeResponse,
});

export const Maintenance = {
  name: "etcdserverpb.Maintenance",
  methods: {
    Alarm: {
      path: "/etcdserverpb.Maintenance/Alarm",
      kind: "unary",
      request: AlarmRequest,
      response: AlarmResponse,
    },
    Status: {
      path: "/etcdserverpb.Maintenance/Status",
      kind: "unary",
      request: StatusRequest,
      response: StatusResponse,
    },
    Defragment: {
      path: "/etcdserverpb.Maintenance/Defragment",
      kind: "unary",
      request: DefragmentRequest,
      response: DefragmentResponse,
    },
    Hash: {
      path: "/etcdserverpb.Maintenance/Hash",
      kind: "unary",
      request: HashRequest,
      response: HashResponse,
    },
    HashKV: {
      path: "/etcdserverpb.Maintenance/HashKV",
      kind: "unary",
      request: HashKVRequest,
      response: HashKVResponse,
    },
    Snapshot: {
      path: "/etcdserverpb.Maintenance/Snapshot",
      kind: "serverStream",
      request: SnapshotRequest,
      response: SnapshotResponse,
    },
    MoveLeader: {
      path: "/etcdserverpb.Maintenance/MoveLeader",
      kind: "unary",
      request: MoveLeaderRequest,
      response: MoveLeaderResponse,
    },
    Downgrade: {
      path: "/etcdserverpb.Maintenance/Downgrade",
      kind: "unary",
      request: DowngradeRequest,
      response: DowngradeResponse,
    },
  },
} as const;
