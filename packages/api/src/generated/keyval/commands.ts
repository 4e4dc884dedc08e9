// Generated from keyval/commands.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { appended, NO_BYTES, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";

/**
 * Bodies of entries that the server makes itself, or makes of a request. Times are milliseconds on the clock of the
 * group's leases, which its leaders carry on.
 * Of a LeaseGrantRequest; the ID is never 0, and the TTL is the one granted, in seconds.
 */
export interface LeaseGrantCommand {
  readonly ID: Id;
  readonly TTL: number;
  readonly time: number;
}

function createLeaseGrantCommand(init: Init<LeaseGrantCommand> = {}): LeaseGrantCommand {
  return {
    ID: init.ID ?? 0,
    TTL: init.TTL ?? 0,
    time: init.time ?? 0,
  };
}

const EMPTY_LEASE_GRANT_COMMAND = createLeaseGrantCommand();

function readLeaseGrantCommand(reader: Reader, end: number, from = EMPTY_LEASE_GRANT_COMMAND): LeaseGrantCommand {
  let { ID, TTL, time } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.signedId();
        break;
      case 2:
        TTL = reader.int64();
        break;
      case 3:
        time = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { ID, TTL, time };
}

function writeLeaseGrantCommand(message: Init<LeaseGrantCommand>, writer: Writer): void {
  writer.int64(3, message.time);
  writer.int64(2, message.TTL);
  writer.id(1, message.ID);
}

export const LeaseGrantCommand = messageCodec<LeaseGrantCommand>({
  name: "keyval.LeaseGrantCommand",
  create: createLeaseGrantCommand,
  read: readLeaseGrantCommand,
  write: writeLeaseGrantCommand,
});

/** All renewals of a turn. */
export interface LeaseRenewCommand {
  readonly IDs: readonly Id[];
  readonly time: number;
}

function createLeaseRenewCommand(init: Init<LeaseRenewCommand> = {}): LeaseRenewCommand {
  return {
    IDs: init.IDs ?? NONE,
    time: init.time ?? 0,
  };
}

const EMPTY_LEASE_RENEW_COMMAND = createLeaseRenewCommand();

function readLeaseRenewCommand(reader: Reader, end: number, from = EMPTY_LEASE_RENEW_COMMAND): LeaseRenewCommand {
  let { IDs, time } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        IDs = reader.packed(IDs, () => reader.signedId());
        break;
      case 2:
        time = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { IDs, time };
}

function writeLeaseRenewCommand(message: Init<LeaseRenewCommand>, writer: Writer): void {
  writer.int64(2, message.time);
  writer.packedId(1, message.IDs);
}

export const LeaseRenewCommand = messageCodec<LeaseRenewCommand>({
  name: "keyval.LeaseRenewCommand",
  create: createLeaseRenewCommand,
  read: readLeaseRenewCommand,
  write: writeLeaseRenewCommand,
});

/** Revokes what has run out by `time`, and nothing if another leader than that of `term` is in office by then. */
export interface LeaseExpireCommand {
  readonly IDs: readonly Id[];
  readonly time: number;
  readonly term: number;
}

function createLeaseExpireCommand(init: Init<LeaseExpireCommand> = {}): LeaseExpireCommand {
  return {
    IDs: init.IDs ?? NONE,
    time: init.time ?? 0,
    term: init.term ?? 0,
  };
}

const EMPTY_LEASE_EXPIRE_COMMAND = createLeaseExpireCommand();

function readLeaseExpireCommand(reader: Reader, end: number, from = EMPTY_LEASE_EXPIRE_COMMAND): LeaseExpireCommand {
  let { IDs, time, term } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        IDs = reader.packed(IDs, () => reader.signedId());
        break;
      case 2:
        time = reader.int64();
        break;
      case 3:
        term = reader.uint64();
        break;
      default:
        reader.skip();
    }
  }
  return { IDs, time, term };
}

