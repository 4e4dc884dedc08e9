import {
  DeleteRangeResponse,
  LeaseLeasesResponse,
  LeaseTimeToLiveResponse,
  RangeResponse,
  ResponseOp,
  TxnResponse,
  Writer,
} from "@keyval/api";
import { bytesOfKey, bytesOfPair } from "../rpc/answer-bytes.js";
import { ANSWER_STEP_BYTES, MESSAGE_OWN_BYTES } from "../rpc/limits.js";
import type { Steps } from "../rpc/steps.js";

/** Encodes a message piece by piece: each step is short, and the last one has all of it. */
export type Encoding = Steps<Uint8Array>;

/** The wire's type of a field that begins with its length. */
const LENGTH_BEFORE = 2;

const encoders: Readonly<Record<string, (response: never, pieces: Pieces) => Steps<void>>> = {
  [RangeResponse.name]: encodeRange,
  [DeleteRangeResponse.name]: encodeDeleteRange,
  [TxnResponse.name]: encodeTxn,
  [LeaseTimeToLiveResponse.name]: encodeTimeToLive,
  [LeaseLeasesResponse.name]: encodeLeases,
};

/** The encoding of messages that may hold any number of keys; undefined for all others, which are small. */
export function encoderOf(message: string): ((response: unknown) => Encoding) | undefined {
  const encode = encoders[message];
  return encode && ((response) => encodeWhole(response, encode));
}

function* encodeWhole(response: unknown, encode: (response: never, pieces: Pieces) => Steps<void>): Encoding {
  const pieces = new Pieces();
  yield* encode(response as never, pieces);
  return yield* pieces.joined();
}

function* encodeRange({ header, kvs, more, count }: RangeResponse, pieces: Pieces): Steps<void> {
  pieces.add(RangeResponse.encode({ more, count }));
  for (const some of fromTheBack(kvs, bytesOfPair)) {
    pieces.add(RangeResponse.encode({ kvs: some }));
    yield;
  }
  pieces.add(RangeResponse.encode({ header }));
}

function* encodeDeleteRange({ header, deleted, prevKvs }: DeleteRangeResponse, pieces: Pieces): Steps<void> {
  for (const some of fromTheBack(prevKvs, bytesOfPair)) {
    pieces.add(DeleteRangeResponse.encode({ prevKvs: some }));
    yield;
  }
  pieces.add(DeleteRangeResponse.encode({ header, deleted }));
}

function* encodeTimeToLive({ keys, ...head }: LeaseTimeToLiveResponse, pieces: Pieces): Steps<void> {
  for (const some of fromTheBack(keys, bytesOfKey)) {
    pieces.add(LeaseTimeToLiveResponse.encode({ keys: some }));
    yield;
  }
  pieces.add(LeaseTimeToLiveResponse.encode(head));
}

function* encodeLeases({ leases, header }: LeaseLeasesResponse, pieces: Pieces): Steps<void> {
  for (const some of fromTheBack(leases, () => MESSAGE_OWN_BYTES)) {
    pieces.add(LeaseLeasesResponse.encode({ leases: some }));
    yield;
  }
  pieces.add(LeaseLeasesResponse.encode({ header }));
}

/** The number of the field, in `TxnResponse`. */
const RESPONSES = 3;

function* encodeTxn({ header, succeeded, responses }: TxnResponse, pieces: Pieces): Steps<void> {
  for (const response of responses.toReversed()) {
    const before = pieces.length;
    yield* encodeOp(response, pieces);
    pieces.wrap(RESPONSES, before);
  }
  pieces.add(TxnResponse.encode({ header, succeeded }));
}

/** The numbers of the fields, in `ResponseOp`. */
const OP = { range: 1, deleteRange: 3, txn: 4 };

function* encodeOp(op: ResponseOp, pieces: Pieces): Steps<void> {
  const { responseRange, responseDeleteRange, responseTxn } = op;
  const before = pieces.length;
  if (responseRange !== undefined) {
    yield* encodeRange(responseRange, pieces);
    pieces.wrap(OP.range, before);
  } else if (responseDeleteRange !== undefined) {
    yield* encodeDeleteRange(responseDeleteRange, pieces);
    pieces.wrap(OP.deleteRange, before);
  } else if (responseTxn !== undefined) {
    yield* encodeTxn(responseTxn, pieces);
    pieces.wrap(OP.txn, before);
  } else pieces.add(ResponseOp.encode(op));
}

/** As many as are encoded in one go, the last ones first. */
function* fromTheBack<T>(all: readonly T[], bytesOf: (one: T) => number): Generator<readonly T[], void> {
  for (let end = all.length; end > 0;) {
    let begin = end;
    for (let bytes = 0; begin > 0 && bytes < ANSWER_STEP_BYTES; begin--) {
      const one = all[begin - 1];
      if (one !== undefined) bytes += bytesOf(one);
    }
    yield all.slice(begin, end);
    end = begin;
  }
}

/** What is written from the back to the front, as by a `Writer`, and never copied as a whole in one go. */
class Pieces {
  readonly #fromTheBack: Uint8Array[] = [];
  length = 0;

  add(bytes: Uint8Array): void {
    this.#fromTheBack.push(bytes);
    this.length += bytes.length;
  }

  /** Makes a field, a message, of all that was added since there were `before` bytes. */
  wrap(field: number, before: number): void {
    const writer = new Writer();
    writer.number(this.length - before);
    writer.number(field * 8 + LENGTH_BEFORE);
    this.add(writer.take());
  }

  *joined(): Encoding {
    const [only] = this.#fromTheBack;
    if (only !== undefined && this.#fromTheBack.length === 1) return only;
    // Not of the pool, and not filled: its pages are touched piece by piece.
    const whole = Buffer.allocUnsafeSlow(this.length);
    let end = this.length;
    let copied = 0;
    for (const piece of this.#fromTheBack) {
      end -= piece.length;
      whole.set(piece, end);
      copied += piece.length;
      if (copied < ANSWER_STEP_BYTES) continue;
      copied = 0;
      yield;
    }
    return whole;
  }
}
