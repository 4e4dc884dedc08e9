// Generated from etcdserverpb/watch.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { appended, NO_BYTES, NONE } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";
import { ResponseHeader } from "./header.js";
import { Event } from "../mvccpb/kv.js";

export interface WatchRequest {
  readonly createRequest: WatchCreateRequest | undefined;
  readonly cancelRequest: WatchCancelRequest | undefined;
  readonly progressRequest: WatchProgressRequest | undefined;
}

function createWatchRequest(init: Init<WatchRequest> = {}): WatchRequest {
  return {
    createRequest: init.createRequest && WatchCreateRequest.create(init.createRequest),
    cancelRequest: init.cancelRequest && WatchCancelRequest.create(init.cancelRequest),
    progressRequest: init.progressRequest && WatchProgressRequest.create(init.progressRequest),
  };
}

const EMPTY_WATCH_REQUEST = createWatchRequest();

function readWatchRequest(reader: Reader, end: number, from = EMPTY_WATCH_REQUEST): WatchRequest {
  let { createRequest, cancelRequest, progressRequest } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        createRequest = WatchCreateRequest.read(reader, reader.messageEnd(), createRequest);
        cancelRequest = undefined;
        progressRequest = undefined;
        break;
      case 2:
        cancelRequest = WatchCancelRequest.read(reader, reader.messageEnd(), cancelRequest);
        createRequest = undefined;
        progressRequest = undefined;
        break;
      case 3:
        progressRequest = WatchProgressRequest.read(reader, reader.messageEnd(), progressRequest);
        createRequest = undefined;
        cancelRequest = undefined;
        break;
      default:
        reader.skip();
    }
  }
  return { createRequest, cancelRequest, progressRequest };
}

function writeWatchRequest(message: Init<WatchRequest>, writer: Writer): void {
  if (message.progressRequest !== undefined) {
    const before = writer.length;
    WatchProgressRequest.write(message.progressRequest, writer);
    writer.wrap(3, before);
  }
  if (message.cancelRequest !== undefined) {
    const before = writer.length;
    WatchCancelRequest.write(message.cancelRequest, writer);
    writer.wrap(2, before);
  }
  if (message.createRequest !== undefined) {
    const before = writer.length;
    WatchCreateRequest.write(message.createRequest, writer);
    writer.wrap(1, before);
  }
}

export const WatchRequest = messageCodec<WatchRequest>({
  name: "etcdserverpb.WatchRequest",
  create: createWatchRequest,
  read: readWatchRequest,
  write: writeWatchRequest,
});

/** Events that the watcher does not want. */
export const FilterType = {
  NOPUT: 0,
  NODELETE: 1,
} as const;

export type FilterType = (typeof FilterType)[keyof typeof FilterType];

export interface WatchCreateRequest {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
  /** The first revision of interest; 0 for what comes from now on. */
  readonly startRevision: number;
  /** Whether to be told from time to time how far an idle watcher has come. */
  readonly progressNotify: boolean;
  readonly filters: readonly FilterType[];
  readonly prevKv: boolean;
  /** The watcher's name on this stream; 0 lets the server choose. */
  readonly watchId: Id;
  /** Whether the events of one revision may come in several responses. */
  readonly fragment: boolean;
}

function createWatchCreateRequest(init: Init<WatchCreateRequest> = {}): WatchCreateRequest {
  return {
    key: init.key ?? NO_BYTES,
    rangeEnd: init.rangeEnd ?? NO_BYTES,
    startRevision: init.startRevision ?? 0,
    progressNotify: init.progressNotify ?? false,
    filters: init.filters ?? NONE,
    prevKv: init.prevKv ?? false,
    watchId: init.watchId ?? 0,
    fragment: init.fragment ?? false,
  };
}

const EMPTY_WATCH_CREATE_REQUEST = createWatchCreateRequest();

function readWatchCreateRequest(reader: Reader, end: number, from = EMPTY_WATCH_CREATE_REQUEST): WatchCreateRequest {
  let { key, rangeEnd, startRevision, progressNotify, filters, prevKv, watchId, fragment } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        key = reader.bytes();
        break;
      case 2:
        rangeEnd = reader.bytes();
        break;
      case 3:
        startRevision = reader.int64();
        break;
      case 4:
        progressNotify = reader.bool();
        break;
      case 5:
        filters = reader.packed(filters, () => reader.int32() as FilterType);
        break;
      case 6:
        prevKv = reader.bool();
        break;
      case 7:
        watchId = reader.signedId();
        break;
      case 8:
        fragment = reader.bool();
        break;
      default:
        reader.skip();
    }
  }
  return { key, rangeEnd, startRevision, progressNotify, filters, prevKv, watchId, fragment };
}

function writeWatchCreateRequest(message: Init<WatchCreateRequest>, writer: Writer): void {
  writer.bool(8, message.fragment);
  writer.id(7, message.watchId);
  writer.bool(6, message.prevKv);
  writer.packedInt64(5, message.filters);
  writer.bool(4, message.progressNotify);
  writer.int64(3, message.startRevision);
  writer.bytes(2, message.rangeEnd);
  writer.bytes(1, message.key);
}

