// Generated from etcdserverpb/kv.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { appended, NO_BYTES, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { ResponseHeader } from "./header.js";
import { KeyValue } from "../mvccpb/kv.js";

export const SortOrder = {
  NONE: 0,
  ASCEND: 1,
  DESCEND: 2,
} as const;

export type SortOrder = (typeof SortOrder)[keyof typeof SortOrder];

export const SortTarget = {
  KEY: 0,
  VERSION: 1,
  CREATE: 2,
  MOD: 3,
  VALUE: 4,
} as const;

export type SortTarget = (typeof SortTarget)[keyof typeof SortTarget];

/**
 * Reads keys. They are `key` alone if `range_end` is empty, all from `key` on if it is the byte 0, otherwise those from
 * `key` up to, not including, `range_end`.
 */
export interface RangeRequest {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
  /** How many keys to return at most; 0 for all. */
  readonly limit: number;
  /** The revision to read at; the latest if it is not positive. */
  readonly revision: number;
  readonly sortOrder: SortOrder;
  readonly sortTarget: SortTarget;
  /** Whether the member may answer from what it has, without asking the others. */
  readonly serializable: boolean;
  readonly keysOnly: boolean;
  readonly countOnly: boolean;
  readonly minModRevision: number;
  readonly maxModRevision: number;
  readonly minCreateRevision: number;
  readonly maxCreateRevision: number;
}

function createRangeRequest(init: Init<RangeRequest> = {}): RangeRequest {
  return {
    key: init.key ?? NO_BYTES,
    rangeEnd: init.rangeEnd ?? NO_BYTES,
    limit: init.limit ?? 0,
    revision: init.revision ?? 0,
    sortOrder: init.sortOrder ?? 0,
    sortTarget: init.sortTarget ?? 0,
    serializable: init.serializable ?? false,
    keysOnly: init.keysOnly ?? false,
    countOnly: init.countOnly ?? false,
    minModRevision: init.minModRevision ?? 0,
    maxModRevision: init.maxModRevision ?? 0,
    minCreateRevision: init.minCreateRevision ?? 0,
    maxCreateRevision: init.maxCreateRevision ?? 0,
  };
}

const EMPTY_RANGE_REQUEST = createRangeRequest();

function readRangeRequest(reader: Reader, end: number, from = EMPTY_RANGE_REQUEST): RangeRequest {
  let {
    key,
    rangeEnd,
    limit,
    revision,
    sortOrder,
    sortTarget,
    serializable,
    keysOnly,
    countOnly,
    minModRevision,
    maxModRevision,
    minCreateRevision,
    maxCreateRevision,
  } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        key = reader.bytes();
        break;
      case 2:
        rangeEnd = reader.bytes();
        break;
      case 3:
        limit = reader.int64();
        break;
      case 4:
        revision = reader.int64();
        break;
      case 5:
        sortOrder = reader.int32() as SortOrder;
        break;
      case 6:
        sortTarget = reader.int32() as SortTarget;
        break;
      case 7:
        serializable = reader.bool();
        break;
      case 8:
        keysOnly = reader.bool();
        break;
      case 9:
        countOnly = reader.bool();
        break;
      case 10:
        minModRevision = reader.int64();
        break;
      case 11:
        maxModRevision = reader.int64();
        break;
      case 12:
        minCreateRevision = reader.int64();
        break;
      case 13:
        maxCreateRevision = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return {
    key,
    rangeEnd,
    limit,
    revision,
    sortOrder,
    sortTarget,
    serializable,
    keysOnly,
    countOnly,
    minModRevision,
    maxModRevision,
    minCreateRevision,
    maxCreateRevision,
  };
}

function writeRangeRequest(message: Init<RangeRequest>, writer: Writer): void {
  writer.int64(13, message.maxCreateRevision);
  writer.int64(12, message.minCreateRevision);
  writer.int64(11, message.maxModRevision);
  writer.int64(10, message.minModRevision);
  writer.bool(9, message.countOnly);
  writer.bool(8, message.keysOnly);
  writer.bool(7, message.serializable);
  writer.int32(6, message.sortTarget);
  writer.int32(5, message.sortOrder);
  writer.int64(4, message.revision);
  writer.int64(3, message.limit);
  writer.bytes(2, message.rangeEnd);
  writer.bytes(1, message.key);
}

