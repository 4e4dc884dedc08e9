import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, CompactionRequest, type ErrorName, type Init } from "@keyval/api";
import { PutRequest, RangeRequest, type RangeResponse } from "@keyval/api";
import { SLICE_SIZES } from "../keyspace/limits.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import { Refusal } from "../refusal.js";
import type { RangeSink, RangeStream } from "./range-stream.js";

const KEYS = 2 * SLICE_SIZES.piece + 500;
const key = (number: number): Uint8Array => new Uint8Array(Buffer.from(`key ${String(number).padStart(6, "0")}`));
const ALL = { key: key(0), rangeEnd: Uint8Array.of(0) };

function filled(): MachineWorld {
  const world = new MachineWorld({ engine: "bitcask", readsNow: 0 });
  for (let i = 0; i < KEYS; i++) put(world, i);
  return world;
}

function put(world: MachineWorld, number: number): void {
  world.apply(CommandKind.put, PutRequest.encode({ key: key(number), value: key(number) }));
}

function compact(world: MachineWorld): void {
  world.apply(CommandKind.compact, CompactionRequest.encode({ revision: world.machine.revision }));
}

/** Takes as many pieces as it is told to. */
class Taker implements RangeSink {
  readonly pieces: RangeResponse[] = [];
  room: number;
  isOver = false;
  refusal: ErrorName | undefined;

  constructor(room = Infinity) {
    this.room = room;
  }

  piece(piece: RangeResponse, isLast: boolean): boolean {
    assert.ok(!this.isOver, "nothing comes behind the last piece");
    this.pieces.push(piece);
    this.isOver = isLast;
    this.room--;
    return this.room > 0;
  }

  failed({ error }: Refusal): void {
    this.refusal = error;
  }
}

function begin(world: MachineWorld, sink: RangeSink, request: Init<RangeRequest> = ALL): RangeStream {
  const stream = world.machine.queries.rangeStream(RangeRequest.create(request), sink);
  assert.ok(!(stream instanceof Refusal));
  return stream;
}

void describe("a streamed range", () => {
  it("comes in disjoint pieces that are together the range as it was at the beginning", () => {
    const world = filled();
    const expected = world.ask<RangeResponse | Refusal>((done) =>
      world.machine.queries.range(RangeRequest.create(ALL), done),
    );
    assert.ok(!(expected instanceof Refusal));
    const taker = new Taker();
    begin(world, taker);
    for (let i = 0; i < KEYS; i += 100) {
      put(world, i);
      world.turn(1);
    }
    world.settle();
    assert.ok(taker.isOver && taker.pieces.length > 2);
    assert.deepEqual(
      taker.pieces.flatMap(({ kvs }) => kvs),
      expected.kvs,
    );
    const last = taker.pieces.at(-1);
    assert.deepEqual([last?.count, last?.more], [KEYS, false]);
    for (const piece of taker.pieces.slice(0, -1)) assert.deepEqual([piece.count, piece.more], [0, false]);
  });

  it("ends at its limit, and says that there is more", () => {
    const world = filled();
    const taker = new Taker();
    begin(world, taker, { ...ALL, limit: SLICE_SIZES.piece + 1 });
    world.settle();
    assert.deepEqual(
      taker.pieces.map(({ kvs, more, count }) => [kvs.length, more, count]),
      [
        [SLICE_SIZES.piece, false, 0],
        [1, true, KEYS],
      ],
    );
  });

  it("that only counts is one piece", () => {
    const world = filled();
    for (const limit of [0, 1]) {
      const taker = new Taker();
      begin(world, taker, { ...ALL, countOnly: true, limit });
      world.settle();
      assert.deepEqual(taker.pieces, [{ header: undefined, kvs: [], more: false, count: KEYS }]);
    }
  });

  it("waits for its taker, and holds nothing back from compaction meanwhile", () => {
    const world = filled();
    const taker = new Taker(1);
    const stream = begin(world, taker);
    world.settle();
    assert.equal(taker.pieces.length, 1);
    put(world, 1);
    compact(world);
    world.settle();
    assert.ok(world.machine.tables.keyspace.compaction.isComplete);
    stream.resume();
    world.settle();
    assert.equal(taker.refusal, "compacted");
    assert.equal(taker.pieces.length, 1);
  });

  it("goes on when it is resumed, and not when it is cancelled", () => {
    const world = filled();
    const taker = new Taker(1);
    const stream = begin(world, taker);
    world.settle();
    stream.resume();
    world.settle();
    assert.equal(taker.pieces.length, 2);
    stream.cancel();
    stream.resume();
    world.settle();
    assert.equal(taker.pieces.length, 2);
  });

  it("has no order but that of keys, and no filters", () => {
    const world = new MachineWorld();
    const refusal = (request: Init<RangeRequest>): string => {
      const answer = world.machine.queries.rangeStream(RangeRequest.create({ ...ALL, ...request }), new Taker());
      return answer instanceof Refusal ? answer.error : "";
    };
    assert.equal(refusal({ sortOrder: 2 }), "rangeStreamSort");
    assert.equal(refusal({ sortOrder: 1, sortTarget: 3 }), "rangeStreamSort");
    assert.equal(refusal({ minModRevision: 1 }), "rangeStreamFilter");
    assert.equal(refusal({ revision: 5 }), "futureRevision");
    assert.equal(refusal({ key: new Uint8Array(0) }), "emptyKey");
    assert.equal(refusal({ sortOrder: 1, sortTarget: 0 }), "");
  });
});
