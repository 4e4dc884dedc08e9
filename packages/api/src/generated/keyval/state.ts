// Generated from keyval/state.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { appended, NO_BYTES, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { Permission } from "../authpb/auth.js";
import { AlarmMember, DowngradeInfo } from "../etcdserverpb/maintenance.js";

/**
 * What a snapshot holds of the state machine beside keys and their history. Lists are in the order of their first fields,
 * so that equal states are equal bytes.
 */
export interface SmallState {
  readonly revision: number;
  /** -1 before the first compaction. */
  readonly compactRevision: number;
  /** Milliseconds on the clock of the group's leases. */
  readonly leaseTime: number;
  readonly leases: readonly LeaseState[];
  readonly auth: AuthState | undefined;
  readonly alarms: readonly AlarmMember[];
  readonly members: readonly MemberState[];
  readonly clusterVersion: string;
  readonly downgrade: DowngradeInfo | undefined;
  /** The number of the session that was opened last. */
  readonly lastSession: number;
  readonly sessions: readonly SessionState[];
  /** Ids that are never used again. */
  readonly removedMembers: readonly Id[];
  /** What all members understand; 0 for the first level. */
  readonly level: number;
}

function createSmallState(init: Init<SmallState> = {}): SmallState {
  return {
    revision: init.revision ?? 0,
    compactRevision: init.compactRevision ?? 0,
    leaseTime: init.leaseTime ?? 0,
    leases: init.leases?.map((element) => LeaseState.create(element)) ?? NONE,
    auth: init.auth && AuthState.create(init.auth),
    alarms: init.alarms?.map((element) => AlarmMember.create(element)) ?? NONE,
    members: init.members?.map((element) => MemberState.create(element)) ?? NONE,
    clusterVersion: init.clusterVersion ?? "",
    downgrade: init.downgrade && DowngradeInfo.create(init.downgrade),
    lastSession: init.lastSession ?? 0,
    sessions: init.sessions?.map((element) => SessionState.create(element)) ?? NONE,
    removedMembers: init.removedMembers ?? NONE,
    level: init.level ?? 0,
  };
}

const EMPTY_SMALL_STATE = createSmallState();

function readSmallState(reader: Reader, end: number, from = EMPTY_SMALL_STATE): SmallState {
  let {
    revision,
    compactRevision,
    leaseTime,
    leases,
    auth,
    alarms,
    members,
    clusterVersion,
    downgrade,
    lastSession,
    sessions,
    removedMembers,
    level,
  } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        revision = reader.int64();
        break;
      case 2:
        compactRevision = reader.int64();
        break;
      case 3:
        leaseTime = reader.int64();
        break;
      case 4:
        leases = appended(leases, LeaseState.read(reader, reader.messageEnd()));
        break;
      case 5:
        auth = AuthState.read(reader, reader.messageEnd(), auth);
        break;
      case 6:
        alarms = appended(alarms, AlarmMember.read(reader, reader.messageEnd()));
        break;
      case 7:
        members = appended(members, MemberState.read(reader, reader.messageEnd()));
        break;
      case 8:
        clusterVersion = reader.text();
        break;
      case 9:
        downgrade = DowngradeInfo.read(reader, reader.messageEnd(), downgrade);
        break;
      case 10:
        lastSession = reader.int64();
        break;
      case 11:
        sessions = appended(sessions, SessionState.read(reader, reader.messageEnd()));
        break;
      case 12:
        removedMembers = reader.packed(removedMembers, () => reader.unsignedId());
        break;
      case 13:
        level = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return {
    revision,
    compactRevision,
    leaseTime,
    leases,
    auth,
    alarms,
    members,
    clusterVersion,
    downgrade,
    lastSession,
    sessions,
    removedMembers,
    level,
  };
}

function writeSmallState(message: Init<SmallState>, writer: Writer): void {
  writer.int64(13, message.level);
  writer.packedId(12, message.removedMembers);
  const { sessions = NONE } = message;
  for (let i = sessions.length - 1; i >= 0; i--) {
    const before = writer.length;
    SessionState.write(sessions[i] ?? {}, writer);
    writer.wrap(11, before);
  }
  writer.int64(10, message.lastSession);
  if (message.downgrade !== undefined) {
    const before = writer.length;
    DowngradeInfo.write(message.downgrade, writer);
    writer.wrap(9, before);
  }
  writer.text(8, message.clusterVersion);
  const { members = NONE } = message;
  for (let i = members.length - 1; i >= 0; i--) {
    const before = writer.length;
    MemberState.write(members[i] ?? {}, writer);
    writer.wrap(7, before);
  }
  const { alarms = NONE } = message;
  for (let i = alarms.length - 1; i >= 0; i--) {
    const before = writer.length;
    AlarmMember.write(alarms[i] ?? {}, writer);
    writer.wrap(6, before);
  }
  if (message.auth !== undefined) {
    const before = writer.length;
    AuthState.write(message.auth, writer);
    writer.wrap(5, before);
  }
  const { leases = NONE } = message;
  for (let i = leases.length - 1; i >= 0; i--) {
    const before = writer.length;
    LeaseState.write(leases[i] ?? {}, writer);
    writer.wrap(4, before);
  }
  writer.int64(3, message.leaseTime);
  writer.int64(2, message.compactRevision);
  writer.int64(1, message.revision);
}

