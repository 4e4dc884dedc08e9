// Generated from mvccpb/kv.proto.

import type { Id } from "../../id.js";
import { messageCodec, type Init } from "../../wire/message-codec.js";
import { NO_BYTES } from "../../wire/none.js";
import type { Reader } from "../../wire/reader.js";
import type { Writer } from "../../wire/writer.js";

/** One version of a key. */
export interface KeyValue {
  readonly key: Uint8Array;
  /** The revision at which the key came into being, after its last deletion. */
  readonly createRevision: number;
  /** The revision of this version. */
  readonly modRevision: number;
  /** How many versions there have been since the key came into being, with this one. */
  readonly version: number;
  readonly value: Uint8Array;
  /** The lease that the key is attached to; 0 for none. */
  readonly lease: Id;
}

function createKeyValue(init: Init<KeyValue> = {}): KeyValue {
  return {
    key: init.key ?? NO_BYTES,
    createRevision: init.createRevision ?? 0,
    modRevision: init.modRevision ?? 0,
    version: init.version ?? 0,
    value: init.value ?? NO_BYTES,
    lease: init.lease ?? 0,
  };
}

const EMPTY_KEY_VALUE = createKeyValue();

function readKeyValue(reader: Reader, end: number, from = EMPTY_KEY_VALUE): KeyValue {
  let { key, createRevision, modRevision, version, value, lease } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        key = reader.bytes();
        break;
      case 2:
        createRevision = reader.int64();
        break;
      case 3:
        modRevision = reader.int64();
        break;
      case 4:
        version = reader.int64();
        break;
      case 5:
        value = reader.bytes();
        break;
      case 6:
        lease = reader.signedId();
        break;
      default:
        reader.skip();
    }
  }
  return { key, createRevision, modRevision, version, value, lease };
}

function writeKeyValue(message: Init<KeyValue>, writer: Writer): void {
  writer.id(6, message.lease);
  writer.bytes(5, message.value);
  writer.int64(4, message.version);
  writer.int64(3, message.modRevision);
  writer.int64(2, message.createRevision);
  writer.bytes(1, message.key);
}

export const KeyValue = messageCodec<KeyValue>({
  name: "mvccpb.KeyValue",
  create: createKeyValue,
  read: readKeyValue,
  write: writeKeyValue,
});

export const EventType = {
  PUT: 0,
  DELETE: 1,
} as const;

export type EventType = (typeof EventType)[keyof typeof EventType];

/** What happened to a key at one revision. */
export interface Event {
  readonly type: EventType;
  /** The version that was put; of a deletion, the key and its revision alone. */
  readonly kv: KeyValue | undefined;
  /** The version before, if the watcher asked for it. */
  readonly prevKv: KeyValue | undefined;
}

function createEvent(init: Init<Event> = {}): Event {
  return {
    type: init.type ?? 0,
    kv: init.kv && KeyValue.create(init.kv),
    prevKv: init.prevKv && KeyValue.create(init.prevKv),
  };
}

const EMPTY_EVENT = createEvent();

function readEvent(reader: Reader, end: number, from = EMPTY_EVENT): Event {
  let { type, kv, prevKv } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        type = reader.int32() as EventType;
        break;
      case 2:
        kv = KeyValue.read(reader, reader.messageEnd(), kv);
        break;
      case 3:
        prevKv = KeyValue.read(reader, reader.messageEnd(), prevKv);
        break;
      default:
        reader.skip();
    }
  }
  return { type, kv, prevKv };
}

function writeEvent(message: Init<Event>, writer: Writer): void {
  if (message.prevKv !== undefined) {
    const before = writer.length;
    KeyValue.write(message.prevKv, writer);
    writer.wrap(3, before);
  }
  if (message.kv !== undefined) {
    const before = writer.length;
    KeyValue.write(message.kv, writer);
    writer.wrap(2, before);
  }
  writer.int32(1, message.type);
}

export const Event = messageCodec<Event>({
  name: "mvccpb.Event",
  create: createEvent,
  read: readEvent,
  write: writeEvent,
});
