// Generated from etcdserverpb/auth.proto.

import { messageCodec, type Init } from "../../wire/message-codec.js";
import { appended, NO_BYTES, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { Permission, UserAddOptions } from "../authpb/auth.js";
import { ResponseHeader } from "./header.js";

export type AuthEnableRequest = Readonly<Record<string, never>>;

function createAuthEnableRequest(): AuthEnableRequest {
  return {};
}

const EMPTY_AUTH_ENABLE_REQUEST = createAuthEnableRequest();

function readAuthEnableRequest(reader: Reader, end: number, from = EMPTY_AUTH_ENABLE_REQUEST): AuthEnableRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeAuthEnableRequest(): void {
  // There is nothing to write.
}

export const AuthEnableRequest = messageCodec<AuthEnableRequest>({
  name: "etcdserverpb.AuthEnableRequest",
  create: createAuthEnableRequest,
  read: readAuthEnableRequest,
  write: writeAuthEnableRequest,
});

export interface AuthEnableResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthEnableResponse(init: Init<AuthEnableResponse> = {}): AuthEnableResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_ENABLE_RESPONSE = createAuthEnableResponse();

function readAuthEnableResponse(reader: Reader, end: number, from = EMPTY_AUTH_ENABLE_RESPONSE): AuthEnableResponse {
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

function writeAuthEnableResponse(message: Init<AuthEnableResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthEnableResponse = messageCodec<AuthEnableResponse>({
  name: "etcdserverpb.AuthEnableResponse",
  create: createAuthEnableResponse,
  read: readAuthEnableResponse,
  write: writeAuthEnableResponse,
});

export type AuthDisableRequest = Readonly<Record<string, never>>;

function createAuthDisableRequest(): AuthDisableRequest {
  return {};
}

const EMPTY_AUTH_DISABLE_REQUEST = createAuthDisableRequest();

function readAuthDisableRequest(reader: Reader, end: number, from = EMPTY_AUTH_DISABLE_REQUEST): AuthDisableRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeAuthDisableRequest(): void {
  // There is nothing to write.
}

export const AuthDisableRequest = messageCodec<AuthDisableRequest>({
  name: "etcdserverpb.AuthDisableRequest",
  create: createAuthDisableRequest,
  read: readAuthDisableRequest,
  write: writeAuthDisableRequest,
});

export interface AuthDisableResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthDisableResponse(init: Init<AuthDisableResponse> = {}): AuthDisableResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_DISABLE_RESPONSE = createAuthDisableResponse();

function readAuthDisableResponse(reader: Reader, end: number, from = EMPTY_AUTH_DISABLE_RESPONSE): AuthDisableResponse {
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

function writeAuthDisableResponse(message: Init<AuthDisableResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthDisableResponse = messageCodec<AuthDisableResponse>({
  name: "etcdserverpb.AuthDisableResponse",
  create: createAuthDisableResponse,
  read: readAuthDisableResponse,
  write: writeAuthDisableResponse,
});

export type AuthStatusRequest = Readonly<Record<string, never>>;

function createAuthStatusRequest(): AuthStatusRequest {
  return {};
}

const EMPTY_AUTH_STATUS_REQUEST = createAuthStatusRequest();

function readAuthStatusRequest(reader: Reader, end: number, from = EMPTY_AUTH_STATUS_REQUEST): AuthStatusRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeAuthStatusRequest(): void {
  // There is nothing to write.
}

export const AuthStatusRequest = messageCodec<AuthStatusRequest>({
  name: "etcdserverpb.AuthStatusRequest",
  create: createAuthStatusRequest,
  read: readAuthStatusRequest,
  write: writeAuthStatusRequest,
});

export interface AuthStatusResponse {
  readonly header: ResponseHeader | undefined;
  readonly enabled: boolean;
  /** Grows with each change of users, roles and permissions. */
  readonly authRevision: number;
}

function createAuthStatusResponse(init: Init<AuthStatusResponse> = {}): AuthStatusResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    enabled: init.enabled ?? false,
    authRevision: init.authRevision ?? 0,
  };
}

const EMPTY_AUTH_STATUS_RESPONSE = createAuthStatusResponse();

function readAuthStatusResponse(reader: Reader, end: number, from = EMPTY_AUTH_STATUS_RESPONSE): AuthStatusResponse {
  let { header, enabled, authRevision } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        enabled = reader.bool();
        break;
      case 3:
        authRevision = reader.uint64();
        break;
      default:
        reader.skip();
    }
  }
  return { header, enabled, authRevision };
}

function writeAuthStatusResponse(message: Init<AuthStatusResponse>, writer: Writer): void {
  writer.uint64(3, message.authRevision);
  writer.bool(2, message.enabled);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthStatusResponse = messageCodec<AuthStatusResponse>({
  name: "etcdserverpb.AuthStatusResponse",
  create: createAuthStatusResponse,
  read: readAuthStatusResponse,
  write: writeAuthStatusResponse,
});

export interface AuthenticateRequest {
  readonly name: string;
  readonly password: string;
}

function createAuthenticateRequest(init: Init<AuthenticateRequest> = {}): AuthenticateRequest {
  return {
    name: init.name ?? "",
    password: init.password ?? "",
  };
}

const EMPTY_AUTHENTICATE_REQUEST = createAuthenticateRequest();

function readAuthenticateRequest(reader: Reader, end: number, from = EMPTY_AUTHENTICATE_REQUEST): AuthenticateRequest {
  let { name, password } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      case 2:
        password = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { name, password };
}

function writeAuthenticateRequest(message: Init<AuthenticateRequest>, writer: Writer): void {
  writer.text(2, message.password);
  writer.text(1, message.name);
}

export const AuthenticateRequest = messageCodec<AuthenticateRequest>({
  name: "etcdserverpb.AuthenticateRequest",
  create: createAuthenticateRequest,
  read: readAuthenticateRequest,
  write: writeAuthenticateRequest,
});

export interface AuthenticateResponse {
  readonly header: ResponseHeader | undefined;
  /** To be sent along with each request. */
  readonly token: string;
}

function createAuthenticateResponse(init: Init<AuthenticateResponse> = {}): AuthenticateResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    token: init.token ?? "",
  };
}

