import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, CompactionRequest, type Init, PutRequest, TxnRequest, type TxnResponse } from "@keyval/api";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import { Refusal } from "../refusal.js";

const KEY = Uint8Array.of(1);
const ALL = { key: KEY, rangeEnd: Uint8Array.of(0) };

/** One key that was written at the revisions from 2 on; each record that is read is waited for. */
function filled(versions: number): MachineWorld {
  const world = new MachineWorld({ engine: "bitcask", readsNow: 0 });
  for (let i = 0; i < versions; i++) put(world);
  return world;
}

function put(world: MachineWorld): void {
  world.apply(CommandKind.put, PutRequest.encode({ key: KEY, value: KEY }));
}

/** Reads all keys at each of the revisions, while something else goes on. */
function read(world: MachineWorld, revisions: readonly number[], meanwhile: () => void): TxnResponse | Refusal {
  const success: Init<TxnRequest>["success"] = revisions.map((revision) => ({ requestRange: { ...ALL, revision } }));
  return world.ask<TxnResponse | Refusal>((done) => {
    const now = world.machine.queries.txn(TxnRequest.create({ success }), done);
    meanwhile();
    return now;
  });
}

void describe("a transaction that only reads", () => {
  it("does not see the revisions that come while it is answered", () => {
    const world = filled(2);
    const answer = read(world, [0, 4], () => {
      put(world);
    });
    assert.deepEqual(answer, new Refusal("futureRevision"));
  });

  it("is not disturbed by a compaction that comes while it is answered", () => {
    const world = filled(3);
    const answer = read(world, [0, 2, 3], () => {
      world.apply(CommandKind.compact, CompactionRequest.encode({ revision: 4 }));
    });
    assert.ok(!(answer instanceof Refusal));
    const seen = answer.responses.map(({ responseRange }) => responseRange?.kvs[0]?.modRevision);
    assert.deepEqual(seen, [4, 2, 3]);
    assert.deepEqual(
      read(world, [3], () => undefined),
      new Refusal("compacted"),
    );
  });
});