function writeLeaseExpireCommand(message: Init<LeaseExpireCommand>, writer: Writer): void {
  writer.uint64(3, message.term);
  writer.int64(2, message.time);
  writer.packedId(1, message.IDs);
}

export const LeaseExpireCommand = messageCodec<LeaseExpireCommand>({
  name: "keyval.LeaseExpireCommand",
  create: createLeaseExpireCommand,
  read: readLeaseExpireCommand,
  write: writeLeaseExpireCommand,
});

/** Carries the clock on. */
export interface LeaseTimeCommand {
  readonly time: number;
}

function createLeaseTimeCommand(init: Init<LeaseTimeCommand> = {}): LeaseTimeCommand {
  return {
    time: init.time ?? 0,
  };
}

const EMPTY_LEASE_TIME_COMMAND = createLeaseTimeCommand();

function readLeaseTimeCommand(reader: Reader, end: number, from = EMPTY_LEASE_TIME_COMMAND): LeaseTimeCommand {
  let { time } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        time = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { time };
}

function writeLeaseTimeCommand(message: Init<LeaseTimeCommand>, writer: Writer): void {
  writer.int64(1, message.time);
}

export const LeaseTimeCommand = messageCodec<LeaseTimeCommand>({
  name: "keyval.LeaseTimeCommand",
  create: createLeaseTimeCommand,
  read: readLeaseTimeCommand,
  write: writeLeaseTimeCommand,
});

/** Of an AuthUserAddRequest. Passwords never enter the log. */
export interface UserAddCommand {
  readonly name: string;
  /** What the password is checked against; empty for a user without one. */
  readonly hash: Uint8Array;
  /** Whether the user can only come with a certificate. */
  readonly noPassword: boolean;
}

function createUserAddCommand(init: Init<UserAddCommand> = {}): UserAddCommand {
  return {
    name: init.name ?? "",
    hash: init.hash ?? NO_BYTES,
    noPassword: init.noPassword ?? false,
  };
}

const EMPTY_USER_ADD_COMMAND = createUserAddCommand();

function readUserAddCommand(reader: Reader, end: number, from = EMPTY_USER_ADD_COMMAND): UserAddCommand {
  let { name, hash, noPassword } = from;
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
      default:
        reader.skip();
    }
  }
  return { name, hash, noPassword };
}

function writeUserAddCommand(message: Init<UserAddCommand>, writer: Writer): void {
  writer.bool(3, message.noPassword);
  writer.bytes(2, message.hash);
  writer.text(1, message.name);
}

export const UserAddCommand = messageCodec<UserAddCommand>({
  name: "keyval.UserAddCommand",
  create: createUserAddCommand,
  read: readUserAddCommand,
  write: writeUserAddCommand,
});

/** Of an AuthUserChangePasswordRequest. */
export interface UserChangePasswordCommand {
  readonly name: string;
  readonly hash: Uint8Array;
}

function createUserChangePasswordCommand(init: Init<UserChangePasswordCommand> = {}): UserChangePasswordCommand {
  return {
    name: init.name ?? "",
    hash: init.hash ?? NO_BYTES,
  };
}

const EMPTY_USER_CHANGE_PASSWORD_COMMAND = createUserChangePasswordCommand();

function readUserChangePasswordCommand(
  reader: Reader,
  end: number,
  from = EMPTY_USER_CHANGE_PASSWORD_COMMAND,
): UserChangePasswordCommand {
  let { name, hash } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      case 2:
        hash = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { name, hash };
}

function writeUserChangePasswordCommand(message: Init<UserChangePasswordCommand>, writer: Writer): void {
  writer.bytes(2, message.hash);
  writer.text(1, message.name);
}

export const UserChangePasswordCommand = messageCodec<UserChangePasswordCommand>({
  name: "keyval.UserChangePasswordCommand",
  create: createUserChangePasswordCommand,
  read: readUserChangePasswordCommand,
  write: writeUserChangePasswordCommand,
});

/** Of a MemberAddRequest, with the ID that the server gave the member, and of each member that a cluster begins with. */
export interface MemberAddCommand {
  readonly ID: Id;
  readonly peerURLs: readonly string[];
  readonly isLearner: boolean;
}

