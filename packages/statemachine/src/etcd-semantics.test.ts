import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CommandKind,
  type Compare,
  CompareResult,
  CompareTarget,
  CompactionRequest,
  DeleteRangeRequest,
  type HashKVResponse,
  type Init,
  LeaseGrantCommand,
  PutRequest,
  RangeRequest,
  type RangeResponse,
  type RequestOp,
  SortOrder,
  SortTarget,
  TxnRequest,
  type TxnResponse,
} from "@keyval/api";
import { MachineWorld, type WorldOptions } from "./model/machine-world.test-helper.js";
import { textOf } from "./model/model-keys.js";
import { Refusal } from "./refusal.js";
import type { Result } from "./result.js";
import { checkTxn } from "./txn/check-txn.js";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const ALL = { key: bytes("\0"), rangeEnd: bytes("\0") };

/** A store with the calls of a client. */
class Store {
  readonly world: MachineWorld;

  constructor(options: Partial<WorldOptions> = {}) {
    this.world = new MachineWorld(options);
  }

  put(key: string, value: string, more: Init<PutRequest> = {}): Result {
    const body = PutRequest.encode({ key: bytes(key), value: bytes(value), ...more });
    return this.world.apply(CommandKind.put, body).result;
  }

  delete(key: string, more: Init<DeleteRangeRequest> = {}): Result {
    return this.world.apply(CommandKind.deleteRange, DeleteRangeRequest.encode({ key: bytes(key), ...more })).result;
  }

  txn(request: Init<TxnRequest>): Result {
    return this.world.apply(CommandKind.txn, TxnRequest.encode(request)).result;
  }

  compact(revision: number): Result {
    return this.world.apply(CommandKind.compact, CompactionRequest.encode({ revision })).result;
  }

  grant(ID: number): void {
    this.world.apply(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID, TTL: 60, time: 0 }));
  }

  ask(request: Init<RangeRequest>): RangeResponse | Refusal {
    return this.world.ask((done) => this.world.machine.queries.range(RangeRequest.create(request), done));
  }

  range(request: Init<RangeRequest> = ALL): RangeResponse {
    const answer = this.ask(request);
    assert.ok(!(answer instanceof Refusal), `refused: ${answer instanceof Refusal ? answer.error : ""}`);
    return answer;
  }

  keys(request: Init<RangeRequest> = ALL): string {
    return this.range(request)
      .kvs.map(({ key }) => textOf(key))
      .join(" ");
  }

  get revision(): number {
    return this.world.machine.revision;
  }

  hash(revision = 0): number {
    const answer = this.askHash(revision);
    assert.ok(!(answer instanceof Refusal));
    return answer.hash;
  }

  askHash(revision: number): HashKVResponse | Refusal {
    return this.world.ask<HashKVResponse | Refusal>((done) => this.world.machine.queries.hash(revision, done));
  }
}

function refuses(result: object, error: string): void {
  assert.ok(result instanceof Refusal, "the call is refused");
  assert.equal(result.error, error);
}

const putOp = (key: string, value = "v"): Init<RequestOp> => ({ requestPut: { key: bytes(key), value: bytes(value) } });
const deleteOp = (key: string, rangeEnd = ""): Init<RequestOp> => ({
  requestDeleteRange: { key: bytes(key), rangeEnd: bytes(rangeEnd) },
});
const rangeOp = (request: Init<RangeRequest>): Init<RequestOp> => ({ requestRange: request });

void describe("revisions", () => {
  it("begin with 1, and the first put is 2", () => {
    const store = new Store();
    assert.equal(store.revision, 1);
    store.put("a", "1");
    assert.equal(store.revision, 2);
    assert.equal(store.range().kvs[0]?.modRevision, 2);
  });

  it("are one for a transaction, and none for the deletion of nothing or a transaction that does nothing", () => {
    const store = new Store();
    store.txn({ success: [putOp("a"), putOp("b"), deleteOp("c")] });
    assert.deepEqual(
      store.range().kvs.map(({ modRevision }) => modRevision),
      [2, 2],
    );
    store.delete("nothing");
    store.txn({ success: [deleteOp("nothing")], failure: [putOp("a")] });
    assert.equal(store.revision, 2);
  });

  it("create version 1 again after a deletion, and a new create revision", () => {
    const store = new Store();
    store.put("a", "1");
    store.put("a", "2");
    const before = store.range().kvs[0];
    assert.deepEqual([before?.version, before?.createRevision, before?.modRevision], [2, 2, 3]);
    store.delete("a");
    store.put("a", "3");
    const after = store.range().kvs[0];
    assert.deepEqual([after?.version, after?.createRevision], [1, 5]);
  });
});

