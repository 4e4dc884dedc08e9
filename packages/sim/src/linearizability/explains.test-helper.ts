import assert from "node:assert/strict";
import type { Part } from "./check.js";
import type { Operation } from "./history.js";
import type { Model } from "./model.js";

/** That the order is one in which the model gives the recorded outputs and time never runs backwards. */
export function assertExplains<S, I, O>(
  model: Model<S, I, O>,
  order: Part<S, I, O>["order"],
  mustBeIn: readonly Operation<I, O>[],
): void {
  const places = new Set(order.map(({ operation }) => operation));
  assert.equal(places.size, order.length, "an operation stands in two places");
  for (const operation of mustBeIn) assert.ok(places.has(operation), "an operation that returned has no place");
  let state = model.initial;
  let latestCall = -Infinity;
  for (const { operation } of order) {
    latestCall = Math.max(latestCall, operation.call);
    assert.ok(operation.return >= latestCall, "an operation comes after one that was called only later");
    const next = model.step(state, operation.input, operation.output);
    assert.ok(next !== undefined, `${model.describe(operation.input, operation.output)} cannot be`);
    state = next;
  }
}
