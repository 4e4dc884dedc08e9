import type { Id, KeyValue } from "@keyval/api";
import { toText } from "./bytes.js";
import type { Codec } from "./codec.js";
import type { KeySpace } from "./key-space.js";

/** A key with its value, as it was at some revision. */
export interface Entry<Value> {
  readonly key: string;
  /** The key as it is: `key` shows what is no UTF-8 as replacement characters. */
  readonly keyBytes: Uint8Array;
  readonly value: Value;
  /** Of the version. */
  readonly revision: number;
  /** At which the key came into being. */
  readonly createRevision: number;
  /** How many versions there have been since then, with this one. */
  readonly version: number;
  /** Of the lease that it lives by; 0 for none. */
  readonly lease: Id;
}

export function entryOf<Value>(kv: KeyValue, space: KeySpace, codec: Codec<never, Value>): Entry<Value> {
  const keyBytes = space.inside(kv.key);
  return {
    key: toText(keyBytes),
    keyBytes,
    value: codec.decode(kv.value),
    revision: kv.modRevision,
    createRevision: kv.createRevision,
    version: kv.version,
    lease: kv.lease,
  };
}