export const RangeRequest = messageCodec<RangeRequest>({
  name: "etcdserverpb.RangeRequest",
  create: createRangeRequest,
  read: readRangeRequest,
  write: writeRangeRequest,
});

export interface RangeResponse {
  readonly header: ResponseHeader | undefined;
  readonly kvs: readonly KeyValue[];
  /** Whether the limit cut keys off. */
  readonly more: boolean;
  /** How many keys the range has, whatever the limit. */
  readonly count: number;
}

function createRangeResponse(init: Init<RangeResponse> = {}): RangeResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    kvs: init.kvs?.map((element) => KeyValue.create(element)) ?? NONE,
    more: init.more ?? false,
    count: init.count ?? 0,
  };
}

const EMPTY_RANGE_RESPONSE = createRangeResponse();

function readRangeResponse(reader: Reader, end: number, from = EMPTY_RANGE_RESPONSE): RangeResponse {
  let { header, kvs, more, count } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        kvs = appended(kvs, KeyValue.read(reader, reader.messageEnd()));
        break;
      case 3:
        more = reader.bool();
        break;
      case 4:
        count = reader.int64();
        break;
      default:
        reader.skip();
    }
  }
  return { header, kvs, more, count };
}

function writeRangeResponse(message: Init<RangeResponse>, writer: Writer): void {
  writer.int64(4, message.count);
  writer.bool(3, message.more);
  const { kvs = NONE } = message;
  for (let i = kvs.length - 1; i >= 0; i--) {
    const before = writer.length;
    KeyValue.write(kvs[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const RangeResponse = messageCodec<RangeResponse>({
  name: "etcdserverpb.RangeResponse",
  create: createRangeResponse,
  read: readRangeResponse,
  write: writeRangeResponse,
});

export interface RangeStreamResponse {
  readonly rangeResponse: RangeResponse | undefined;
}

function createRangeStreamResponse(init: Init<RangeStreamResponse> = {}): RangeStreamResponse {
  return {
    rangeResponse: init.rangeResponse && RangeResponse.create(init.rangeResponse),
  };
}

const EMPTY_RANGE_STREAM_RESPONSE = createRangeStreamResponse();

function readRangeStreamResponse(reader: Reader, end: number, from = EMPTY_RANGE_STREAM_RESPONSE): RangeStreamResponse {
  let { rangeResponse } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        rangeResponse = RangeResponse.read(reader, reader.messageEnd(), rangeResponse);
        break;
      default:
        reader.skip();
    }
  }
  return { rangeResponse };
}

function writeRangeStreamResponse(message: Init<RangeStreamResponse>, writer: Writer): void {
  if (message.rangeResponse !== undefined) {
    const before = writer.length;
    RangeResponse.write(message.rangeResponse, writer);
    writer.wrap(1, before);
  }
}

export const RangeStreamResponse = messageCodec<RangeStreamResponse>({
  name: "etcdserverpb.RangeStreamResponse",
  create: createRangeStreamResponse,
  read: readRangeStreamResponse,
  write: writeRangeStreamResponse,
});

export interface PutRequest {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly lease: Id;
  readonly prevKv: boolean;
  /** Keeps the value that the key has. */
  readonly ignoreValue: boolean;
  /** Keeps the lease that the key has. */
  readonly ignoreLease: boolean;
}

function createPutRequest(init: Init<PutRequest> = {}): PutRequest {
  return {
    key: init.key ?? NO_BYTES,
    value: init.value ?? NO_BYTES,
    lease: init.lease ?? 0,
    prevKv: init.prevKv ?? false,
    ignoreValue: init.ignoreValue ?? false,
    ignoreLease: init.ignoreLease ?? false,
  };
}

const EMPTY_PUT_REQUEST = createPutRequest();

function readPutRequest(reader: Reader, end: number, from = EMPTY_PUT_REQUEST): PutRequest {
  let { key, value, lease, prevKv, ignoreValue, ignoreLease } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        key = reader.bytes();
        break;
      case 2:
        value = reader.bytes();
        break;
      case 3:
        lease = reader.signedId();
        break;
      case 4:
        prevKv = reader.bool();
        break;
      case 5:
        ignoreValue = reader.bool();
        break;
      case 6:
        ignoreLease = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { key, value, lease, prevKv, ignoreValue, ignoreLease };
}

function writePutRequest(message: Init<PutRequest>, writer: Writer): void {
  writer.bool(6, message.ignoreLease);
  writer.bool(5, message.ignoreValue);
  writer.bool(4, message.prevKv);
  writer.id(3, message.lease);
  writer.bytes(2, message.value);
  writer.bytes(1, message.key);
}

export const PutRequest = messageCodec<PutRequest>({
  name: "etcdserverpb.PutRequest",
  create: createPutRequest,
  read: readPutRequest,
  write: writePutRequest,
});

export interface PutResponse {
  readonly header: ResponseHeader | undefined;
  readonly prevKv: KeyValue | undefined;
}

function createPutResponse(init: Init<PutResponse> = {}): PutResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    prevKv: init.prevKv && KeyValue.create(init.prevKv),
  };
}