const EMPTY_AUTHENTICATE_RESPONSE = createAuthenticateResponse();

function readAuthenticateResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTHENTICATE_RESPONSE,
): AuthenticateResponse {
  let { header, token } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        token = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { header, token };
}

function writeAuthenticateResponse(message: Init<AuthenticateResponse>, writer: Writer): void {
  writer.text(2, message.token);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthenticateResponse = messageCodec<AuthenticateResponse>({
  name: "etcdserverpb.AuthenticateResponse",
  create: createAuthenticateResponse,
  read: readAuthenticateResponse,
  write: writeAuthenticateResponse,
});

export interface AuthUserAddRequest {
  readonly name: string;
  readonly password: string;
  readonly options: UserAddOptions | undefined;
  /** The bcrypt hash of the password in base64, in place of the password. */
  readonly hashedPassword: string;
}

function createAuthUserAddRequest(init: Init<AuthUserAddRequest> = {}): AuthUserAddRequest {
  return {
    name: init.name ?? "",
    password: init.password ?? "",
    options: init.options && UserAddOptions.create(init.options),
    hashedPassword: init.hashedPassword ?? "",
  };
}

const EMPTY_AUTH_USER_ADD_REQUEST = createAuthUserAddRequest();

function readAuthUserAddRequest(reader: Reader, end: number, from = EMPTY_AUTH_USER_ADD_REQUEST): AuthUserAddRequest {
  let { name, password, options, hashedPassword } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      case 2:
        password = reader.text();
        break;
      case 3:
        options = UserAddOptions.read(reader, reader.messageEnd(), options);
        break;
      case 4:
        hashedPassword = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { name, password, options, hashedPassword };
}

function writeAuthUserAddRequest(message: Init<AuthUserAddRequest>, writer: Writer): void {
  writer.text(4, message.hashedPassword);
  if (message.options !== undefined) {
    const before = writer.length;
    UserAddOptions.write(message.options, writer);
    writer.wrap(3, before);
  }
  writer.text(2, message.password);
  writer.text(1, message.name);
}

export const AuthUserAddRequest = messageCodec<AuthUserAddRequest>({
  name: "etcdserverpb.AuthUserAddRequest",
  create: createAuthUserAddRequest,
  read: readAuthUserAddRequest,
  write: writeAuthUserAddRequest,
});

export interface AuthUserAddResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthUserAddResponse(init: Init<AuthUserAddResponse> = {}): AuthUserAddResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_USER_ADD_RESPONSE = createAuthUserAddResponse();

function readAuthUserAddResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_ADD_RESPONSE,
): AuthUserAddResponse {
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

function writeAuthUserAddResponse(message: Init<AuthUserAddResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthUserAddResponse = messageCodec<AuthUserAddResponse>({
  name: "etcdserverpb.AuthUserAddResponse",
  create: createAuthUserAddResponse,
  read: readAuthUserAddResponse,
  write: writeAuthUserAddResponse,
});

export interface AuthUserGetRequest {
  readonly name: string;
}

function createAuthUserGetRequest(init: Init<AuthUserGetRequest> = {}): AuthUserGetRequest {
  return {
    name: init.name ?? "",
  };
}

const EMPTY_AUTH_USER_GET_REQUEST = createAuthUserGetRequest();

function readAuthUserGetRequest(reader: Reader, end: number, from = EMPTY_AUTH_USER_GET_REQUEST): AuthUserGetRequest {
  let { name } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { name };
}

function writeAuthUserGetRequest(message: Init<AuthUserGetRequest>, writer: Writer): void {
  writer.text(1, message.name);
}

export const AuthUserGetRequest = messageCodec<AuthUserGetRequest>({
  name: "etcdserverpb.AuthUserGetRequest",
  create: createAuthUserGetRequest,
  read: readAuthUserGetRequest,
  write: writeAuthUserGetRequest,
});

export interface AuthUserGetResponse {
  readonly header: ResponseHeader | undefined;
  readonly roles: readonly string[];
}

function createAuthUserGetResponse(init: Init<AuthUserGetResponse> = {}): AuthUserGetResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    roles: init.roles ?? NONE,
  };
}

