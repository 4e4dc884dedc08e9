import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, PutRequest, RangeRequest, type RangeResponse } from "@keyval/api";
import { SLICE_SIZES } from "../keyspace/limits.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import type { Refusal } from "../refusal.js";

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