const EMPTY_PUT_RESPONSE = createPutResponse();

function readPutResponse(reader: Reader, end: number, from = EMPTY_PUT_RESPONSE): PutResponse {
  let { header, prevKv } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        prevKv = KeyValue.read(reader, reader.messageEnd(), prevKv);
        break;
      default:
        reader.skip();
    }
  }
  return { header, prevKv };
}

function writePutResponse(message: Init<PutResponse>, writer: Writer): void {
  if (message.prevKv !== undefined) {
    const before = writer.length;
    KeyValue.write(message.prevKv, writer);
    writer.wrap(2, before);
  }
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const PutResponse = messageCodec<PutResponse>({
  name: "etcdserverpb.PutResponse",
  create: createPutResponse,
  read: readPutResponse,
  write: writePutResponse,
});

export interface DeleteRangeRequest {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
  readonly prevKv: boolean;
}

function createDeleteRangeRequest(init: Init<DeleteRangeRequest> = {}): DeleteRangeRequest {
  return {
    key: init.key ?? NO_BYTES,
    rangeEnd: init.rangeEnd ?? NO_BYTES,
    prevKv: init.prevKv ?? false,
  };
}

const EMPTY_DELETE_RANGE_REQUEST = createDeleteRangeRequest();

function readDeleteRangeRequest(reader: Reader, end: number, from = EMPTY_DELETE_RANGE_REQUEST): DeleteRangeRequest {
  let { key, rangeEnd, prevKv } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        key = reader.bytes();
        break;
      case 2:
        rangeEnd = reader.bytes();
        break;
      case 3:
        prevKv = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { key, rangeEnd, prevKv };
}

function writeDeleteRangeRequest(message: Init<DeleteRangeRequest>, writer: Writer): void {
  writer.bool(3, message.prevKv);
  writer.bytes(2, message.rangeEnd);
  writer.bytes(1, message.key);
}

export const DeleteRangeRequest = messageCodec<DeleteRangeRequest>({
  name: "etcdserverpb.DeleteRangeRequest",
  create: createDeleteRangeRequest,
  read: readDeleteRangeRequest,
  write: writeDeleteRangeRequest,
});

export interface DeleteRangeResponse {
  readonly header: ResponseHeader | undefined;
  readonly deleted: number;
  readonly prevKvs: readonly KeyValue[];
}

function createDeleteRangeResponse(init: Init<DeleteRangeResponse> = {}): DeleteRangeResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    deleted: init.deleted ?? 0,
    prevKvs: init.prevKvs?.map((element) => KeyValue.create(element)) ?? NONE,
  };
}

const EMPTY_DELETE_RANGE_RESPONSE = createDeleteRangeResponse();

function readDeleteRangeResponse(reader: Reader, end: number, from = EMPTY_DELETE_RANGE_RESPONSE): DeleteRangeResponse {
  let { header, deleted, prevKvs } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        deleted = reader.int64();
        break;
      case 3:
        prevKvs = appended(prevKvs, KeyValue.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, deleted, prevKvs };
}

