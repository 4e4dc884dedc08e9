import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SeededRandom } from "../random.js";
import { check } from "./check.js";
import { assertExplains } from "./explains.test-helper.js";
import type { Operation } from "./history.js";
import { keyModel } from "./key-model.js";
import type { Expectation, KeyInput, KeyOutput } from "./key-operations.js";
import { makeHistory } from "./make-history.js";

const BOUND = 10_000;

type KeyOperation = Operation<KeyInput, KeyOutput>;

let clients = 0;

/** Each operation of a scenario is a client's only one. */
function operation(call: number, returned: number, input: KeyInput, output?: KeyOutput): KeyOperation {
  return { client: ++clients, key: "k", call, return: returned, input, output };
}

function put(call: number, returned: number, value: string, revision: number): KeyOperation {
  return operation(call, returned, { type: "put", value }, { type: "changed", revision });
}

function lostPut(call: number, value: string): KeyOperation {
  return operation(call, Infinity, { type: "put", value });
}

function read(call: number, returned: number, value: string | undefined, modRevision = 0, version = 0): KeyOperation {
  return operation(call, returned, { type: "read" }, { type: "read", value, modRevision, version });
}

function compareAndSet(
  [call, returned]: [number, number],
  expected: Expectation,
  value: string,
  revision?: number,
): KeyOperation {
  const output: KeyOutput = revision === undefined ? { type: "unchanged" } : { type: "changed", revision };
  return operation(call, returned, { type: "compareAndSet", expected, value }, output);
}

function lostCompareAndSet(call: number, expected: Expectation, value: string): KeyOperation {
  return operation(call, Infinity, { type: "compareAndSet", expected, value });
}

function remove(call: number, returned: number, revision?: number): KeyOperation {
  const output: KeyOutput = revision === undefined ? { type: "unchanged" } : { type: "changed", revision };
  return operation(call, returned, { type: "delete" }, output);
}

const big = 2 ** 52;

const linearizable: Record<string, KeyOperation[]> = {
  "no operation at all": [],
  "one after the other": [
    read(0, 1, undefined),
    put(2, 3, "a", 7),
    read(4, 5, "a", 7, 1),
    remove(6, 7, 9),
    remove(8, 9),
  ],
  "a read that overlaps a put sees the old or the new": [
    put(0, 10, "a", 1),
    read(1, 3, undefined),
    read(4, 6, "a", 1, 1),
    read(7, 8, "a", 1, 1),
  ],
  "puts that overlap take effect in either order": [put(0, 10, "a", 2), put(0, 10, "b", 1), read(11, 12, "a", 2, 2)],
  "a put with unknown outcome observed late": [
    lostPut(0, "a"),
    read(10, 11, undefined),
    put(20, 21, "b", 3),
    read(30, 31, "b", 3, 1),
    read(40, 41, "a", 5, 2),
  ],
  "a put with unknown outcome that never took effect": [lostPut(0, "a"), put(2, 3, "b", 1), read(4, 5, "b", 1, 1)],
  "a put with unknown outcome that only the version betrays": [
    lostPut(0, "a"),
    put(2, 3, "b", 2),
    read(4, 5, "b", 2, 2),
  ],
  "the same value by two puts with unknown outcome": [
    lostPut(0, "a"),
    lostPut(0, "a"),
    read(1, 2, "a", 4, 1),
    read(3, 4, "a", 6, 2),
  ],
  "comparisons that succeed": [
    compareAndSet([0, 1], { target: "modRevision", is: 0 }, "a", 3),
    compareAndSet([2, 3], { target: "value", is: "a" }, "b", 4),
    compareAndSet([4, 5], { target: "version", is: 2 }, "c", 6),
    compareAndSet([6, 7], { target: "modRevision", is: 6 }, "d", 7),
    read(8, 9, "d", 7, 4),
  ],
  "comparisons that fail": [
    put(0, 1, "a", 3),
    compareAndSet([2, 3], { target: "modRevision", is: 2 }, "b"),
    compareAndSet([2, 3], { target: "version", is: 0 }, "b"),
    compareAndSet([2, 3], { target: "value", is: undefined }, "b"),
    read(8, 9, "a", 3, 1),
  ],
  "a comparison with a revision that nobody was told": [
    lostPut(0, "a"),
    compareAndSet([2, 3], { target: "modRevision", is: 5 }, "b"),
    compareAndSet([4, 5], { target: "modRevision", is: 6 }, "b", 7),
    read(6, 7, "b", 7, 2),
  ],
  "a call at the time of another's return is concurrent with it": [put(0, 5, "a", 1), read(5, 9, undefined)],
  "an operation that takes no time": [put(5, 5, "a", 1), read(5, 5, undefined), read(5, 5, "a", 1, 1)],
  "a failed comparison that could be explained too early": [
    lostPut(0, "a"),
    compareAndSet([1, 2], { target: "value", is: undefined }, "b"),
    compareAndSet([3, 20], { target: "modRevision", is: 5 }, "c"),
    read(3, 20, "a", 5, 1),
    remove(3, 20, 9),
    lostPut(100, "a"),
  ],
  "a comparison with unknown outcome that would fix a revision too early": [
    lostPut(0, "a"),
    lostPut(0, "b"),
    lostCompareAndSet(0, { target: "modRevision", is: 7 }, "c"),
    compareAndSet([1, 2], { target: "value", is: undefined }, "d"),
    put(10, 11, "e", 6),
    read(12, 13, "e", 6, 3),
  ],
  "one of two comparisons with unknown outcome that only one can have won": [
    put(0, 1, "a", 1),
    lostCompareAndSet(2, { target: "modRevision", is: 1 }, "b"),
    lostCompareAndSet(2, { target: "modRevision", is: 1 }, "c"),
    put(4, 5, "d", 3),
    read(6, 7, "d", 3, 3),
  ],
  "great revisions": [put(0, 1, "a", big - 2), lostPut(0, "b"), put(4, 5, "c", big), read(6, 7, "c", big, 3)],
};

