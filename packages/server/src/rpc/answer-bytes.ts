import type {
  DeleteRangeResponse,
  KeyValue,
  LeaseLeasesResponse,
  LeaseTimeToLiveResponse,
  RangeResponse,
  ResponseOp,
  TxnResponse,
} from "@keyval/api";
import { ANSWER_BYTES_MAX, ANSWER_STEP_BYTES, MESSAGE_OWN_BYTES } from "./limits.js";
import type { Steps } from "./steps.js";

type Listed = Partial<
  Pick<RangeResponse, "kvs"> &
    Pick<DeleteRangeResponse, "prevKvs"> &
    Pick<TxnResponse, "responses"> &
    Pick<LeaseTimeToLiveResponse, "keys"> &
    Pick<LeaseLeasesResponse, "leases">
>;

/** What a key and its value pin. */
export function bytesOfPair({ key, value }: KeyValue): number {
  return MESSAGE_OWN_BYTES + key.length + value.length;
}

export function bytesOfKey(key: Uint8Array): number {
  return MESSAGE_OWN_BYTES + key.length;
}

/**
 * What an answer pins in memory, counted no further than to the first byte that is too much for any. Keys and values alone
 * can be much.
 */
export function* bytesOfAnswer(answer: unknown): Steps<number> {
  const { kvs, prevKvs, responses, keys, leases } = answer as Listed;
  const parts = responses?.flatMap(partsOf);
  let bytes = MESSAGE_OWN_BYTES * (1 + (leases?.length ?? 0));
  for (const pairs of [kvs, prevKvs]) bytes += yield* bytesOfAll(pairs ?? [], bytesOfPair);
  bytes += yield* bytesOfAll(keys ?? [], bytesOfKey);
  for (const part of parts ?? []) {
    bytes += yield* bytesOfAnswer(part);
    if (bytes > ANSWER_BYTES_MAX) return bytes;
  }
  return bytes;
}

function* bytesOfAll<T>(all: readonly T[], bytesOf: (one: T) => number): Steps<number> {
  let [bytes, seen] = [0, 0];
  for (const one of all) {
    const more = bytesOf(one);
    bytes += more;
    seen += more;
    if (bytes > ANSWER_BYTES_MAX) return bytes;
    if (seen <= ANSWER_STEP_BYTES) continue;
    seen = 0;
    yield;
  }
  return bytes;
}

function partsOf({ responseRange, responseDeleteRange, responseTxn }: ResponseOp): readonly object[] {
  const part = responseRange ?? responseDeleteRange ?? responseTxn;
  return part === undefined ? [] : [part];
}
