import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AssertionError } from "./assert.js";
import { Queue } from "./queue.js";

type Operation = { readonly kind: "push" | "shift" | "pop"; readonly count: number } | { readonly kind: "clear" };

const operations = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.record({ kind: fc.constantFrom("push", "shift", "pop"), count: fc.nat(50) }) },
    { weight: 1, arbitrary: fc.constant({ kind: "clear" } as const) },
  ),
  { maxLength: 60 },
);

/** The same done to a plain array, which gives the same elements. */
function run(queue: Queue<number>, model: number[], operation: Operation, first: number): void {
  if (operation.kind === "clear") {
    queue.clear();
    model.length = 0;
    return;
  }
  const { kind, count } = operation;
  for (let i = 0; i < count; i++) {
    if (kind === "push") {
      queue.push(first + i);
      model.push(first + i);
    } else if (model.length > 0) {
      assert.equal(queue[kind](), model[kind]());
    }
  }
}

function contents(queue: Queue<number>): number[] {
  return Array.from({ length: queue.length }, (_, position) => queue.at(position));
}

describe("Queue", () => {
  test("holds what an array would hold, whatever is done to it", () => {
    fc.assert(
      fc.property(operations, fc.nat(), fc.nat(), (list, a, b) => {
        const queue = new Queue<number>();
        const model: number[] = [];
        for (const [position, operation] of list.entries()) {
          run(queue, model, operation, position * 100);
          assert.deepEqual(contents(queue), model);
          assert.deepEqual(queue.slice(0, queue.length), model);
          const [from, to] = [a % (model.length + 1), b % (model.length + 1)].sort((x, y) => x - y);
          assert.deepEqual(queue.slice(from ?? 0, to ?? 0), model.slice(from, to));
        }
      }),
    );
  });

  test("is sliced across the end of its ring", () => {
    const queue = new Queue<number>();
    for (let n = 0; n < 16; n++) queue.push(n);
    for (let n = 16; n < 26; n++) {
      queue.shift();
      queue.push(n);
    }
    assert.deepEqual(queue.slice(4, 8), [14, 15, 16, 17]);
    assert.deepEqual(queue.slice(0, 6), [10, 11, 12, 13, 14, 15]);
    assert.deepEqual(queue.slice(6, 16), [16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
    assert.deepEqual(queue.slice(16, 16), []);
  });

  test("a clone shares nothing but the elements", () => {
    const queue = new Queue<{ n: number }>();
    for (let n = 0; n < 20; n++) queue.push({ n });
    const copy = queue.clone();
    const deepCopy = queue.clone((element) => ({ ...element }));
    queue.shift();
    assert.equal(copy.length, 20);
    assert.equal(copy.at(1), queue.at(0));
    assert.deepEqual(deepCopy.at(1), queue.at(0));
    assert.notEqual(deepCopy.at(1), queue.at(0));
  });

  test("is read only within its length", () => {
    const queue = new Queue<number>();
    assert.throws(() => queue.shift(), AssertionError);
    assert.throws(() => queue.pop(), AssertionError);
    queue.push(1);
    for (const position of [-1, 1, 16, 17]) assert.throws(() => queue.at(position), AssertionError);
    assert.throws(() => queue.slice(0, 2), AssertionError);
    assert.throws(() => queue.slice(-1, 1), AssertionError);
    assert.throws(() => queue.slice(1, 0), AssertionError);
  });
});