/** With the place of the operation at which the history breaks. */
const violations: Record<string, [number, KeyOperation[]]> = {
  "a stale read": [2, [put(0, 1, "a", 1), put(2, 3, "b", 2), read(4, 5, "a", 1, 1)]],
  "reads that go back in time": [2, [put(0, 100, "a", 1), read(1, 2, "a", 1, 1), read(3, 4, undefined)]],
  "a lost update": [
    2,
    [
      put(0, 1, "a", 1),
      compareAndSet([2, 8], { target: "version", is: 1 }, "b", 2),
      compareAndSet([3, 9], { target: "version", is: 1 }, "c", 3),
    ],
  ],
  "a put that vanished": [1, [put(0, 1, "a", 1), read(2, 3, undefined)]],
  "a put before it was called": [0, [read(0, 1, "a", 1, 1), put(2, 3, "a", 1)]],
  "a value nobody wrote": [1, [put(0, 1, "a", 1), read(2, 3, "z", 1, 1)]],
  "a put with unknown outcome that came and went": [
    3,
    [lostPut(0, "a"), put(1, 2, "b", 4), read(3, 4, "a", 5, 2), read(5, 6, "b", 4, 1)],
  ],
  "a put with unknown outcome that took effect twice": [
    2,
    [lostPut(0, "a"), read(1, 2, "a", 4, 1), read(3, 4, "a", 6, 2)],
  ],
  "a put with unknown outcome seen before it was called": [0, [read(0, 1, "a", 1, 1), lostPut(2, "a")]],
  "a comparison that should have failed": [
    1,
    [put(0, 1, "a", 3), compareAndSet([2, 3], { target: "modRevision", is: 2 }, "b", 4)],
  ],
  "a comparison that should have succeeded": [
    1,
    [put(0, 1, "a", 3), compareAndSet([2, 3], { target: "modRevision", is: 3 }, "b")],
  ],
  "a revision that goes back": [1, [put(0, 1, "a", 3), put(2, 3, "b", 2)]],
  "a revision given twice": [1, [put(0, 1, "a", 3), put(0, 2, "b", 3)]],
  "a revision too low for what happened in between": [
    2,
    [put(0, 1, "a", 3), lostPut(2, "b"), read(8, 9, "c", 4, 3), put(4, 10, "c", 4)],
  ],
  "a comparison that failed although the revision turns out to be the one": [
    3,
    [
      lostPut(0, "a"),
      compareAndSet([1, 2], { target: "value", is: undefined }, "b"),
      compareAndSet([3, 4], { target: "modRevision", is: 5 }, "c"),
      read(5, 6, "a", 5, 1),
      lostPut(100, "a"),
    ],
  ],
  "a deletion that deleted nothing, and said otherwise": [0, [remove(0, 1, 5)]],
  "a deletion that left the key": [2, [put(0, 1, "a", 3), remove(2, 3, 4), read(4, 5, "a", 3, 1)]],
  "a version that goes on after a deletion": [
    3,
    [put(0, 1, "a", 3), remove(2, 3, 4), put(4, 5, "b", 5), read(6, 7, "b", 5, 2)],
  ],
  "great revisions that go back by one": [1, [put(0, 1, "a", big), put(2, 3, "b", big - 1)]],
};