function writeDeleteRangeResponse(message: Init<DeleteRangeResponse>, writer: Writer): void {
  const { prevKvs = NONE } = message;
  for (let i = prevKvs.length - 1; i >= 0; i--) {
    const before = writer.length;
    KeyValue.write(prevKvs[i] ?? {}, writer);
    writer.wrap(3, before);
  }
  writer.int64(2, message.deleted);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const DeleteRangeResponse = messageCodec<DeleteRangeResponse>({
  name: "etcdserverpb.DeleteRangeResponse",
  create: createDeleteRangeResponse,
  read: readDeleteRangeResponse,
  write: writeDeleteRangeResponse,
});

/** One operation of a transaction. */
export interface RequestOp {
  readonly requestRange: RangeRequest | undefined;
  readonly requestPut: PutRequest | undefined;
  readonly requestDeleteRange: DeleteRangeRequest | undefined;
  readonly requestTxn: TxnRequest | undefined;
}

function createRequestOp(init: Init<RequestOp> = {}): RequestOp {
  return {
    requestRange: init.requestRange && RangeRequest.create(init.requestRange),
    requestPut: init.requestPut && PutRequest.create(init.requestPut),
    requestDeleteRange: init.requestDeleteRange && DeleteRangeRequest.create(init.requestDeleteRange),
    requestTxn: init.requestTxn && TxnRequest.create(init.requestTxn),
  };
}

const EMPTY_REQUEST_OP = createRequestOp();

function readRequestOp(reader: Reader, end: number, from = EMPTY_REQUEST_OP): RequestOp {
  let { requestRange, requestPut, requestDeleteRange, requestTxn } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        requestRange = RangeRequest.read(reader, reader.messageEnd(), requestRange);
        requestPut = undefined;
        requestDeleteRange = undefined;
        requestTxn = undefined;
        break;
      case 2:
        requestPut = PutRequest.read(reader, reader.messageEnd(), requestPut);
        requestRange = undefined;
        requestDeleteRange = undefined;
        requestTxn = undefined;
        break;
      case 3:
        requestDeleteRange = DeleteRangeRequest.read(reader, reader.messageEnd(), requestDeleteRange);
        requestRange = undefined;
        requestPut = undefined;
        requestTxn = undefined;
        break;
      case 4:
        requestTxn = TxnRequest.read(reader, reader.descend(), requestTxn);
        reader.ascend();
        requestRange = undefined;
        requestPut = undefined;
        requestDeleteRange = undefined;
        break;
      default:
        reader.skip();
    }
  }
  return { requestRange, requestPut, requestDeleteRange, requestTxn };
}

function writeRequestOp(message: Init<RequestOp>, writer: Writer): void {
  if (message.requestTxn !== undefined) {
    const before = writer.length;
    TxnRequest.write(message.requestTxn, writer);
    writer.wrap(4, before);
  }
  if (message.requestDeleteRange !== undefined) {
    const before = writer.length;
    DeleteRangeRequest.write(message.requestDeleteRange, writer);
    writer.wrap(3, before);
  }
  if (message.requestPut !== undefined) {
    const before = writer.length;
    PutRequest.write(message.requestPut, writer);
    writer.wrap(2, before);
  }
  if (message.requestRange !== undefined) {
    const before = writer.length;
    RangeRequest.write(message.requestRange, writer);
    writer.wrap(1, before);
  }
}

export const RequestOp = messageCodec<RequestOp>({
  name: "etcdserverpb.RequestOp",
  create: createRequestOp,
  read: readRequestOp,
  write: writeRequestOp,
});

export interface ResponseOp {
  readonly responseRange: RangeResponse | undefined;
  readonly responsePut: PutResponse | undefined;
  readonly responseDeleteRange: DeleteRangeResponse | undefined;
  readonly responseTxn: TxnResponse | undefined;
}