void describe("a range", () => {
  const filled = (): Store => {
    const store = new Store();
    // By key: a, b, c, d. By value: d, c, b, a. By mod revision: b, c, d, a.
    for (const [key, value] of [
      ["a", "0"],
      ["b", "3"],
      ["c", "2"],
      ["d", "1"],
      ["a", "4"],
    ] as const)
      store.put(key, value);
    return store;
  };

  it("with a sort target and no order is ascending", () => {
    const store = filled();
    assert.equal(store.keys({ ...ALL, sortTarget: SortTarget.VALUE }), "d c b a");
    assert.equal(store.keys({ ...ALL, sortTarget: SortTarget.MOD }), "b c d a");
  });

  it("is sorted by every target in both orders", () => {
    const store = filled();
    const orders = { KEY: "a b c d", CREATE: "a b c d", MOD: "b c d a", VALUE: "d c b a" } as const;
    for (const [target, ascending] of Object.entries(orders)) {
      const request = { ...ALL, sortTarget: SortTarget[target as keyof typeof orders] };
      assert.equal(store.keys({ ...request, sortOrder: SortOrder.ASCEND }), ascending, target);
      const descending = ascending.split(" ").reverse().join(" ");
      assert.equal(store.keys({ ...request, sortOrder: SortOrder.DESCEND }), descending, target);
    }
    const last = store.range({ ...ALL, sortTarget: SortTarget.VERSION, sortOrder: SortOrder.DESCEND }).kvs[0];
    assert.equal(last?.version, 2);
  });

  it("applies the limit after the sort and the filters, and says that there are more", () => {
    const store = filled();
    const request = { ...ALL, sortTarget: SortTarget.VALUE, sortOrder: SortOrder.ASCEND, limit: 2 };
    assert.equal(store.keys(request), "d c");
    assert.equal(store.range(request).more, true);
    assert.equal(store.keys({ ...request, maxModRevision: 4 }), "c b");
    assert.equal(store.range({ ...request, maxModRevision: 4 }).more, false);
  });

  it("without an order is cut in the order of keys before the sort by a target", () => {
    const store = filled();
    // Of three keys (one more than the limit) the last by value is cut.
    assert.equal(store.keys({ ...ALL, sortTarget: SortTarget.VALUE, limit: 2 }), "c b");
  });

  it("counts keys before filters and limit", () => {
    const store = filled();
    assert.equal(store.range({ ...ALL, limit: 1, minModRevision: 5 }).count, 4);
    assert.deepEqual(store.range({ ...ALL, countOnly: true }), { header: undefined, kvs: [], more: false, count: 4 });
  });

  it("filters by the least and the greatest mod and create revision", () => {
    const store = filled();
    assert.equal(store.keys({ ...ALL, minModRevision: 5 }), "a d");
    assert.equal(store.keys({ ...ALL, maxModRevision: 4 }), "b c");
    assert.equal(store.keys({ ...ALL, minCreateRevision: 3, maxCreateRevision: 4 }), "b c");
  });

  it("of keys only has no value, and no lease unless it is sorted by value", () => {
    const store = new Store();
    store.grant(7);
    store.put("a", "value", { lease: 7 });
    const [plain] = store.range({ ...ALL, keysOnly: true }).kvs;
    assert.deepEqual([plain?.value.length, plain?.lease, plain?.version], [0, 0, 1]);
    const [sorted] = store.range({ ...ALL, keysOnly: true, sortTarget: SortTarget.VALUE }).kvs;
    assert.deepEqual([sorted?.value.length, sorted?.lease], [0, 7]);
  });

  it("with an end of one zero byte is all keys from the first on, and one that ends before it begins is empty", () => {
    const store = filled();
    assert.equal(store.keys({ key: bytes("b"), rangeEnd: bytes("\0") }), "b c d");
    assert.equal(store.keys({ key: bytes("c"), rangeEnd: bytes("b") }), "");
    assert.equal(store.range({ key: bytes("c"), rangeEnd: bytes("b") }).count, 0);
  });

  it("without a key, or with an order that there is not, is refused", () => {
    const store = filled();
    refuses(store.ask({}), "emptyKey");
    refuses(store.ask({ ...ALL, sortOrder: 3 as 0 }), "invalidSortOption");
    refuses(store.ask({ ...ALL, sortTarget: 5 as 0 }), "invalidSortOption");
  });

  it("at a later revision is refused, below the compact revision too, at it not, and below 1 it is the latest", () => {
    const store = filled();
    store.compact(4);
    refuses(store.ask({ ...ALL, revision: store.revision + 1 }), "futureRevision");
    refuses(store.ask({ ...ALL, revision: 3 }), "compacted");
    assert.equal(store.keys({ ...ALL, revision: 4 }), "a b c");
    for (const revision of [0, -1]) assert.equal(store.keys({ ...ALL, revision }), "a b c d");
  });
});

