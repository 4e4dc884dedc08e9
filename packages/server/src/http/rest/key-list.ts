import { RangeRequest, type KeyValue } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { KvHandlers } from "../../rpc/kv.js";
import type { Reply } from "../../rpc/reply.js";
import { PAGE_BYTES } from "../limits.js";

export interface ListRequest {
  readonly prefix: Uint8Array;
  /** The page begins behind this key. */
  readonly after: Uint8Array | undefined;
  readonly limit: number;
  /** 0 for the present one. */
  readonly revision: number;
  readonly serializable: boolean;
}

export interface KeyPage {
  readonly items: readonly KeyValue[];
  /** Keys with the prefix, on this page or not. */
  readonly count: number;
  readonly revision: number;
  /** The key behind which the next page begins; undefined for the last one. */
  readonly next: Uint8Array | undefined;
}

const ZERO = Uint8Array.of(0);

/** All keys with a prefix, as etcd asks for them. */
export function keysWithPrefix(prefix: Uint8Array): { readonly key: Uint8Array; readonly rangeEnd: Uint8Array } {
  return { key: prefix.length === 0 ? ZERO : prefix, rangeEnd: endOfPrefix(prefix) };
}

/** A page of keys in their order, at one revision for all that is said on it; it is cut where its values grow too large. */
export function listKeys(kv: KvHandlers, request: ListRequest, reply: Reply<KeyPage>): { cancel(): void } {
  const { serializable } = request;
  let cancel = (): void => undefined;
  const all = keysWithPrefix(request.prefix);
  const counting = RangeRequest.create({ ...all, serializable, revision: request.revision, countOnly: true });
  kv.range(counting, (answer) => {
    if (answer instanceof Refusal) {
      reply(answer);
      return;
    }
    const revision = request.revision === 0 ? (answer.header?.revision ?? 0) : request.revision;
    cancel = readPage(kv, request, revision, (items) => {
      if (items instanceof Refusal) reply(items);
      else
        reply({
          items: items.kvs,
          count: answer.count,
          revision,
          next: items.isLast ? undefined : items.kvs.at(-1)?.key,
        });
    });
  });
  return {
    cancel: () => {
      cancel();
    },
  };
}

interface Items {
  readonly kvs: KeyValue[];
  readonly isLast: boolean;
}

/** Returns what gives it up. */
function readPage(
  kv: KvHandlers,
  { prefix, after, limit }: ListRequest,
  revision: number,
  reply: Reply<Items>,
): () => void {
  const { key, rangeEnd } = keysWithPrefix(prefix);
  const first = after === undefined ? key : Buffer.concat([after, ZERO]);
  const kvs: KeyValue[] = [];
  let bytes = 0;
  const page = RangeRequest.create({ key: first, rangeEnd, limit: limit + 1, revision, serializable: true });
  const stream = kv.rangeStream(page, {
    piece: (piece, isEnd) => {
      for (const one of piece.kvs) {
        if (kvs.length > 0 && (kvs.length === limit || bytes + one.value.length > PAGE_BYTES)) {
          stream.cancel();
          reply({ kvs, isLast: false });
          return false;
        }
        kvs.push(one);
        bytes += one.key.length + one.value.length;
      }
      if (isEnd) reply({ kvs, isLast: true });
      return true;
    },
    failed: reply,
  });
  return () => {
    stream.cancel();
  };
}

/** The first key behind all those with the prefix; zero, which stands for the end of all keys, if there is none. */
function endOfPrefix(prefix: Uint8Array): Uint8Array {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return ZERO;
  const end = prefix.slice(0, last + 1);
  end[last] = (end[last] ?? 0) + 1;
  return end;
}