function createResponseOp(init: Init<ResponseOp> = {}): ResponseOp {
  return {
    responseRange: init.responseRange && RangeResponse.create(init.responseRange),
    responsePut: init.responsePut && PutResponse.create(init.responsePut),
    responseDeleteRange: init.responseDeleteRange && DeleteRangeResponse.create(init.responseDeleteRange),
    responseTxn: init.responseTxn && TxnResponse.create(init.responseTxn),
  };
}

const EMPTY_RESPONSE_OP = createResponseOp();

function readResponseOp(reader: Reader, end: number, from = EMPTY_RESPONSE_OP): ResponseOp {
  let { responseRange, responsePut, responseDeleteRange, responseTxn } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        responseRange = RangeResponse.read(reader, reader.messageEnd(), responseRange);
        responsePut = undefined;
        responseDeleteRange = undefined;
        responseTxn = undefined;
        break;
      case 2:
        responsePut = PutResponse.read(reader, reader.messageEnd(), responsePut);
        responseRange = undefined;
        responseDeleteRange = undefined;
        responseTxn = undefined;
        break;
      case 3:
        responseDeleteRange = DeleteRangeResponse.read(reader, reader.messageEnd(), responseDeleteRange);
        responseRange = undefined;
        responsePut = undefined;
        responseTxn = undefined;
        break;
      case 4:
        responseTxn = TxnResponse.read(reader, reader.descend(), responseTxn);
        reader.ascend();
        responseRange = undefined;
        responsePut = undefined;
        responseDeleteRange = undefined;
        break;
      default:
        reader.skip();
    }
  }
  return { responseRange, responsePut, responseDeleteRange, responseTxn };
}

function writeResponseOp(message: Init<ResponseOp>, writer: Writer): void {
  if (message.responseTxn !== undefined) {
    const before = writer.length;
    TxnResponse.write(message.responseTxn, writer);
    writer.wrap(4, before);
  }
  if (message.responseDeleteRange !== undefined) {
    const before = writer.length;
    DeleteRangeResponse.write(message.responseDeleteRange, writer);
    writer.wrap(3, before);
  }
  if (message.responsePut !== undefined) {
    const before = writer.length;
    PutResponse.write(message.responsePut, writer);
    writer.wrap(2, before);
  }
  if (message.responseRange !== undefined) {
    const before = writer.length;
    RangeResponse.write(message.responseRange, writer);
    writer.wrap(1, before);
  }
}

export const ResponseOp = messageCodec<ResponseOp>({
  name: "etcdserverpb.ResponseOp",
  create: createResponseOp,
  read: readResponseOp,
  write: writeResponseOp,
});

export const CompareResult = {
  EQUAL: 0,
  GREATER: 1,
  LESS: 2,
  NOT_EQUAL: 3,
} as const;

export type CompareResult = (typeof CompareResult)[keyof typeof CompareResult];

export const CompareTarget = {
  VERSION: 0,
  CREATE: 1,
  MOD: 2,
  VALUE: 3,
  LEASE: 4,
} as const;

export type CompareTarget = (typeof CompareTarget)[keyof typeof CompareTarget];

/** Holds if each key of the range compares so. */
export interface Compare {
  readonly result: CompareResult;
  readonly target: CompareTarget;
  readonly key: Uint8Array;
  readonly version: number | undefined;
  readonly createRevision: number | undefined;
  readonly modRevision: number | undefined;
  readonly value: Uint8Array | undefined;
  readonly lease: Id | undefined;
  readonly rangeEnd: Uint8Array;
}

function createCompare(init: Init<Compare> = {}): Compare {
  return {
    result: init.result ?? 0,
    target: init.target ?? 0,
    key: init.key ?? NO_BYTES,
    version: init.version,
    createRevision: init.createRevision,
    modRevision: init.modRevision,
    value: init.value,
    lease: init.lease,
    rangeEnd: init.rangeEnd ?? NO_BYTES,
  };
}

const EMPTY_COMPARE = createCompare();

