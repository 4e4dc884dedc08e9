import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CompactionResponse, CompactionRequest, DeleteRangeRequest, type DeleteRangeResponse } from "@keyval/api";
import { type Init, PutRequest, type PutResponse, RangeRequest, RangeResponse } from "@keyval/api";
import { TxnRequest, type TxnResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Reply } from "./reply.js";
import { ANYBODY, bytes, ServedWorld, text } from "./served-world.test-helper.js";

const ALL = { key: bytes("\0"), rangeEnd: bytes("\0") };

/** Calls of the service KV as clients make them. */
class Calls {
  readonly world = new ServedWorld();
  readonly #kv = this.world.services.kv;

  put(key: string): (reply: Reply<PutResponse>) => void {
    const request = PutRequest.create({ key: bytes(key), value: bytes("v") });
    return (reply) => this.#kv.put(request, PutRequest.encode(request), ANYBODY, reply);
  }

  delete(key: string): (reply: Reply<DeleteRangeResponse>) => void {
    return this.deleteRange({ key: bytes(key) });
  }

  deleteRange(fields: Init<DeleteRangeRequest>): (reply: Reply<DeleteRangeResponse>) => void {
    const request = DeleteRangeRequest.create(fields);
    return (reply) => this.#kv.deleteRange(request, DeleteRangeRequest.encode(request), ANYBODY, reply);
  }

  range(fields: Init<RangeRequest>): (reply: Reply<RangeResponse>) => void {
    return (reply) => this.#kv.range(RangeRequest.create(fields), reply);
  }

  txn(fields: Init<TxnRequest>): (reply: Reply<TxnResponse>) => void {
    const request = TxnRequest.create(fields);
    return (reply) => this.#kv.txn(request, TxnRequest.encode(request), ANYBODY, reply);
  }

  compact(revision: number, physical: boolean): (reply: Reply<CompactionResponse>) => void {
    const request = CompactionRequest.create({ revision, physical });
    return (reply) => this.#kv.compact(request, CompactionRequest.encode(request), ANYBODY, reply);
  }

  /** The pieces of a streamed range, or why there are none. */
  stream(fields: Init<RangeRequest>): RangeResponse[] | Refusal {
    const pieces: RangeResponse[] = [];
    let refusal: Refusal | undefined;
    this.#kv.rangeStream(RangeRequest.create(fields), {
      piece: (piece) => {
        pieces.push(RangeResponse.create(piece));
        return true;
      },
      failed: (why) => (refusal = why),
    });
    this.world.settle();
    return refusal ?? pieces;
  }
}

void describe("the header of an answer", () => {
  it("has the revision at which a write was applied, not the one at which it was asked for or answered", () => {
    const calls = new Calls();
    const revisions: (number | undefined)[] = [];
    const note = (answer: { readonly header: { readonly revision: number } | undefined } | Refusal): void => {
      revisions.push(answer instanceof Refusal ? undefined : answer.header?.revision);
    };
    calls.put("a")(note);
    calls.put("b")(note);
    calls.delete("a")(note);
    calls.delete("nothing")(note);
    calls.txn({ success: [{ requestPut: { key: bytes("c") } }] })(note);
    calls.world.settle();
    assert.deepEqual(revisions, [2, 3, 4, 4, 5]);
  });

  it("has the current revision for a read, also for one of an older revision", () => {
    const calls = new Calls();
    for (const key of ["a", "b", "c"]) calls.world.put(key, "v");
    const old = calls.world.told(calls.range({ ...ALL, revision: 2 }));
    assert.deepEqual([old.header?.revision, old.count], [4, 1]);
    const op = { requestRange: { ...ALL, revision: 2 } };
    assert.equal(calls.world.told(calls.txn({ success: [op] })).header?.revision, 4);
  });
});

