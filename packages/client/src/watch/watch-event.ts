import { type Event, EventType } from "@keyval/api";
import { toText } from "../kv/bytes.js";
import { type Entry, entryOf } from "../kv/entry.js";
import type { Scope } from "../kv/scope.js";

/** What happened to a key. */
export type WatchEvent<Value> = PutEvent<Value> | DeleteEvent<Value>;

export interface PutEvent<Value> {
  readonly type: "put";
  readonly key: string;
  readonly revision: number;
  readonly entry: Entry<Value>;
  /** What was there before, if that was asked for and is not compacted. */
  readonly previous: Entry<Value> | undefined;
}

export interface DeleteEvent<Value> {
  readonly type: "delete";
  readonly key: string;
  readonly keyBytes: Uint8Array;
  readonly revision: number;
  /** What was there before, if that was asked for and is not compacted. */
  readonly previous: Entry<Value> | undefined;
}

export function eventOf<Value>({ type, kv, prevKv }: Event, scope: Scope<never, Value>): WatchEvent<Value> {
  const { codec, space } = scope;
  if (kv === undefined) throw new TypeError("an event without a key");
  const previous = prevKv && entryOf(prevKv, space, codec);
  if (type === EventType.PUT) {
    const entry = entryOf(kv, space, codec);
    return { type: "put", key: entry.key, revision: kv.modRevision, entry, previous };
  }
  const keyBytes = space.inside(kv.key);
  return { type: "delete", key: toText(keyBytes), keyBytes, revision: kv.modRevision, previous };
}
