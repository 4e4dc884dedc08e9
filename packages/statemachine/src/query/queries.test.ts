import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CommandKind,
  type Init,
  PutRequest,
  RangeRequest,
  type RangeResponse,
  type RequestOp,
  SortOrder,
  SortTarget,
  TxnRequest,
  type TxnResponse,
} from "@keyval/api";
import { SLICE_SIZES } from "../keyspace/limits.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import { Refusal } from "../refusal.js";

const HOT = Uint8Array.of(1);
const OTHER = Uint8Array.of(2);

void describe("a get at an old revision", () => {
  it("is answered later, and like any other, where very many versions of the key are newer", () => {
    const world = new MachineWorld();
    const put = (key: Uint8Array, value: number): void => {
      world.apply(CommandKind.put, PutRequest.encode({ key, value: Uint8Array.of(value) }));
    };
    put(HOT, 7);
    const { revision } = world.machine;
    put(OTHER, 8);
    const request = RangeRequest.create({ key: HOT, revision });
    const answer = (): RangeResponse | Refusal =>
      world.ask<RangeResponse | Refusal>((done) => world.machine.queries.range(request, done));
    const near = answer();
    for (let i = 0; i < 2 * SLICE_SIZES.scan; i++) put(HOT, 9);
    assert.equal(
      world.machine.queries.range(request, () => undefined),
      undefined,
    );
    assert.deepEqual(answer(), near);
    assert.ok("kvs" in near && near.count === 1 && near.kvs[0]?.value[0] === 7);
  });
});

void describe("an answer", () => {
  const VALUE = 2 ** 20;
  const COUNT = 70;

  function filled(): MachineWorld {
    const world = new MachineWorld({ engine: "bitcask", readsNow: 0 });
    const value = new Uint8Array(VALUE);
    for (let i = 0; i < COUNT; i++) {
      world.apply(CommandKind.put, PutRequest.encode({ key: Uint8Array.of(1, i), value }));
    }
    return world;
  }

  const all = { key: Uint8Array.of(1), rangeEnd: Uint8Array.of(2) };

  it("of more than is good to hold in memory is refused, before that is read", () => {
    const world = filled();
    const outcome = (request: Init<RangeRequest>): string | number => {
      const asked = RangeRequest.create({ ...all, ...request });
      const answer = world.ask<RangeResponse | Refusal>((done) => world.machine.queries.range(asked, done));
      return answer instanceof Refusal ? answer.error : answer.kvs.length;
    };
    assert.equal(outcome({}), "answerTooLarge");
    assert.equal(outcome({ sortTarget: SortTarget.VALUE, sortOrder: SortOrder.DESCEND, limit: 1 }), "answerTooLarge");
    assert.equal(outcome({ keysOnly: true }), COUNT);
    assert.equal(outcome({ limit: COUNT / 2 }), COUNT / 2);
  });

  it("has one measure for all ranges of a transaction", () => {
    const world = filled();
    const ranges = (limits: readonly number[]): string | number => {
      const success = limits.map((limit) => ({ requestRange: { ...all, limit } }));
      const asked = TxnRequest.create({ success });
      const answer = world.ask<TxnResponse | Refusal>((done) => world.machine.queries.txn(asked, done));
      return answer instanceof Refusal ? answer.error : answer.responses.length;
    };
    assert.equal(ranges([30, 30]), 2);
    assert.equal(ranges([30, 30, 30]), "answerTooLarge");
  });

  it("of a change is judged before the change is proposed", () => {
    const world = filled();
    const judged = (ops: readonly Init<RequestOp>[]): string | true => {
      const { success } = TxnRequest.create({ success: ops });
      const answer = world.ask<true | Refusal>((done) => world.machine.queries.admits(success, done));
      return answer instanceof Refusal ? answer.error : answer;
    };
    const few = { ...all, limit: 40 };
    const put = { requestPut: { key: HOT } };
    const deleted = { requestDeleteRange: { ...all, prevKv: true } };
    assert.equal(judged([deleted]), "tooMuchToAnswer");
    assert.equal(judged([{ requestDeleteRange: all }, put]), true);
    assert.equal(judged([put, { requestRange: all }]), "tooMuchToAnswer");
    assert.equal(judged([put, { requestRange: { ...all, countOnly: true } }]), true);
    assert.equal(judged([put, { requestRange: { ...all, keysOnly: true } }]), true);
    assert.equal(judged([put, { requestRange: few }]), true);
    assert.equal(judged([put, { requestRange: few }, { requestRange: few }]), "tooMuchToAnswer");
    assert.equal(
      judged([{ requestRange: { ...few, sortTarget: SortTarget.VALUE, sortOrder: SortOrder.DESCEND } }]),
      "tooMuchToAnswer",
    );
    const branches = { success: [{ requestRange: few }], failure: [{ requestRange: few }] };
    assert.equal(judged([put, { requestTxn: branches }]), true, "only one of them is taken");
    assert.equal(judged([{ requestRange: few }, { requestTxn: branches }]), "tooMuchToAnswer");
    assert.equal(judged([{ requestRange: { ...all, revision: 9_000 } }]), true, "it will be refused for its revision");
    assert.equal(judged([{ requestTxn: { success: [], failure: [deleted] } }]), "tooMuchToAnswer");
  });
});