void describe("a put", () => {
  it("that keeps value or lease needs the key, and may not bring what it keeps", () => {
    const store = new Store();
    store.grant(7);
    refuses(store.put("a", "", { ignoreValue: true }), "keyNotFound");
    refuses(store.put("a", "x", { ignoreLease: true }), "keyNotFound");
    refuses(store.put("a", "x", { ignoreValue: true }), "valueProvided");
    refuses(store.put("a", "x", { ignoreLease: true, lease: 7 }), "leaseProvided");
    store.put("a", "1", { lease: 7 });
    store.put("a", "", { ignoreValue: true });
    const [kept] = store.range().kvs;
    assert.deepEqual([textOf(kept?.value ?? bytes("?")), kept?.lease], ["1", 0]);
  });

  it("with a lease that is not there is refused; one with another lease moves the key to it", () => {
    const store = new Store();
    refuses(store.put("a", "1", { lease: 7 }), "leaseNotFound");
    for (const lease of [7, 8]) store.grant(lease);
    for (const lease of [7, 8]) store.put("a", "1", { lease });
    const { leases } = store.world.machine.tables;
    assert.deepEqual([leases.keysOf(7).length, leases.keysOf(8).length], [0, 1]);
  });

  it("without a key is refused", () => {
    refuses(new Store().put("", "1"), "emptyKey");
  });
});

void describe("a deletion", () => {
  it("counts what it deleted, and lists it if asked to", () => {
    const store = new Store();
    for (const key of ["a", "b", "c"]) store.put(key, key);
    const result = store.delete("a", { rangeEnd: bytes("c"), prevKv: true });
    assert.ok("deleted" in result);
    assert.equal(result.deleted, 2);
    assert.deepEqual(
      result.prevKvs.map(({ key, value }) => [textOf(key), textOf(value)]),
      [
        ["a", "a"],
        ["b", "b"],
      ],
    );
    assert.equal(store.keys(), "c");
    refuses(store.delete(""), "emptyKey");
  });
});