export const SmallState = messageCodec<SmallState>({
  name: "keyval.SmallState",
  create: createSmallState,
  read: readSmallState,
  write: writeSmallState,
});

export interface MemberState {
  readonly ID: Id;
  /** Empty, as the client URLs, until the member has started. */
  readonly name: string;
  readonly peerURLs: readonly string[];
  readonly clientURLs: readonly string[];
  readonly isLearner: boolean;
  /** Of its data directory; 0 until it has started. */
  readonly incarnation: Id;
  /** What its program understands; 0 until it has said so. */
  readonly level: number;
}

function createMemberState(init: Init<MemberState> = {}): MemberState {
  return {
    ID: init.ID ?? 0,
    name: init.name ?? "",
    peerURLs: init.peerURLs ?? NONE,
    clientURLs: init.clientURLs ?? NONE,
    isLearner: init.isLearner ?? false,
    incarnation: init.incarnation ?? 0,
    level: init.level ?? 0,
  };
}

const EMPTY_MEMBER_STATE = createMemberState();

function readMemberState(reader: Reader, end: number, from = EMPTY_MEMBER_STATE): MemberState {
  let { ID, name, peerURLs, clientURLs, isLearner, incarnation, level } = from;
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
      case 6:
        incarnation = reader.unsignedId();
        break;
      case 7:
        level = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { ID, name, peerURLs, clientURLs, isLearner, incarnation, level };
}

function writeMemberState(message: Init<MemberState>, writer: Writer): void {
  writer.int64(7, message.level);
  writer.id(6, message.incarnation);
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

export const MemberState = messageCodec<MemberState>({
  name: "keyval.MemberState",
  create: createMemberState,
  read: readMemberState,
  write: writeMemberState,
});

export interface LeaseState {
  readonly ID: Id;
  /** In seconds. */
  readonly TTL: number;
  /** When it runs out, on the clock of the leases. */
  readonly deadline: number;
}

function createLeaseState(init: Init<LeaseState> = {}): LeaseState {
  return {
    ID: init.ID ?? 0,
    TTL: init.TTL ?? 0,
    deadline: init.deadline ?? 0,
  };
}

const EMPTY_LEASE_STATE = createLeaseState();

function readLeaseState(reader: Reader, end: number, from = EMPTY_LEASE_STATE): LeaseState {
  let { ID, TTL, deadline } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.signedId();
        break;
      case 2:
        TTL = reader.int64();
        break;
      case 3:
        deadline = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { ID, TTL, deadline };
}

function writeLeaseState(message: Init<LeaseState>, writer: Writer): void {
  writer.int64(3, message.deadline);
  writer.int64(2, message.TTL);
  writer.id(1, message.ID);
}

export const LeaseState = messageCodec<LeaseState>({
  name: "keyval.LeaseState",
  create: createLeaseState,
  read: readLeaseState,
  write: writeLeaseState,
});

export interface AuthState {
  readonly enabled: boolean;
  readonly revision: number;
  readonly users: readonly UserState[];
  readonly roles: readonly RoleState[];
}

function createAuthState(init: Init<AuthState> = {}): AuthState {
  return {
    enabled: init.enabled ?? false,
    revision: init.revision ?? 0,
    users: init.users?.map((element) => UserState.create(element)) ?? NONE,
    roles: init.roles?.map((element) => RoleState.create(element)) ?? NONE,
  };
}

const EMPTY_AUTH_STATE = createAuthState();

function readAuthState(reader: Reader, end: number, from = EMPTY_AUTH_STATE): AuthState {
  let { enabled, revision, users, roles } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        enabled = reader.bool();
        break;
      case 2:
        revision = reader.uint64();
        break;
      case 3:
        users = appended(users, UserState.read(reader, reader.messageEnd()));
        break;
      case 4:
        roles = appended(roles, RoleState.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { enabled, revision, users, roles };
}

function writeAuthState(message: Init<AuthState>, writer: Writer): void {
  const { roles = NONE } = message;
  for (let i = roles.length - 1; i >= 0; i--) {
    const before = writer.length;
    RoleState.write(roles[i] ?? {}, writer);
    writer.wrap(4, before);
  }
  const { users = NONE } = message;
  for (let i = users.length - 1; i >= 0; i--) {
    const before = writer.length;
    UserState.write(users[i] ?? {}, writer);
    writer.wrap(3, before);
  }
  writer.uint64(2, message.revision);
  writer.bool(1, message.enabled);
}

export const AuthState = messageCodec<AuthState>({
  name: "keyval.AuthState",
  create: createAuthState,
  read: readAuthState,
  write: writeAuthState,
});

export interface UserState {
  readonly name: string;
  readonly hash: Uint8Array;
  readonly noPassword: boolean;
  readonly roles: readonly string[];
}

function createUserState(init: Init<UserState> = {}): UserState {
  return {
    name: init.name ?? "",
    hash: init.hash ?? NO_BYTES,
    noPassword: init.noPassword ?? false,
    roles: init.roles ?? NONE,
  };
}

const EMPTY_USER_STATE = createUserState();

function readUserState(reader: Reader, end: number, from = EMPTY_USER_STATE): UserState {
  let { name, hash, noPassword, roles } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      case 2:
        hash = reader.bytes();
        break;
      case 3:
        noPassword = reader.bool();
        break;
      case 4:
        roles = appended(roles, reader.text());
        break;
      default:
        reader.skip();
    }
  }
  return { name, hash, noPassword, roles };
}

