// Generated from authpb/auth.proto.

import { messageCodec, type Init } from "../../wire/message-codec.js";
import { NO_BYTES } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";

export interface UserAddOptions {
  /** Whether the user can only come with a certificate. */
  readonly noPassword: boolean;
}

function createUserAddOptions(init: Init<UserAddOptions> = {}): UserAddOptions {
  return {
    noPassword: init.noPassword ?? false,
  };
}

const EMPTY_USER_ADD_OPTIONS = createUserAddOptions();

function readUserAddOptions(reader: Reader, end: number, from = EMPTY_USER_ADD_OPTIONS): UserAddOptions {
  let { noPassword } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        noPassword = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { noPassword };
}

function writeUserAddOptions(message: Init<UserAddOptions>, writer: Writer): void {
  writer.bool(1, message.noPassword);
}

export const UserAddOptions = messageCodec<UserAddOptions>({
  name: "authpb.UserAddOptions",
  create: createUserAddOptions,
  read: readUserAddOptions,
  write: writeUserAddOptions,
});

export const PermissionType = {
  READ: 0,
  WRITE: 1,
  READWRITE: 2,
} as const;

export type PermissionType = (typeof PermissionType)[keyof typeof PermissionType];

/** What a role may do with the keys of one range. */
export interface Permission {
  readonly permType: PermissionType;
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
}

function createPermission(init: Init<Permission> = {}): Permission {
  return {
    permType: init.permType ?? 0,
    key: init.key ?? NO_BYTES,
    rangeEnd: init.rangeEnd ?? NO_BYTES,
  };
}

const EMPTY_PERMISSION = createPermission();

function readPermission(reader: Reader, end: number, from = EMPTY_PERMISSION): Permission {
  let { permType, key, rangeEnd } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        permType = reader.int32() as PermissionType;
        break;
      case 2:
        key = reader.bytes();
        break;
      case 3:
        rangeEnd = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { permType, key, rangeEnd };
}

function writePermission(message: Init<Permission>, writer: Writer): void {
  writer.bytes(3, message.rangeEnd);
  writer.bytes(2, message.key);
  writer.int32(1, message.permType);
}

export const Permission = messageCodec<Permission>({
  name: "authpb.Permission",
  create: createPermission,
  read: readPermission,
  write: writePermission,
});
