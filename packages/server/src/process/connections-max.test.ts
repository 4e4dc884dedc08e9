import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionsMax } from "./connections-max.js";

test("doors share what files leave", () => {
  assert.equal(connectionsMax(1024, 2), 384);
  assert.equal(connectionsMax(1_048_576, 3), 262_144);
  assert.equal(connectionsMax(256, 2), 64);
  assert.equal(connectionsMax(160, 2), 16);
});

test("too few descriptors are a sentence that says how many there have to be", () => {
  assert.throws(() => connectionsMax(159, 2), /only 159 .* 2 listen URLs need 160: raise the limit/);
  assert.throws(() => connectionsMax(0, 1), /need 144/);
});

test("where the system does not tell, nothing is bounded", () => {
  assert.equal(connectionsMax(NaN, 2), Infinity);
});