const EMPTY_AUTH_USER_GET_RESPONSE = createAuthUserGetResponse();

function readAuthUserGetResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_GET_RESPONSE,
): AuthUserGetResponse {
  let { header, roles } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        roles = appended(roles, reader.text());
        break;
      default:
        reader.skip();
    }
  }
  return { header, roles };
}

function writeAuthUserGetResponse(message: Init<AuthUserGetResponse>, writer: Writer): void {
  const { roles = NONE } = message;
  for (let i = roles.length - 1; i >= 0; i--) {
    writer.textValue(2, roles[i] ?? "");
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthUserGetResponse = messageCodec<AuthUserGetResponse>({
  name: "etcdserverpb.AuthUserGetResponse",
  create: createAuthUserGetResponse,
  read: readAuthUserGetResponse,
  write: writeAuthUserGetResponse,
});

export type AuthUserListRequest = Readonly<Record<string, never>>;

function createAuthUserListRequest(): AuthUserListRequest {
  return {};
}

const EMPTY_AUTH_USER_LIST_REQUEST = createAuthUserListRequest();

function readAuthUserListRequest(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_LIST_REQUEST,
): AuthUserListRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeAuthUserListRequest(): void {
  // There is nothing to write.
}

export const AuthUserListRequest = messageCodec<AuthUserListRequest>({
  name: "etcdserverpb.AuthUserListRequest",
  create: createAuthUserListRequest,
  read: readAuthUserListRequest,
  write: writeAuthUserListRequest,
});

export interface AuthUserListResponse {
  readonly header: ResponseHeader | undefined;
  readonly users: readonly string[];
}

function createAuthUserListResponse(init: Init<AuthUserListResponse> = {}): AuthUserListResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    users: init.users ?? NONE,
  };
}

const EMPTY_AUTH_USER_LIST_RESPONSE = createAuthUserListResponse();

function readAuthUserListResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_LIST_RESPONSE,
): AuthUserListResponse {
  let { header, users } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        users = appended(users, reader.text());
        break;
      default:
        reader.skip();
    }
  }
  return { header, users };
}

