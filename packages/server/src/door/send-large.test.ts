import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  DeleteRangeResponse,
  errors,
  type Init,
  KeyValue,
  LeaseLeasesResponse,
  LeaseTimeToLiveResponse,
  type MessageCodec,
  RangeResponse,
  TxnResponse,
} from "@keyval/api";
import type { ReplyCall, Status } from "@keyval/grpc";
import { Answers } from "../rpc/answers.js";
import { ANSWER_BYTES_MAX, ANSWER_STEP_BYTES } from "../rpc/limits.js";
import { encoderOf } from "./encode-pieces.js";
import { sendLarge } from "./send-large.js";

/** A call whose client reads when it is told to. */
class FakeCall {
  readonly peer = {};
  readonly replies: Uint8Array[] = [];
  readonly written: Uint8Array[] = [];
  readonly failures: string[] = [];
  isOver = false;
  onWritable: (() => void) | undefined;
  readonly #finished: (() => void)[] = [];

  get asCall(): ReplyCall<Uint8Array> {
    return this as unknown as ReplyCall<Uint8Array>;
  }

  reply(message: Uint8Array): void {
    this.replies.push(message);
    this.end();
  }

  write(message: Uint8Array): boolean {
    this.written.push(message);
    return false;
  }

  fail(_: Status, message: string): void {
    this.failures.push(message);
    this.end();
  }

  whenFinished(run: () => void): void {
    this.#finished.push(run);
  }

  end(): void {
    this.isOver = true;
    for (const run of this.#finished) run();
  }
}

const header = { clusterId: 2n ** 63n, memberId: 7, revision: 12, raftTerm: 3 };

function pairs(count: number, valueBytes: number): KeyValue[] {
  return Array.from({ length: count }, (_, i) =>
    KeyValue.create({
      ...{ key: Buffer.from(`key ${i}`), value: Buffer.alloc(valueBytes, i), lease: i % 3 },
      ...{ createRevision: i, modRevision: 2 ** 40 + i, version: i + 1 },
    }),
  );
}

const range = (count: number, valueBytes: number): RangeResponse =>
  RangeResponse.create({ header, kvs: pairs(count, valueBytes), more: true, count: count + 1 });

/** Turns come when they are asked for. */
function scene(): { readonly answers: Answers; readonly turn: () => boolean } {
  const turns: (() => void)[] = [];
  const turn = (): boolean => {
    const next = turns.shift();
    next?.();
    return next !== undefined;
  };
  return { answers: new Answers((run) => turns.push(run)), turn };
}

function send<T>(answers: Answers, call: FakeCall, codec: MessageCodec<T>, response: T): number[] {
  const done: number[] = [];
  const encodePieces = encoderOf(codec.name);
  assert.ok(encodePieces !== undefined, codec.name);
  sendLarge(call.asCall, response as object, { answers, codec: codec as never, encodePieces }, (bytes) => {
    done.push(bytes);
  });
  return done;
}

/** What is sent of a large answer, and in how many turns it was made. */
function sent<T>(codec: MessageCodec<T>, init: Init<T>): { readonly bytes: Uint8Array; readonly turns: number } {
  const response = codec.create(init);
  const { answers, turn } = scene();
  const call = new FakeCall();
  const done = send(answers, call, codec, response);
  let turns = 0;
  while (turn()) turns += 1;
  const [bytes = new Uint8Array()] = call.written;
  assert.deepEqual([call.written.length, call.replies.length, done], [1, 0, [bytes.length]]);
  assert.deepEqual(Buffer.compare(bytes, codec.encode(response as Init<T>)), 0, "the bytes of the codec");
  return { bytes, turns };
}

void describe("sendLarge", () => {
  it("replies at once with what is short", () => {
    const { answers, turn } = scene();
    const call = new FakeCall();
    const response = range(10, 100);
    const done = send(answers, call, RangeResponse, response);
    assert.deepEqual([call.replies, done], [[RangeResponse.encode(response)], [call.replies[0]?.length]]);
    assert.deepEqual([turn(), answers.budget.bytes], [false, 0]);
  });

  it("encodes what is long in many turns, to the same bytes", () => {
    const many = range(20_000, 10);
    for (const [codec, init] of [
      [RangeResponse, many],
      [RangeResponse, range(5, ANSWER_STEP_BYTES)],
      [DeleteRangeResponse, { header, deleted: 20_000, prevKvs: many.kvs }],
      [LeaseTimeToLiveResponse, { header, ID: 7, TTL: 8, grantedTTL: 9, keys: many.kvs.map(({ key }) => key) }],
      [LeaseLeasesResponse, { header, leases: many.kvs.map(({ modRevision }) => ({ ID: modRevision })) }],
    ] as const) {
      const { bytes, turns } = sent(codec as MessageCodec<unknown>, init);
      assert.ok(turns >= bytes.length / ANSWER_STEP_BYTES, `${turns} turns for ${bytes.length} bytes of ${codec.name}`);
    }
    const responseRange = range(3_000, 40);
    const responseDeleteRange = { deleted: 2, prevKvs: pairs(2_000, 90) };
    const nested = { succeeded: true, responses: [{ responseRange }, { responsePut: { header } }] };
    const responses = [{ responseTxn: nested }, { responseDeleteRange }, { responseRange: {} }, {}];
    assert.ok(sent(TxnResponse, { header, succeeded: true, responses }).turns >= 4);
  });

  it("counts an answer until it is read, and refuses what is too much", () => {
    const { answers, turn } = scene();
    const half = range(1, ANSWER_BYTES_MAX / 2);
    const call = new FakeCall();
    send(answers, call, RangeResponse, half);
    while (turn());
    assert.ok(call.written.length === 1 && !call.isOver && answers.budget.bytes > ANSWER_BYTES_MAX / 2);
    const second = new FakeCall();
    const done = send(answers, Object.assign(second, { peer: call.peer }), RangeResponse, half);
    while (turn());
    assert.deepEqual([second.failures, done], [[errors.tooManyAnswers.message], [0]]);
    call.onWritable?.();
    assert.deepEqual([call.isOver, answers.budget.bytes], [true, 0]);
    const third = new FakeCall();
    send(answers, third, RangeResponse, range(3, ANSWER_BYTES_MAX / 2));
    while (turn());
    assert.deepEqual(third.failures, [errors.answerTooLarge.message]);
  });

  it("is over with its client", () => {
    const { answers, turn } = scene();
    const call = new FakeCall();
    const done = send(answers, call, RangeResponse, range(20_000, 10));
    turn();
    call.end();
    while (turn());
    assert.deepEqual([call.written, done, answers.budget.bytes], [[], [], 0]);
  });
});