function readCompare(reader: Reader, end: number, from = EMPTY_COMPARE): Compare {
  let { result, target, key, version, createRevision, modRevision, value, lease, rangeEnd } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        result = reader.int32() as CompareResult;
        break;
      case 2:
        target = reader.int32() as CompareTarget;
        break;
      case 3:
        key = reader.bytes();
        break;
      case 4:
        version = reader.int64();
        createRevision = undefined;
        modRevision = undefined;
        value = undefined;
        lease = undefined;
        break;
      case 5:
        createRevision = reader.int64();
        version = undefined;
        modRevision = undefined;
        value = undefined;
        lease = undefined;
        break;
      case 6:
        modRevision = reader.int64();
        version = undefined;
        createRevision = undefined;
        value = undefined;
        lease = undefined;
        break;
      case 7:
        value = reader.bytes();
        version = undefined;
        createRevision = undefined;
        modRevision = undefined;
        lease = undefined;
        break;
      case 8:
        lease = reader.signedId();
        version = undefined;
        createRevision = undefined;
        modRevision = undefined;
        value = undefined;
        break;
      case 64:
        rangeEnd = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  return { result, target, key, version, createRevision, modRevision, value, lease, rangeEnd };
}

function writeCompare(message: Init<Compare>, writer: Writer): void {
  writer.bytes(64, message.rangeEnd);
  if (message.lease !== undefined) writer.idValue(8, message.lease);
  if (message.value !== undefined) writer.bytesValue(7, message.value);
  if (message.modRevision !== undefined) writer.int64Value(6, message.modRevision);
  if (message.createRevision !== undefined) writer.int64Value(5, message.createRevision);
  if (message.version !== undefined) writer.int64Value(4, message.version);
  writer.bytes(3, message.key);
  writer.int32(2, message.target);
  writer.int32(1, message.result);
}

export const Compare = messageCodec<Compare>({
  name: "etcdserverpb.Compare",
  create: createCompare,
  read: readCompare,
  write: writeCompare,
});

/** Does everything in `success` if all compares hold, otherwise everything in `failure`, as one step. */
export interface TxnRequest {
  readonly compare: readonly Compare[];
  readonly success: readonly RequestOp[];
  readonly failure: readonly RequestOp[];
}

function createTxnRequest(init: Init<TxnRequest> = {}): TxnRequest {
  return {
    compare: init.compare?.map((element) => Compare.create(element)) ?? NONE,
    success: init.success?.map((element) => RequestOp.create(element)) ?? NONE,
    failure: init.failure?.map((element) => RequestOp.create(element)) ?? NONE,
  };
}

const EMPTY_TXN_REQUEST = createTxnRequest();

function readTxnRequest(reader: Reader, end: number, from = EMPTY_TXN_REQUEST): TxnRequest {
  let { compare, success, failure } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        compare = appended(compare, Compare.read(reader, reader.messageEnd()));
        break;
      case 2:
        success = appended(success, RequestOp.read(reader, reader.descend()));
        reader.ascend();
        break;
      case 3:
        failure = appended(failure, RequestOp.read(reader, reader.descend()));
        reader.ascend();
        break;
      default:
        reader.skip();
    }
  }
  return { compare, success, failure };
}

function writeTxnRequest(message: Init<TxnRequest>, writer: Writer): void {
  const { failure = NONE } = message;
  for (let i = failure.length - 1; i >= 0; i--) {
    const before = writer.length;
    RequestOp.write(failure[i] ?? {}, writer);
    writer.wrap(3, before);
  }
  const { success = NONE } = message;
  for (let i = success.length - 1; i >= 0; i--) {
    const before = writer.length;
    RequestOp.write(success[i] ?? {}, writer);
    writer.wrap(2, before);
  }
  const { compare = NONE } = message;
  for (let i = compare.length - 1; i >= 0; i--) {
    const before = writer.length;
    Compare.write(compare[i] ?? {}, writer);
    writer.wrap(1, before);
  }
}

export const TxnRequest = messageCodec<TxnRequest>({
  name: "etcdserverpb.TxnRequest",
  create: createTxnRequest,
  read: readTxnRequest,
  write: writeTxnRequest,
});

export interface TxnResponse {
  readonly header: ResponseHeader | undefined;
  readonly succeeded: boolean;
  /** In the order of the operations. */
  readonly responses: readonly ResponseOp[];
}