void describe("a transaction", () => {
  const succeeds = (store: Store, compare: Init<Compare>): boolean => {
    const result = store.txn({ compare: [compare] });
    return "succeeded" in result && result.succeeded;
  };

  it("compares version, create and mod revision, value and lease, in four ways", () => {
    const store = new Store();
    store.grant(7);
    store.put("a", "m", { lease: 7 });
    const { EQUAL, GREATER, LESS, NOT_EQUAL } = CompareResult;
    const target = { key: bytes("a"), target: CompareTarget.MOD };
    const outcomes = [1, 2, 3].map((modRevision) =>
      [EQUAL, GREATER, LESS, NOT_EQUAL].map((result) => succeeds(store, { ...target, result, modRevision })),
    );
    assert.deepEqual(outcomes, [
      [false, true, false, true],
      [true, false, false, false],
      [false, false, true, true],
    ]);
    const equals = { key: bytes("a"), result: EQUAL };
    assert.ok(succeeds(store, { ...equals, target: CompareTarget.VERSION, version: 1 }));
    assert.ok(succeeds(store, { ...equals, target: CompareTarget.CREATE, createRevision: 2 }));
    assert.ok(succeeds(store, { ...equals, target: CompareTarget.VALUE, value: bytes("m") }));
    assert.ok(succeeds(store, { ...equals, target: CompareTarget.LEASE, lease: 7 }));
    assert.ok(!succeeds(store, { ...equals, target: CompareTarget.LEASE, lease: 2n ** 62n }));
  });

  it("compares a range by all of its keys", () => {
    const store = new Store();
    for (const key of ["a", "b"]) store.put(key, "1");
    const compare = { key: bytes("a"), rangeEnd: bytes("c"), target: CompareTarget.VERSION, version: 1 };
    assert.ok(succeeds(store, compare));
    store.put("b", "2");
    assert.ok(!succeeds(store, compare));
  });

  it("compares a missing key as zeros, but its value never", () => {
    const store = new Store();
    assert.ok(succeeds(store, { key: bytes("a"), target: CompareTarget.VERSION, version: 0 }));
    assert.ok(succeeds(store, { key: bytes("a"), target: CompareTarget.CREATE, createRevision: 0 }));
    for (const result of Object.values(CompareResult)) {
      assert.ok(!succeeds(store, { key: bytes("a"), target: CompareTarget.VALUE, value: bytes(""), result }));
    }
  });

  it("may have so many operations as the longest of its lists, and what is nested in it so many as that leaves", () => {
    const put = (count: number): Init<RequestOp>[] => Array.from({ length: count }, (_, i) => putOp(`key ${i}`));
    const nested = (count: number): Init<TxnRequest> => ({ success: [{ requestTxn: { success: put(count) } }] });
    assert.equal(checkTxn(TxnRequest.create({ success: put(128) }), 128), undefined);
    assert.equal(checkTxn(TxnRequest.create({ failure: put(129) }), 128), "tooManyOps");
    assert.equal(
      checkTxn(TxnRequest.create({ compare: put(129).map(() => ({ key: bytes("a") })) }), 128),
      "tooManyOps",
    );
    assert.equal(checkTxn(TxnRequest.create(nested(127)), 128), undefined);
    assert.equal(checkTxn(TxnRequest.create(nested(128)), 128), "tooManyOps");
  });

  it("may not put a key twice in one branch, nor put and delete it, nested or not", () => {
    const store = new Store();
    const inner = (...ops: Init<RequestOp>[]): Init<RequestOp> => ({ requestTxn: { success: ops } });
    for (const ops of [
      [putOp("a"), putOp("a")],
      [putOp("b"), deleteOp("a", "c")],
      [deleteOp("a", "\0"), putOp("b")],
      [putOp("a"), inner(putOp("a"))],
      [inner(putOp("a")), inner(putOp("a"))],
      [inner(deleteOp("a", "c")), putOp("b")],
      [inner(putOp("a")), inner(deleteOp("a"))],
      [inner(inner(putOp("a"))), deleteOp("a")],
    ]) {
      refuses(store.txn({ success: ops }), "duplicateKey");
      refuses(store.txn({ failure: ops }), "duplicateKey");
    }
  });

  it("may put a key in both branches, and delete it twice", () => {
    const store = new Store();
    const both = { requestTxn: { success: [putOp("a")], failure: [putOp("a"), putOp("b")] } };
    assert.ok("succeeded" in store.txn({ success: [both], failure: [putOp("a")] }));
    assert.ok("succeeded" in store.txn({ success: [deleteOp("a"), deleteOp("a", "c")] }));
    assert.equal(store.keys(), "");
  });

  it("with an empty operation is refused", () => {
    refuses(new Store().txn({ failure: [{}] }), "keyNotFound");
  });

  it("reads what it has written, and its responses have the revision", () => {
    const store = new Store();
    store.put("a", "1");
    const result = store.txn({
      success: [rangeOp(ALL), putOp("b"), rangeOp(ALL), deleteOp("a"), rangeOp(ALL)],
    }) as TxnResponse;
    const seen = result.responses.flatMap(({ responseRange }) => (responseRange === undefined ? [] : [responseRange]));
    assert.deepEqual(
      seen.map(({ kvs, header }) => [kvs.map(({ key }) => textOf(key)).join(" "), header?.revision]),
      [
        ["a", 2],
        ["a b", 3],
        ["b", 3],
      ],
    );
  });

  it("is checked as a whole before it writes: one with a put and a range at a compacted revision changes nothing", () => {
    const store = new Store();
    for (const value of ["1", "2", "3"]) store.put("a", value);
    store.compact(3);
    const before = store.world.machine.hash;
    refuses(store.txn({ success: [putOp("b"), rangeOp({ ...ALL, revision: 2 })] }), "compacted");
    refuses(store.txn({ success: [putOp("b"), rangeOp({ ...ALL, revision: 9 })] }), "futureRevision");
    refuses(store.txn({ success: [putOp("b"), { requestPut: { key: bytes("c"), lease: 7 } }] }), "leaseNotFound");
    refuses(
      store.txn({ success: [putOp("b"), { requestPut: { key: bytes("c"), ignoreValue: true } }] }),
      "keyNotFound",
    );
    assert.deepEqual(store.world.machine.hash, before);
    assert.ok("succeeded" in store.txn({ success: [putOp("b")], failure: [rangeOp({ ...ALL, revision: 2 })] }));
  });

  it("E#18667: with a range at a revision does not depend on how far a member's own compaction is", () => {
    // What a member removes, it removes later and in slices: here nothing was removed yet, there everything.
    const results = [false, true].map((isRemoved) => {
      const store = new Store();
      for (const value of ["1", "2", "3", "4"]) store.put("a", value);
      store.compact(4);
      if (isRemoved) store.world.settle();
      return [2, 4].map((revision) => store.txn({ success: [putOp("b"), rangeOp({ ...ALL, revision })] }));
    });
    assert.deepEqual(results[0], results[1]);
    refuses(results[0]?.[0] ?? {}, "compacted");
  });

  it("that only reads does not change anything, and needs no command", () => {
    const store = new Store();
    store.put("a", "1");
    const request = TxnRequest.create({ success: [rangeOp(ALL)] });
    const answer = store.world.ask<TxnResponse | Refusal>((done) => store.world.machine.queries.txn(request, done));
    assert.ok(!(answer instanceof Refusal));
    assert.equal(answer.responses[0]?.responseRange?.count, 1);
  });
});