function writeAuthUserListResponse(message: Init<AuthUserListResponse>, writer: Writer): void {
  const { users = NONE } = message;
  for (let i = users.length - 1; i >= 0; i--) {
    writer.textValue(2, users[i] ?? "");
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthUserListResponse = messageCodec<AuthUserListResponse>({
  name: "etcdserverpb.AuthUserListResponse",
  create: createAuthUserListResponse,
  read: readAuthUserListResponse,
  write: writeAuthUserListResponse,
});

export interface AuthUserDeleteRequest {
  readonly name: string;
}

function createAuthUserDeleteRequest(init: Init<AuthUserDeleteRequest> = {}): AuthUserDeleteRequest {
  return {
    name: init.name ?? "",
  };
}

const EMPTY_AUTH_USER_DELETE_REQUEST = createAuthUserDeleteRequest();

function readAuthUserDeleteRequest(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_DELETE_REQUEST,
): AuthUserDeleteRequest {
  let { name } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { name };
}

function writeAuthUserDeleteRequest(message: Init<AuthUserDeleteRequest>, writer: Writer): void {
  writer.text(1, message.name);
}

export const AuthUserDeleteRequest = messageCodec<AuthUserDeleteRequest>({
  name: "etcdserverpb.AuthUserDeleteRequest",
  create: createAuthUserDeleteRequest,
  read: readAuthUserDeleteRequest,
  write: writeAuthUserDeleteRequest,
});

export interface AuthUserDeleteResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthUserDeleteResponse(init: Init<AuthUserDeleteResponse> = {}): AuthUserDeleteResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_USER_DELETE_RESPONSE = createAuthUserDeleteResponse();

function readAuthUserDeleteResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_DELETE_RESPONSE,
): AuthUserDeleteResponse {
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

function writeAuthUserDeleteResponse(message: Init<AuthUserDeleteResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthUserDeleteResponse = messageCodec<AuthUserDeleteResponse>({
  name: "etcdserverpb.AuthUserDeleteResponse",
  create: createAuthUserDeleteResponse,
  read: readAuthUserDeleteResponse,
  write: writeAuthUserDeleteResponse,
});

export interface AuthUserChangePasswordRequest {
  readonly name: string;
  readonly password: string;
  /** As when a user is added. */
  readonly hashedPassword: string;
}

function createAuthUserChangePasswordRequest(
  init: Init<AuthUserChangePasswordRequest> = {},
): AuthUserChangePasswordRequest {
  return {
    name: init.name ?? "",
    password: init.password ?? "",
    hashedPassword: init.hashedPassword ?? "",
  };
}

const EMPTY_AUTH_USER_CHANGE_PASSWORD_REQUEST = createAuthUserChangePasswordRequest();

function readAuthUserChangePasswordRequest(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_CHANGE_PASSWORD_REQUEST,
): AuthUserChangePasswordRequest {
  let { name, password, hashedPassword } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      case 2:
        password = reader.text();
        break;
      case 3:
        hashedPassword = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { name, password, hashedPassword };
}

function writeAuthUserChangePasswordRequest(message: Init<AuthUserChangePasswordRequest>, writer: Writer): void {
  writer.text(3, message.hashedPassword);
  writer.text(2, message.password);
  writer.text(1, message.name);
}

export const AuthUserChangePasswordRequest = messageCodec<AuthUserChangePasswordRequest>({
  name: "etcdserverpb.AuthUserChangePasswordRequest",
  create: createAuthUserChangePasswordRequest,
  read: readAuthUserChangePasswordRequest,
  write: writeAuthUserChangePasswordRequest,
});

export interface AuthUserChangePasswordResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthUserChangePasswordResponse(
  init: Init<AuthUserChangePasswordResponse> = {},
): AuthUserChangePasswordResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_USER_CHANGE_PASSWORD_RESPONSE = createAuthUserChangePasswordResponse();

function readAuthUserChangePasswordResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_CHANGE_PASSWORD_RESPONSE,
): AuthUserChangePasswordResponse {
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

function writeAuthUserChangePasswordResponse(message: Init<AuthUserChangePasswordResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthUserChangePasswordResponse = messageCodec<AuthUserChangePasswordResponse>({
  name: "etcdserverpb.AuthUserChangePasswordResponse",
  create: createAuthUserChangePasswordResponse,
  read: readAuthUserChangePasswordResponse,
  write: writeAuthUserChangePasswordResponse,
});

export interface AuthUserGrantRoleRequest {
  readonly user: string;
  readonly role: string;
}

function createAuthUserGrantRoleRequest(init: Init<AuthUserGrantRoleRequest> = {}): AuthUserGrantRoleRequest {
  return {
    user: init.user ?? "",
    role: init.role ?? "",
  };
}

const EMPTY_AUTH_USER_GRANT_ROLE_REQUEST = createAuthUserGrantRoleRequest();

function readAuthUserGrantRoleRequest(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_GRANT_ROLE_REQUEST,
): AuthUserGrantRoleRequest {
  let { user, role } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        user = reader.text();
        break;
      case 2:
        role = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { user, role };
}

function writeAuthUserGrantRoleRequest(message: Init<AuthUserGrantRoleRequest>, writer: Writer): void {
  writer.text(2, message.role);
  writer.text(1, message.user);
}

export const AuthUserGrantRoleRequest = messageCodec<AuthUserGrantRoleRequest>({
  name: "etcdserverpb.AuthUserGrantRoleRequest",
  create: createAuthUserGrantRoleRequest,
  read: readAuthUserGrantRoleRequest,
  write: writeAuthUserGrantRoleRequest,
});

export interface AuthUserGrantRoleResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthUserGrantRoleResponse(init: Init<AuthUserGrantRoleResponse> = {}): AuthUserGrantRoleResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_USER_GRANT_ROLE_RESPONSE = createAuthUserGrantRoleResponse();

function readAuthUserGrantRoleResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_GRANT_ROLE_RESPONSE,
): AuthUserGrantRoleResponse {
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

function writeAuthUserGrantRoleResponse(message: Init<AuthUserGrantRoleResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthUserGrantRoleResponse = messageCodec<AuthUserGrantRoleResponse>({
  name: "etcdserverpb.AuthUserGrantRoleResponse",
  create: createAuthUserGrantRoleResponse,
  read: readAuthUserGrantRoleResponse,
  write: writeAuthUserGrantRoleResponse,
});

export interface AuthUserRevokeRoleRequest {
  readonly name: string;
  readonly role: string;
}

function createAuthUserRevokeRoleRequest(init: Init<AuthUserRevokeRoleRequest> = {}): AuthUserRevokeRoleRequest {
  return {
    name: init.name ?? "",
    role: init.role ?? "",
  };
}

const EMPTY_AUTH_USER_REVOKE_ROLE_REQUEST = createAuthUserRevokeRoleRequest();

function readAuthUserRevokeRoleRequest(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_REVOKE_ROLE_REQUEST,
): AuthUserRevokeRoleRequest {
  let { name, role } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      case 2:
        role = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { name, role };
}

function writeAuthUserRevokeRoleRequest(message: Init<AuthUserRevokeRoleRequest>, writer: Writer): void {
  writer.text(2, message.role);
  writer.text(1, message.name);
}

export const AuthUserRevokeRoleRequest = messageCodec<AuthUserRevokeRoleRequest>({
  name: "etcdserverpb.AuthUserRevokeRoleRequest",
  create: createAuthUserRevokeRoleRequest,
  read: readAuthUserRevokeRoleRequest,
  write: writeAuthUserRevokeRoleRequest,
});

export interface AuthUserRevokeRoleResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthUserRevokeRoleResponse(init: Init<AuthUserRevokeRoleResponse> = {}): AuthUserRevokeRoleResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_USER_REVOKE_ROLE_RESPONSE = createAuthUserRevokeRoleResponse();

function readAuthUserRevokeRoleResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_USER_REVOKE_ROLE_RESPONSE,
): AuthUserRevokeRoleResponse {
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

function writeAuthUserRevokeRoleResponse(message: Init<AuthUserRevokeRoleResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthUserRevokeRoleResponse = messageCodec<AuthUserRevokeRoleResponse>({
  name: "etcdserverpb.AuthUserRevokeRoleResponse",
  create: createAuthUserRevokeRoleResponse,
  read: readAuthUserRevokeRoleResponse,
  write: writeAuthUserRevokeRoleResponse,
});

export interface AuthRoleAddRequest {
  readonly name: string;
}

function createAuthRoleAddRequest(init: Init<AuthRoleAddRequest> = {}): AuthRoleAddRequest {
  return {
    name: init.name ?? "",
  };
}

const EMPTY_AUTH_ROLE_ADD_REQUEST = createAuthRoleAddRequest();

function readAuthRoleAddRequest(reader: Reader, end: number, from = EMPTY_AUTH_ROLE_ADD_REQUEST): AuthRoleAddRequest {
  let { name } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { name };
}

function writeAuthRoleAddRequest(message: Init<AuthRoleAddRequest>, writer: Writer): void {
  writer.text(1, message.name);
}

export const AuthRoleAddRequest = messageCodec<AuthRoleAddRequest>({
  name: "etcdserverpb.AuthRoleAddRequest",
  create: createAuthRoleAddRequest,
  read: readAuthRoleAddRequest,
  write: writeAuthRoleAddRequest,
});

export interface AuthRoleAddResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthRoleAddResponse(init: Init<AuthRoleAddResponse> = {}): AuthRoleAddResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_ROLE_ADD_RESPONSE = createAuthRoleAddResponse();

function readAuthRoleAddResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_ADD_RESPONSE,
): AuthRoleAddResponse {
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

function writeAuthRoleAddResponse(message: Init<AuthRoleAddResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthRoleAddResponse = messageCodec<AuthRoleAddResponse>({
  name: "etcdserverpb.AuthRoleAddResponse",
  create: createAuthRoleAddResponse,
  read: readAuthRoleAddResponse,
  write: writeAuthRoleAddResponse,
});

export interface AuthRoleGetRequest {
  readonly role: string;
}

function createAuthRoleGetRequest(init: Init<AuthRoleGetRequest> = {}): AuthRoleGetRequest {
  return {
    role: init.role ?? "",
  };
}

const EMPTY_AUTH_ROLE_GET_REQUEST = createAuthRoleGetRequest();

function readAuthRoleGetRequest(reader: Reader, end: number, from = EMPTY_AUTH_ROLE_GET_REQUEST): AuthRoleGetRequest {
  let { role } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        role = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { role };
}

function writeAuthRoleGetRequest(message: Init<AuthRoleGetRequest>, writer: Writer): void {
  writer.text(1, message.role);
}

export const AuthRoleGetRequest = messageCodec<AuthRoleGetRequest>({
  name: "etcdserverpb.AuthRoleGetRequest",
  create: createAuthRoleGetRequest,
  read: readAuthRoleGetRequest,
  write: writeAuthRoleGetRequest,
});

export interface AuthRoleGetResponse {
  readonly header: ResponseHeader | undefined;
  readonly perm: readonly Permission[];
}

function createAuthRoleGetResponse(init: Init<AuthRoleGetResponse> = {}): AuthRoleGetResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    perm: init.perm?.map((element) => Permission.create(element)) ?? NONE,
  };
}

const EMPTY_AUTH_ROLE_GET_RESPONSE = createAuthRoleGetResponse();

function readAuthRoleGetResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_GET_RESPONSE,
): AuthRoleGetResponse {
  let { header, perm } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        perm = appended(perm, Permission.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, perm };
}

function writeAuthRoleGetResponse(message: Init<AuthRoleGetResponse>, writer: Writer): void {
  const { perm = NONE } = message;
  for (let i = perm.length - 1; i >= 0; i--) {
    const before = writer.length;
    Permission.write(perm[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthRoleGetResponse = messageCodec<AuthRoleGetResponse>({
  name: "etcdserverpb.AuthRoleGetResponse",
  create: createAuthRoleGetResponse,
  read: readAuthRoleGetResponse,
  write: writeAuthRoleGetResponse,
});

export type AuthRoleListRequest = Readonly<Record<string, never>>;

function createAuthRoleListRequest(): AuthRoleListRequest {
  return {};
}

const EMPTY_AUTH_ROLE_LIST_REQUEST = createAuthRoleListRequest();

function readAuthRoleListRequest(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_LIST_REQUEST,
): AuthRoleListRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeAuthRoleListRequest(): void {
  // There is nothing to write.
}

export const AuthRoleListRequest = messageCodec<AuthRoleListRequest>({
  name: "etcdserverpb.AuthRoleListRequest",
  create: createAuthRoleListRequest,
  read: readAuthRoleListRequest,
  write: writeAuthRoleListRequest,
});

export interface AuthRoleListResponse {
  readonly header: ResponseHeader | undefined;
  readonly roles: readonly string[];
}

function createAuthRoleListResponse(init: Init<AuthRoleListResponse> = {}): AuthRoleListResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    roles: init.roles ?? NONE,
  };
}

const EMPTY_AUTH_ROLE_LIST_RESPONSE = createAuthRoleListResponse();

function readAuthRoleListResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_LIST_RESPONSE,
): AuthRoleListResponse {
  let { header, roles } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        roles = appended(roles, reader.text());
        break;
      default:
        reader.skip();
    }
  }
  return { header, roles };
}

function writeAuthRoleListResponse(message: Init<AuthRoleListResponse>, writer: Writer): void {
  const { roles = NONE } = message;
  for (let i = roles.length - 1; i >= 0; i--) {
    writer.textValue(2, roles[i] ?? "");
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthRoleListResponse = messageCodec<AuthRoleListResponse>({
  name: "etcdserverpb.AuthRoleListResponse",
  create: createAuthRoleListResponse,
  read: readAuthRoleListResponse,
  write: writeAuthRoleListResponse,
});

export interface AuthRoleDeleteRequest {
  readonly role: string;
}

function createAuthRoleDeleteRequest(init: Init<AuthRoleDeleteRequest> = {}): AuthRoleDeleteRequest {
  return {
    role: init.role ?? "",
  };
}

const EMPTY_AUTH_ROLE_DELETE_REQUEST = createAuthRoleDeleteRequest();

function readAuthRoleDeleteRequest(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_DELETE_REQUEST,
): AuthRoleDeleteRequest {
  let { role } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        role = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { role };
}

function writeAuthRoleDeleteRequest(message: Init<AuthRoleDeleteRequest>, writer: Writer): void {
  writer.text(1, message.role);
}

export const AuthRoleDeleteRequest = messageCodec<AuthRoleDeleteRequest>({
  name: "etcdserverpb.AuthRoleDeleteRequest",
  create: createAuthRoleDeleteRequest,
  read: readAuthRoleDeleteRequest,
  write: writeAuthRoleDeleteRequest,
});

export interface AuthRoleDeleteResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthRoleDeleteResponse(init: Init<AuthRoleDeleteResponse> = {}): AuthRoleDeleteResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_ROLE_DELETE_RESPONSE = createAuthRoleDeleteResponse();

function readAuthRoleDeleteResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_DELETE_RESPONSE,
): AuthRoleDeleteResponse {
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

function writeAuthRoleDeleteResponse(message: Init<AuthRoleDeleteResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthRoleDeleteResponse = messageCodec<AuthRoleDeleteResponse>({
  name: "etcdserverpb.AuthRoleDeleteResponse",
  create: createAuthRoleDeleteResponse,
  read: readAuthRoleDeleteResponse,
  write: writeAuthRoleDeleteResponse,
});

export interface AuthRoleGrantPermissionRequest {
  readonly name: string;
  readonly perm: Permission | undefined;
}

function createAuthRoleGrantPermissionRequest(
  init: Init<AuthRoleGrantPermissionRequest> = {},
): AuthRoleGrantPermissionRequest {
  return {
    name: init.name ?? "",
    perm: init.perm && Permission.create(init.perm),
  };
}

const EMPTY_AUTH_ROLE_GRANT_PERMISSION_REQUEST = createAuthRoleGrantPermissionRequest();

function readAuthRoleGrantPermissionRequest(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_GRANT_PERMISSION_REQUEST,
): AuthRoleGrantPermissionRequest {
  let { name, perm } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        name = reader.text();
        break;
      case 2:
        perm = Permission.read(reader, reader.messageEnd(), perm);
        break;
      default:
        reader.skip();
    }
  }
  return { name, perm };
}

function writeAuthRoleGrantPermissionRequest(message: Init<AuthRoleGrantPermissionRequest>, writer: Writer): void {
  if (message.perm !== undefined) {
    const before = writer.length;
    Permission.write(message.perm, writer);
    writer.wrap(2, before);
  }
  writer.text(1, message.name);
}

export const AuthRoleGrantPermissionRequest = messageCodec<AuthRoleGrantPermissionRequest>({
  name: "etcdserverpb.AuthRoleGrantPermissionRequest",
  create: createAuthRoleGrantPermissionRequest,
  read: readAuthRoleGrantPermissionRequest,
  write: writeAuthRoleGrantPermissionRequest,
});

export interface AuthRoleGrantPermissionResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthRoleGrantPermissionResponse(
  init: Init<AuthRoleGrantPermissionResponse> = {},
): AuthRoleGrantPermissionResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_ROLE_GRANT_PERMISSION_RESPONSE = createAuthRoleGrantPermissionResponse();

function readAuthRoleGrantPermissionResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_GRANT_PERMISSION_RESPONSE,
): AuthRoleGrantPermissionResponse {
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

function writeAuthRoleGrantPermissionResponse(message: Init<AuthRoleGrantPermissionResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthRoleGrantPermissionResponse = messageCodec<AuthRoleGrantPermissionResponse>({
  name: "etcdserverpb.AuthRoleGrantPermissionResponse",
  create: createAuthRoleGrantPermissionResponse,
  read: readAuthRoleGrantPermissionResponse,
  write: writeAuthRoleGrantPermissionResponse,
});

export interface AuthRoleRevokePermissionRequest {
  readonly role: string;
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
}

function createAuthRoleRevokePermissionRequest(
  init: Init<AuthRoleRevokePermissionRequest> = {},
): AuthRoleRevokePermissionRequest {
  return {
    role: init.role ?? "",
    key: init.key ?? NO_BYTES,
    rangeEnd: init.rangeEnd ?? NO_BYTES,
  };
}

const EMPTY_AUTH_ROLE_REVOKE_PERMISSION_REQUEST = createAuthRoleRevokePermissionRequest();

function readAuthRoleRevokePermissionRequest(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_REVOKE_PERMISSION_REQUEST,
): AuthRoleRevokePermissionRequest {
  let { role, key, rangeEnd } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        role = reader.text();
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
  return { role, key, rangeEnd };
}

function writeAuthRoleRevokePermissionRequest(message: Init<AuthRoleRevokePermissionRequest>, writer: Writer): void {
  writer.bytes(3, message.rangeEnd);
  writer.bytes(2, message.key);
  writer.text(1, message.role);
}

export const AuthRoleRevokePermissionRequest = messageCodec<AuthRoleRevokePermissionRequest>({
  name: "etcdserverpb.AuthRoleRevokePermissionRequest",
  create: createAuthRoleRevokePermissionRequest,
  read: readAuthRoleRevokePermissionRequest,
  write: writeAuthRoleRevokePermissionRequest,
});

export interface AuthRoleRevokePermissionResponse {
  readonly header: ResponseHeader | undefined;
}

function createAuthRoleRevokePermissionResponse(
  init: Init<AuthRoleRevokePermissionResponse> = {},
): AuthRoleRevokePermissionResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_AUTH_ROLE_REVOKE_PERMISSION_RESPONSE = createAuthRoleRevokePermissionResponse();

function readAuthRoleRevokePermissionResponse(
  reader: Reader,
  end: number,
  from = EMPTY_AUTH_ROLE_REVOKE_PERMISSION_RESPONSE,
): AuthRoleRevokePermissionResponse {
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

function writeAuthRoleRevokePermissionResponse(message: Init<AuthRoleRevokePermissionResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const AuthRoleRevokePermissionResponse = messageCodec<AuthRoleRevokePermissionResponse>({
  name: "etcdserverpb.AuthRoleRevokePermissionResponse",
  create: createAuthRoleRevokePermissionResponse,
  read: readAuthRoleRevokePermissionResponse,
  write: writeAuthRoleRevokePermissionResponse,
});

export const Auth = {
  name: "etcdserverpb.Auth",
  methods: {
    AuthEnable: {
      path: "/etcdserverpb.Auth/AuthEnable",
      kind: "unary",
      request: AuthEnableRequest,
      response: AuthEnableResponse,
    },
    AuthDisable: {
      path: "/etcdserverpb.Auth/AuthDisable",
      kind: "unary",
      request: AuthDisableRequest,
      response: AuthDisableResponse,
    },
    AuthStatus: {
      path: "/etcdserverpb.Auth/AuthStatus",
      kind: "unary",
      request: AuthStatusRequest,
      response: AuthStatusResponse,
    },
    Authenticate: {
      path: "/etcdserverpb.Auth/Authenticate",
      kind: "unary",
      request: AuthenticateRequest,
      response: AuthenticateResponse,
    },
    UserAdd: {
      path: "/etcdserverpb.Auth/UserAdd",
      kind: "unary",
      request: AuthUserAddRequest,
      response: AuthUserAddResponse,
    },
    UserGet: {
      path: "/etcdserverpb.Auth/UserGet",
      kind: "unary",
      request: AuthUserGetRequest,
      response: AuthUserGetResponse,
    },
    UserList: {
      path: "/etcdserverpb.Auth/UserList",
      kind: "unary",
      request: AuthUserListRequest,
      response: AuthUserListResponse,
    },
    UserDelete: {
      path: "/etcdserverpb.Auth/UserDelete",
      kind: "unary",
      request: AuthUserDeleteRequest,
      response: AuthUserDeleteResponse,
    },
    UserChangePassword: {
      path: "/etcdserverpb.Auth/UserChangePassword",
      kind: "unary",
      request: AuthUserChangePasswordRequest,
      response: AuthUserChangePasswordResponse,
    },
    UserGrantRole: {
      path: "/etcdserverpb.Auth/UserGrantRole",
      kind: "unary",
      request: AuthUserGrantRoleRequest,
      response: AuthUserGrantRoleResponse,
    },
    UserRevokeRole: {
      path: "/etcdserverpb.Auth/UserRevokeRole",
      kind: "unary",
      request: AuthUserRevokeRoleRequest,
      response: AuthUserRevokeRoleResponse,
    },
    RoleAdd: {
      path: "/etcdserverpb.Auth/RoleAdd",
      kind: "unary",
      request: AuthRoleAddRequest,
      response: AuthRoleAddResponse,
    },
    RoleGet: {
      path: "/etcdserverpb.Auth/RoleGet",
      kind: "unary",
      request: AuthRoleGetRequest,
      response: AuthRoleGetResponse,
    },
    RoleList: {
      path: "/etcdserverpb.Auth/RoleList",
      kind: "unary",
      request: AuthRoleListRequest,
      response: AuthRoleListResponse,
    },
    RoleDelete: {
      path: "/etcdserverpb.Auth/RoleDelete",
      kind: "unary",
      request: AuthRoleDeleteRequest,
      response: AuthRoleDeleteResponse,
    },
    RoleGrantPermission: {
      path: "/etcdserverpb.Auth/RoleGrantPermission",
      kind: "unary",
      request: AuthRoleGrantPermissionRequest,
      response: AuthRoleGrantPermissionResponse,
    },
    RoleRevokePermission: {
      path: "/etcdserverpb.Auth/RoleRevokePermission",
      kind: "unary",
      request: AuthRoleRevokePermissionRequest,
      response: AuthRoleRevokePermissionResponse,
    },
  },
} as const;