function writeUserState(message: Init<UserState>, writer: Writer): void {
  const { roles = NONE } = message;
  for (let i = roles.length - 1; i >= 0; i--) {
    writer.textValue(4, roles[i] ?? "");
  }
  writer.bool(3, message.noPassword);
  writer.bytes(2, message.hash);
  writer.text(1, message.name);
}

export const UserState = messageCodec<UserState>({
  name: "keyval.UserState",
  create: createUserState,
  read: readUserState,
  write: writeUserState,
});

export interface RoleState {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

function createRoleState(init: Init<RoleState> = {}): RoleState {
  return {
    name: init.name ?? "",
    permissions: init.permissions?.map((element) => Permission.create(element)) ?? NONE,
  };
}

const EMPTY_ROLE_STATE = createRoleState();

function readRoleState(reader: Reader, end: number, from = EMPTY_ROLE_STATE): RoleState {
  let { name, permissions } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      case 2:
        permissions = appended(permissions, Permission.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { name, permissions };
}

function writeRoleState(message: Init<RoleState>, writer: Writer): void {
  const { permissions = NONE } = message;
  for (let i = permissions.length - 1; i >= 0; i--) {
    const before = writer.length;
    Permission.write(permissions[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  writer.text(1, message.name);
}

export const RoleState = messageCodec<RoleState>({
  name: "keyval.RoleState",
  create: createRoleState,
  read: readRoleState,
  write: writeRoleState,
});

export interface SessionState {
  readonly session: number;
  /** When it was used last, on the clock of the leases. */
  readonly used: number;
  /** The client has the answers of all its commands below this number. */
  readonly acknowledged: number;
  readonly results: readonly SessionResult[];
  /** Who opened it; empty for nobody. */
  readonly user: string;
  /** Under which it is found again, if any, and a digest of the one request that it is for. */
  readonly key: string;
  readonly request: Uint8Array;
}

function createSessionState(init: Init<SessionState> = {}): SessionState {
  return {
    session: init.session ?? 0,
    used: init.used ?? 0,
    acknowledged: init.acknowledged ?? 0,
    results: init.results?.map((element) => SessionResult.create(element)) ?? NONE,
    user: init.user ?? "",
    key: init.key ?? "",
    request: init.request ?? NO_BYTES,
  };
}

const EMPTY_SESSION_STATE = createSessionState();

function readSessionState(reader: Reader, end: number, from = EMPTY_SESSION_STATE): SessionState {
  let { session, used, acknowledged, results, user, key, request } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        session = reader.int64();
        break;
      case 2:
        used = reader.int64();
        break;
      case 3:
        acknowledged = reader.int64();
        break;
      case 4:
        results = appended(results, SessionResult.read(reader, reader.messageEnd()));
        break;
      case 5:
        user = reader.text();
        break;
      case 6:
        key = reader.text();
        break;
      case 7:
        request = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { session, used, acknowledged, results, user, key, request };
}

function writeSessionState(message: Init<SessionState>, writer: Writer): void {
  writer.bytes(7, message.request);
  writer.text(6, message.key);
  writer.text(5, message.user);
  const { results = NONE } = message;
  for (let i = results.length - 1; i >= 0; i--) {
    const before = writer.length;
    SessionResult.write(results[i] ?? {}, writer);
    writer.wrap(4, before);
  }
  writer.int64(3, message.acknowledged);
  writer.int64(2, message.used);
  writer.int64(1, message.session);
}

export const SessionState = messageCodec<SessionState>({
  name: "keyval.SessionState",
  create: createSessionState,
  read: readSessionState,
  write: writeSessionState,
});

/** What a command answered, for a client that asks again. */
export interface SessionResult {
  readonly number: number;
  readonly result: Uint8Array;
}

function createSessionResult(init: Init<SessionResult> = {}): SessionResult {
  return {
    number: init.number ?? 0,
    result: init.result ?? NO_BYTES,
  };
}

const EMPTY_SESSION_RESULT = createSessionResult();

function readSessionResult(reader: Reader, end: number, from = EMPTY_SESSION_RESULT): SessionResult {
  let { number, result } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        number = reader.int64();
        break;
      case 2:
        result = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { number, result };
}

function writeSessionResult(message: Init<SessionResult>, writer: Writer): void {
  writer.bytes(2, message.result);
  writer.int64(1, message.number);
}

export const SessionResult = messageCodec<SessionResult>({
  name: "keyval.SessionResult",
  create: createSessionResult,
  read: readSessionResult,
  write: writeSessionResult,
});