void describe("a compaction", () => {
  it("is refused at or below the last one, and above the current revision", () => {
    const store = new Store();
    for (const value of ["1", "2", "3"]) store.put("a", value);
    assert.equal(store.world.machine.compactRevision, -1);
    store.compact(3);
    refuses(store.compact(3), "compacted");
    refuses(store.compact(2), "compacted");
    refuses(store.compact(5), "futureRevision");
    assert.equal(store.world.machine.compactRevision, 3);
  });

  it("keeps the newest version of each live key, and a tombstone that stands exactly at its revision", () => {
    const store = new Store();
    for (const key of ["a", "a", "b", "c"]) store.put(key, "1");
    store.delete("b");
    store.delete("c");
    store.compact(store.revision);
    store.world.settle();
    const { index } = store.world.machine.tables.keyspace;
    assert.deepEqual([index.versions, index.liveKeys], [2, 1], "a's version and c's tombstone");
    store.put("d", "1");
    store.compact(store.revision);
    store.world.settle();
    assert.equal(index.versions, 2, "c's tombstone goes with the next one");
  });

  it("gives back what counts for the quota", () => {
    const store = new Store();
    for (let i = 0; i < 50; i++) store.put("a", "x".repeat(1000));
    const { keyspace } = store.world.machine.tables;
    assert.ok(keyspace.wouldExceed(50_000, 10) && !keyspace.wouldExceed(100_000, 10));
    store.compact(store.revision);
    store.world.settle();
    assert.ok(!keyspace.wouldExceed(2_000, 10));
  });
});

void describe("the hash of the keys", () => {
  it("is not 0 in a fresh store", () => {
    const store = new Store();
    const answer = store.askHash(0);
    assert.ok(!(answer instanceof Refusal));
    assert.ok(answer.hash > 0 && answer.hash < 2 ** 32);
    assert.deepEqual([answer.hashRevision, answer.compactRevision], [1, -1]);
  });

  it("at a revision is the same before and after compaction, and between members", () => {
    const hashes = (["memory", "bitcask"] as const).map((engine) => {
      const store = new Store({ engine });
      for (const key of ["a", "b", "a", "c"]) store.put(key, `${store.revision}`);
      store.delete("b");
      const revision = store.revision;
      store.put("a", "later");
      const before = store.hash(revision);
      store.compact(revision);
      store.world.settle();
      assert.equal(store.hash(revision), before);
      assert.notEqual(store.hash(), before);
      return before;
    });
    assert.equal(hashes[0], hashes[1]);
  });

  it("is judged by its revision as a range is", () => {
    const store = new Store();
    for (const value of ["1", "2", "3"]) store.put("a", value);
    store.compact(3);
    refuses(store.askHash(2), "compacted");
    refuses(store.askHash(9), "futureRevision");
    assert.ok(!(store.askHash(3) instanceof Refusal));
  });
});