export const WatchCreateRequest = messageCodec<WatchCreateRequest>({
  name: "etcdserverpb.WatchCreateRequest",
  create: createWatchCreateRequest,
  read: readWatchCreateRequest,
  write: writeWatchCreateRequest,
});

export interface WatchCancelRequest {
  readonly watchId: Id;
}

function createWatchCancelRequest(init: Init<WatchCancelRequest> = {}): WatchCancelRequest {
  return {
    watchId: init.watchId ?? 0,
  };
}

const EMPTY_WATCH_CANCEL_REQUEST = createWatchCancelRequest();

function readWatchCancelRequest(reader: Reader, end: number, from = EMPTY_WATCH_CANCEL_REQUEST): WatchCancelRequest {
  let { watchId } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        watchId = reader.signedId();
        break;
      default:
        reader.skip();
    }
  }
  return { watchId };
}

function writeWatchCancelRequest(message: Init<WatchCancelRequest>, writer: Writer): void {
  writer.id(1, message.watchId);
}

export const WatchCancelRequest = messageCodec<WatchCancelRequest>({
  name: "etcdserverpb.WatchCancelRequest",
  create: createWatchCancelRequest,
  read: readWatchCancelRequest,
  write: writeWatchCancelRequest,
});

/** Asks how far the stream as a whole has come. */
export type WatchProgressRequest = Readonly<Record<string, never>>;

function createWatchProgressRequest(): WatchProgressRequest {
  return {};
}

const EMPTY_WATCH_PROGRESS_REQUEST = createWatchProgressRequest();

function readWatchProgressRequest(
  reader: Reader,
  end: number,
  from = EMPTY_WATCH_PROGRESS_REQUEST,
): WatchProgressRequest {
  while (reader.hasMore(end)) {
    reader.field();
    reader.skip();
  }
  return from;
}

function writeWatchProgressRequest(): void {
  // There is nothing to write.
}

export const WatchProgressRequest = messageCodec<WatchProgressRequest>({
  name: "etcdserverpb.WatchProgressRequest",
  create: createWatchProgressRequest,
  read: readWatchProgressRequest,
  write: writeWatchProgressRequest,
});

export interface WatchResponse {
  readonly header: ResponseHeader | undefined;
  readonly watchId: Id;
  readonly created: boolean;
  readonly canceled: boolean;
  /** Set if the watcher was cancelled because the events it needs are compacted: the first revision to watch from. */
  readonly compactRevision: number;
  readonly cancelReason: string;
  /** Whether more events of this revision follow in the next response. */
  readonly fragment: boolean;
  readonly events: readonly Event[];
}

function createWatchResponse(init: Init<WatchResponse> = {}): WatchResponse {
  return {
    header: init.header && ResponseHeader.create(init.header),
    watchId: init.watchId ?? 0,
    created: init.created ?? false,
    canceled: init.canceled ?? false,
    compactRevision: init.compactRevision ?? 0,
    cancelReason: init.cancelReason ?? "",
    fragment: init.fragment ?? false,
    events: init.events?.map((element) => Event.create(element)) ?? NONE,
  };
}

const EMPTY_WATCH_RESPONSE = createWatchResponse();

function readWatchResponse(reader: Reader, end: number, from = EMPTY_WATCH_RESPONSE): WatchResponse {
  let { header, watchId, created, canceled, compactRevision, cancelReason, fragment, events } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        header = ResponseHeader.read(reader, reader.messageEnd(), header);
        break;
      case 2:
        watchId = reader.signedId();
        break;
      case 3:
        created = reader.bool();
        break;
      case 4:
        canceled = reader.bool();
        break;
      case 5:
        compactRevision = reader.int64();
        break;
      case 6:
        cancelReason = reader.text();
        break;
      case 7:
        fragment = reader.bool();
        break;
      case 11:
        events = appended(events, Event.read(reader, reader.messageEnd()));
        break;
      default:
        reader.skip();
    }
  }
  return { header, watchId, created, canceled, compactRevision, cancelReason, fragment, events };
}

function writeWatchResponse(message: Init<WatchResponse>, writer: Writer): void {
  const { events = NONE } = message;
  for (let i = events.length - 1; i >= 0; i--) {
    const before = writer.length;
    Event.write(events[i] ?? {}, writer);
    writer.wrap(11, before);
  }
  writer.bool(7, message.fragment);
  writer.text(6, message.cancelReason);
  writer.int64(5, message.compactRevision);
  writer.bool(4, message.canceled);
  writer.bool(3, message.created);
  writer.id(2, message.watchId);
  if (message.header !== undefined) {
    const before = writer.length;
    ResponseHeader.write(message.header, writer);
    writer.wrap(1, before);
  }
}

export const WatchResponse = messageCodec<WatchResponse>({
  name: "etcdserverpb.WatchResponse",
  create: createWatchResponse,
  read: readWatchResponse,
  write: writeWatchResponse,
});

export const Watch = {
  name: "etcdserverpb.Watch",
  methods: {
    Watch: {
      path: "/etcdserverpb.Watch/Watch",
      kind: "bidi",
      request: WatchRequest,
      response: WatchResponse,
    },
  },
} as const;