function createMemberAddCommand(init: Init<MemberAddCommand> = {}): MemberAddCommand {
  return {
    ID: init.ID ?? 0,
    peerURLs: init.peerURLs ?? NONE,
    isLearner: init.isLearner ?? false,
  };
}

const EMPTY_MEMBER_ADD_COMMAND = createMemberAddCommand();

function readMemberAddCommand(reader: Reader, end: number, from = EMPTY_MEMBER_ADD_COMMAND): MemberAddCommand {
  let { ID, peerURLs, isLearner } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.unsignedId();
        break;
      case 2:
        peerURLs = appended(peerURLs, reader.text());
        break;
      case 3:
        isLearner = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { ID, peerURLs, isLearner };
}

function writeMemberAddCommand(message: Init<MemberAddCommand>, writer: Writer): void {
  writer.bool(3, message.isLearner);
  const { peerURLs = NONE } = message;
  for (let i = peerURLs.length - 1; i >= 0; i--) {
    writer.textValue(2, peerURLs[i] ?? "");
  }
  writer.id(1, message.ID);
}

export const MemberAddCommand = messageCodec<MemberAddCommand>({
  name: "keyval.MemberAddCommand",
  create: createMemberAddCommand,
  read: readMemberAddCommand,
  write: writeMemberAddCommand,
});

/** What a member says of itself when it starts. */
export interface MemberAnnounceCommand {
  readonly ID: Id;
  readonly name: string;
  readonly clientURLs: readonly string[];
  /** Differs from the one before if the member lost its disk. */
  readonly incarnation: Id;
  /** What its program understands; 0 for the first level, too. */
  readonly level: number;
}

function createMemberAnnounceCommand(init: Init<MemberAnnounceCommand> = {}): MemberAnnounceCommand {
  return {
    ID: init.ID ?? 0,
    name: init.name ?? "",
    clientURLs: init.clientURLs ?? NONE,
    incarnation: init.incarnation ?? 0,
    level: init.level ?? 0,
  };
}

const EMPTY_MEMBER_ANNOUNCE_COMMAND = createMemberAnnounceCommand();

function readMemberAnnounceCommand(
  reader: Reader,
  end: number,
  from = EMPTY_MEMBER_ANNOUNCE_COMMAND,
): MemberAnnounceCommand {
  let { ID, name, clientURLs, incarnation, level } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        ID = reader.unsignedId();
        break;
      case 2:
        name = reader.text();
        break;
      case 3:
        clientURLs = appended(clientURLs, reader.text());
        break;
      case 4:
        incarnation = reader.unsignedId();
        break;
      case 5:
        level = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { ID, name, clientURLs, incarnation, level };
}

function writeMemberAnnounceCommand(message: Init<MemberAnnounceCommand>, writer: Writer): void {
  writer.int64(5, message.level);
  writer.id(4, message.incarnation);
  const { clientURLs = NONE } = message;
  for (let i = clientURLs.length - 1; i >= 0; i--) {
    writer.textValue(3, clientURLs[i] ?? "");
  }
  writer.text(2, message.name);
  writer.id(1, message.ID);
}

export const MemberAnnounceCommand = messageCodec<MemberAnnounceCommand>({
  name: "keyval.MemberAnnounceCommand",
  create: createMemberAnnounceCommand,
  read: readMemberAnnounceCommand,
  write: writeMemberAnnounceCommand,
});

/** From here on all members may use what came with this level. */
export interface ClusterLevelCommand {
  readonly level: number;
}

function createClusterLevelCommand(init: Init<ClusterLevelCommand> = {}): ClusterLevelCommand {
  return {
    level: init.level ?? 0,
  };
}

const EMPTY_CLUSTER_LEVEL_COMMAND = createClusterLevelCommand();

function readClusterLevelCommand(reader: Reader, end: number, from = EMPTY_CLUSTER_LEVEL_COMMAND): ClusterLevelCommand {
  let { level } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        level = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { level };
}