void describe("a change whose answer would be too large", () => {
  const ALL_BUT_PREVIOUS = { requestDeleteRange: ALL };
  const BEFORE = { requestDeleteRange: { ...ALL, prevKv: true } };

  it("is not proposed, for each member would have to gather that answer", () => {
    const calls = new Calls();
    for (const key of "abcde") calls.world.put(key, "v".repeat(14 * 1_048_576));
    const { applied } = calls.world.served.machine();
    const refusals = [calls.deleteRange({ ...ALL, prevKv: true }), calls.txn({ success: [BEFORE] })].map((call) => {
      let answer: object | undefined;
      call((told: object) => (answer = told));
      calls.world.settle();
      return answer instanceof Refusal ? answer.error : undefined;
    });
    assert.deepEqual(refusals, ["tooMuchToAnswer", "tooMuchToAnswer"]);
    assert.equal(calls.world.served.machine().applied, applied);
    const { responses } = calls.world.told(calls.txn({ success: [ALL_BUT_PREVIOUS] }));
    assert.equal(responses[0]?.responseDeleteRange?.deleted, 5);
  });

  it("says nothing of the same change where there is less", () => {
    const calls = new Calls();
    for (const key of "abc") calls.world.put(key, "v");
    const { deleted, prevKvs } = calls.world.told(calls.deleteRange({ ...ALL, prevKv: true }));
    assert.deepEqual([deleted, prevKvs.map(({ key }) => text(key))], [3, ["a", "b", "c"]]);
  });
});

void describe("a transaction that only reads", () => {
  it("takes no entry of the log", () => {
    const calls = new Calls();
    calls.world.put("a", "v");
    const { applied } = calls.world.served.machine();
    calls.world.told(calls.txn({ success: [{ requestRange: ALL }], failure: [{ requestRange: ALL }] }));
    assert.equal(calls.world.served.machine().applied, applied);
    calls.world.told(calls.txn({ success: [{ requestRange: ALL }], failure: [{ requestPut: { key: bytes("b") } }] }));
    assert.equal(calls.world.served.machine().applied, applied + 1);
  });
});

void describe("a compaction", () => {
  it("that is physical is answered once what it compacted is removed, another one before", () => {
    const calls = new Calls();
    for (let i = 0; i < 20; i++) calls.world.put("a", String(i));
    const { index } = calls.world.served.machine().tables.keyspace;
    const versionsAt = (revision: number, physical: boolean): number => {
      let versions = 0;
      calls.compact(revision, physical)(() => (versions = index.versions));
      calls.world.settle();
      return versions;
    };
    assert.equal(versionsAt(11, false), 20, "answered first, removed later");
    assert.equal(index.versions, 11);
    assert.equal(versionsAt(16, true), 6);
  });
});

void describe("a range stream", () => {
  const filled = (): Calls => {
    const calls = new Calls();
    for (let i = 0; i < 3_000; i++) calls.world.put(`key ${i}`, "v".repeat(100));
    return calls;
  };

  it("has its header, count and more in the last piece alone, and merged it is the range", () => {
    const calls = filled();
    const pieces = calls.stream({ ...ALL, limit: 2_900 });
    assert.ok(!(pieces instanceof Refusal) && pieces.length > 1);
    const last = pieces.pop();
    assert.ok(last?.header !== undefined);
    for (const { header, count, more } of pieces) assert.deepEqual([header, count, more], [undefined, 0, false]);
    const whole = calls.world.told(calls.range({ ...ALL, limit: 2_900 }));
    const kvs = [...pieces, last].flatMap((piece) => piece.kvs);
    assert.deepEqual({ ...last, kvs }, whole);
    assert.deepEqual([whole.count, whole.more], [3_000, true]);
  });

  it("takes the order of keys, and refuses every other one, and filters", () => {
    const calls = filled();
    const first = (answer: RangeResponse[] | Refusal): string | undefined =>
      answer instanceof Refusal ? answer.error : text(answer[0]?.kvs[0]?.key);
    assert.equal(first(calls.stream(ALL)), "key 0");
    assert.equal(first(calls.stream({ ...ALL, sortOrder: 1, sortTarget: 0 })), "key 0");
    assert.equal(first(calls.stream({ ...ALL, sortOrder: 2, sortTarget: 0 })), "rangeStreamSort");
    assert.equal(first(calls.stream({ ...ALL, sortOrder: 1, sortTarget: 1 })), "rangeStreamSort");
    assert.equal(first(calls.stream({ ...ALL, maxModRevision: 9 })), "rangeStreamFilter");
  });
});
