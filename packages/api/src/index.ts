export { CommandKind } from "./entry/command-kind.js";
export { BARE_HEADER, bareHeader, bodyOf, decodeEntry, encodeEntry, kindOf } from "./entry/entry.js";
export { errors, statusOf, watchRefusals } from "./errors.js";
export * from "./generated/etcdserverpb/header.js";
export * from "./generated/etcdserverpb/kv.js";
export * from "./generated/etcdserverpb/lease.js";
export * from "./generated/etcdserverpb/watch.js";
export * from "./generated/mvccpb/kv.js";
export { DecodeError } from "./wire/decode-error.js";
export { NO_BYTES } from "./wire/none.js";
export { Reader } from "./wire/reader.js";
export { Writer } from "./wire/writer.js";

export type { CommandId, EntryHeader, HeadedEntry, KeySpan } from "./entry/entry.js";
export type { ErrorName, Status } from "./errors.js";
export type { Id } from "./id.js";
export type { DecodeErrorCode } from "./wire/decode-error.js";
export type { Init, MessageCodec } from "./wire/message-codec.js";