function writeClusterLevelCommand(message: Init<ClusterLevelCommand>, writer: Writer): void {
  writer.int64(1, message.level);
}

export const ClusterLevelCommand = messageCodec<ClusterLevelCommand>({
  name: "keyval.ClusterLevelCommand",
  create: createClusterLevelCommand,
  read: readClusterLevelCommand,
  write: writeClusterLevelCommand,
});

export interface ClusterVersionCommand {
  readonly version: string;
}

function createClusterVersionCommand(init: Init<ClusterVersionCommand> = {}): ClusterVersionCommand {
  return {
    version: init.version ?? "",
  };
}

const EMPTY_CLUSTER_VERSION_COMMAND = createClusterVersionCommand();

function readClusterVersionCommand(
  reader: Reader,
  end: number,
  from = EMPTY_CLUSTER_VERSION_COMMAND,
): ClusterVersionCommand {
  let { version } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        version = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { version };
}

function writeClusterVersionCommand(message: Init<ClusterVersionCommand>, writer: Writer): void {
  writer.text(1, message.version);
}

export const ClusterVersionCommand = messageCodec<ClusterVersionCommand>({
  name: "keyval.ClusterVersionCommand",
  create: createClusterVersionCommand,
  read: readClusterVersionCommand,
  write: writeClusterVersionCommand,
});

/**
 * Opens a session; its number is in the result. With a key, only unless the user has one under it already: then the number of
 * that one is in the result, if it was opened for the same request.
 */
export interface SessionRegisterCommand {
  readonly time: number;
  readonly key: string;
  /** A digest of the request. */
  readonly request: Uint8Array;
}

function createSessionRegisterCommand(init: Init<SessionRegisterCommand> = {}): SessionRegisterCommand {
  return {
    time: init.time ?? 0,
    key: init.key ?? "",
    request: init.request ?? NO_BYTES,
  };
}

const EMPTY_SESSION_REGISTER_COMMAND = createSessionRegisterCommand();

function readSessionRegisterCommand(
  reader: Reader,
  end: number,
  from = EMPTY_SESSION_REGISTER_COMMAND,
): SessionRegisterCommand {
  let { time, key, request } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        time = reader.int64();
        break;
      case 2:
        key = reader.text();
        break;
      case 3:
        request = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { time, key, request };
}

function writeSessionRegisterCommand(message: Init<SessionRegisterCommand>, writer: Writer): void {
  writer.bytes(3, message.request);
  writer.text(2, message.key);
  writer.int64(1, message.time);
}

export const SessionRegisterCommand = messageCodec<SessionRegisterCommand>({
  name: "keyval.SessionRegisterCommand",
  create: createSessionRegisterCommand,
  read: readSessionRegisterCommand,
  write: writeSessionRegisterCommand,
});

export interface SessionExpireCommand {
  readonly sessions: readonly number[];
  readonly time: number;
}

function createSessionExpireCommand(init: Init<SessionExpireCommand> = {}): SessionExpireCommand {
  return {
    sessions: init.sessions ?? NONE,
    time: init.time ?? 0,
  };
}

const EMPTY_SESSION_EXPIRE_COMMAND = createSessionExpireCommand();

function readSessionExpireCommand(
  reader: Reader,
  end: number,
  from = EMPTY_SESSION_EXPIRE_COMMAND,
): SessionExpireCommand {
  let { sessions, time } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        sessions = reader.packed(sessions, () => reader.int64());
        break;
      case 2:
        time = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { sessions, time };
}

function writeSessionExpireCommand(message: Init<SessionExpireCommand>, writer: Writer): void {
  writer.int64(2, message.time);
  writer.packedInt64(1, message.sessions);
}

export const SessionExpireCommand = messageCodec<SessionExpireCommand>({
  name: "keyval.SessionExpireCommand",
  create: createSessionExpireCommand,
  read: readSessionExpireCommand,
  write: writeSessionExpireCommand,
});