describe("linearizable", () => {
  for (const [name, history] of Object.entries(linearizable)) {
    test(name, () => {
      const { verdict, parts } = check(keyModel, history, BOUND);
      assert.equal(verdict, "linearizable");
      const returned = history.filter((operation) => operation.return < Infinity);
      assertExplains(keyModel, parts[0]?.order ?? [], returned);
    });
  }
});

describe("violations, and where they begin", () => {
  for (const [name, [at, history]] of Object.entries(violations)) {
    test(name, () => {
      const { verdict, parts } = check(keyModel, history, BOUND);
      assert.equal(verdict, "violation");
      const culprit = history[at];
      assert.deepEqual(parts.at(-1)?.unplaced, [culprit]);
      const before = history.filter((operation) => operation.return < (culprit?.return ?? 0));
      assertExplains(keyModel, parts.at(-1)?.order ?? [], before);
    });
  }
});

test("many unknown outcomes that nobody can tell apart do not multiply", () => {
  const lost = Array.from({ length: 40 }, (_, at) => lostPut(0, `lost ${at}`));
  const history = (version: number) => [...lost, put(1, 2, "b", 100), read(3, 4, "b", 100, version)];
  assert.equal(check(keyModel, history(41), BOUND).verdict, "linearizable");
  assert.equal(check(keyModel, history(42), BOUND).verdict, "violation");
});

test("the smallest key that breaks is reported", () => {
  const stale = [put(0, 1, "a", 1), put(2, 3, "b", 2), read(4, 5, "a", 1, 1)];
  const history = [
    ...stale.map((operation) => ({ ...operation, key: "long" })),
    { ...put(6, 7, "c", 3), key: "long" },
    ...stale.map((operation) => ({ ...operation, key: "short" })),
    { ...put(0, 1, "fine", 1), key: "fine" },
  ];
  const { verdict, parts } = check(keyModel, history, BOUND);
  assert.equal(verdict, "violation");
  assert.deepEqual(
    parts.map((part) => [part.key, part.verdict]),
    [
      ["fine", "linearizable"],
      ["short", "violation"],
    ],
  );
});

describe("the bound", () => {
  const shape = { clients: 5, keys: 1, operations: 200, unknownInThousand: 50, values: Infinity };
  const history = makeHistory(new SeededRandom(1), shape);

  test("gives no verdict rather than a wrong one", () => {
    const { steps } = check(keyModel, history, BOUND);
    assert.equal(check(keyModel, history, steps).verdict, "linearizable");
    const cut = check(keyModel, history, Math.floor(steps / 2));
    assert.equal(cut.verdict, "undecided");
    assert.ok((cut.parts[0]?.order.length ?? 0) > 10);
  });

  test("lets a violation stand if another key is undecided", () => {
    const stale = [put(0, 1, "a", 1), read(2, 3, undefined)].map((operation) => ({ ...operation, key: "stale" }));
    assert.equal(check(keyModel, [...history, ...stale], 50).verdict, "violation");
    assert.equal(check(keyModel, [...history, ...stale.slice(1)], 50).verdict, "undecided");
  });
});

test("the same history has the same result, whatever else was checked before", () => {
  const shape = { clients: 5, keys: 2, operations: 100, unknownInThousand: 100, values: 3 };
  const history = makeHistory(new SeededRandom(7), shape);
  assert.deepEqual(check(keyModel, history, BOUND), check(keyModel, history, BOUND));
});

describe("a history that was recorded wrongly is refused", () => {
  const wrong: Record<string, KeyOperation> = {
    "returns before its call": put(5, 4, "a", 1),
    "has no time": put(NaN, 4, "a", 1),
    "returned without an output": operation(0, 1, { type: "read" }),
    "has an output although it never returned": put(0, Infinity, "a", 1),
  };
  for (const [name, operation] of Object.entries(wrong)) {
    test(name, () => assert.throws(() => check(keyModel, [operation], BOUND), RangeError));
  }
});