function createTxnResponse(init: Init<TxnResponse> = {}): TxnResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    succeeded: init.succeeded ?? false,
    responses: init.responses?.map((element) => ResponseOp.create(element)) ?? NONE,
  };
}

const EMPTY_TXN_RESPONSE = createTxnResponse();

function readTxnResponse(reader: Reader, end: number, from = EMPTY_TXN_RESPONSE): TxnResponse {
  let { header, succeeded, responses } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        succeeded = reader.bool();
        break;
      case 3:
        responses = appended(responses, ResponseOp.read(reader, reader.descend()));
        reader.ascend();
        break;
      default:
        reader.skip();
    }
  }
  return { header, succeeded, responses };
}

function writeTxnResponse(message: Init<TxnResponse>, writer: Writer): void {
  const { responses = NONE } = message;
  for (let i = responses.length - 1; i >= 0; i--) {
    const before = writer.length;
    ResponseOp.write(responses[i] ?? {}, writer);
    writer.wrap(3, before);
  }
  writer.bool(2, message.succeeded);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const TxnResponse = messageCodec<TxnResponse>({
  name: "etcdserverpb.TxnResponse",
  create: createTxnResponse,
  read: readTxnResponse,
  write: writeTxnResponse,
});

/** Gives up what nobody can see at `revision` or after it. */
export interface CompactionRequest {
  readonly revision: number;
  /** Whether to wait until it is gone. */
  readonly physical: boolean;
}

function createCompactionRequest(init: Init<CompactionRequest> = {}): CompactionRequest {
  return {
    revision: init.revision ?? 0,
    physical: init.physical ?? false,
  };
}

const EMPTY_COMPACTION_REQUEST = createCompactionRequest();

function readCompactionRequest(reader: Reader, end: number, from = EMPTY_COMPACTION_REQUEST): CompactionRequest {
  let { revision, physical } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        revision = reader.int64();
        break;
      case 2:
        physical = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { revision, physical };
}

function writeCompactionRequest(message: Init<CompactionRequest>, writer: Writer): void {
  writer.bool(2, message.physical);
  writer.int64(1, message.revision);
}

export const CompactionRequest = messageCodec<CompactionRequest>({
  name: "etcdserverpb.CompactionRequest",
  create: createCompactionRequest,
  read: readCompactionRequest,
  write: writeCompactionRequest,
});

export interface CompactionResponse {
  readonly header: ResponseHeader | undefined;
}

function createCompactionResponse(init: Init<CompactionResponse> = {}): CompactionResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
  };
}

const EMPTY_COMPACTION_RESPONSE = createCompactionResponse();

function readCompactionResponse(reader: Reader, end: number, from = EMPTY_COMPACTION_RESPONSE): CompactionResponse {
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

function writeCompactionResponse(message: Init<CompactionResponse>, writer: Writer): void {
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const CompactionResponse = messageCodec<CompactionResponse>({
  name: "etcdserverpb.CompactionResponse",
  create: createCompactionResponse,
  read: readCompactionResponse,
  write: writeCompactionResponse,
});

export const KV = {
  name: "etcdserverpb.KV",
  methods: {
    Range: {
      path: "/etcdserverpb.KV/Range",
      kind: "unary",
      request: RangeRequest,
      response: RangeResponse,
    },
    RangeStream: {
      path: "/etcdserverpb.KV/RangeStream",
      kind: "serverStream",
      request: RangeRequest,
      response: RangeStreamResponse,
    },
    Put: {
      path: "/etcdserverpb.KV/Put",
      kind: "unary",
      request: PutRequest,
      response: PutResponse,
    },
    DeleteRange: {
      path: "/etcdserverpb.KV/DeleteRange",
      kind: "unary",
      request: DeleteRangeRequest,
      response: DeleteRangeResponse,
    },
    Txn: {
      path: "/etcdserverpb.KV/Txn",
      kind: "unary",
      request: TxnRequest,
      response: TxnResponse,
    },
    Compact: {
      path: "/etcdserverpb.KV/Compact",
      kind: "unary",
      request: CompactionRequest,
      response: CompactionResponse,
    },
  },
} as const;
