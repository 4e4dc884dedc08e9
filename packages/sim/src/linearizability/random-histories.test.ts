import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SeededRandom } from "../random.js";
import { bruteForce, keyOutcomes, noEntry, type Outcomes } from "./brute-force.test-helper.js";
import { check } from "./check.js";
import { assertExplains } from "./explains.test-helper.js";
import type { Operation } from "./history.js";
import { keyModel } from "./key-model.js";
import type { KeyInput, KeyOutput } from "./key-operations.js";
import { makeHistory } from "./make-history.js";
import { type RegisterInput, registerModel, type RegisterOutput } from "./register-model.js";

const BOUND = 1_000_000;

type KeyOperation = Operation<KeyInput, KeyOutput>;

/** The history with one answer that somebody else might have got. */
function mutated(random: SeededRandom, history: readonly KeyOperation[]): KeyOperation[] {
  const answered = history.filter(({ output }) => output !== undefined);
  if (answered.length === 0) return [...history];
  const victim = random.pick(answered);
  return history.map((operation) =>
    operation === victim ? { ...operation, output: otherOutput(random, operation, answered) } : operation,
  );
}

function otherOutput(random: SeededRandom, { input, output }: KeyOperation, answered: KeyOperation[]): KeyOutput {
  const reads = answered.flatMap((other) => (other.output?.type === "read" ? [other.output] : []));
  if (input.type === "read") {
    const [read, other] = [random.pick(reads), random.pick(reads)];
    return random.chance(1, 2) ? other : { ...read, version: other.version, value: read.value };
  }
  const revision = output?.type === "changed" ? output.revision : 1;
  if (input.type !== "put" && random.chance(1, 2)) {
    return output?.type === "changed" ? { type: "unchanged" } : { type: "changed", revision };
  }
  return { type: "changed", revision: Math.max(1, revision + random.between(-2, 2)) };
}

/** Changes with unknown outcome may all come after every revision that anybody named. */
function highestRevision(history: readonly KeyOperation[]): number {
  const named = history.flatMap(({ input, output }) => [
    input.type === "compareAndSet" && input.expected.target === "modRevision" ? input.expected.is : 0,
    output?.type === "changed" ? output.revision : 0,
    output?.type === "read" ? output.modRevision : 0,
  ]);
  return Math.max(0, ...named) + history.filter(({ output }) => output === undefined).length;
}

/** The history when `last` returned: what returned later may be left out, but keeps its answer. */
function until(history: readonly KeyOperation[], last: KeyOperation): KeyOperation[] {
  return history.map((operation) => (operation.return <= last.return ? operation : { ...operation, return: Infinity }));
}

describe("histories made from an execution", () => {
  const shapes = [
    { clients: 3, keys: 2, operations: 60, unknownInThousand: 0, values: Infinity },
    { clients: 10, keys: 1, operations: 300, unknownInThousand: 50, values: Infinity },
    { clients: 10, keys: 3, operations: 300, unknownInThousand: 100, values: 4 },
    { clients: 20, keys: 1, operations: 600, unknownInThousand: 20, values: Infinity },
  ];
  for (const shape of shapes) {
    test(`are accepted with an order that explains them: ${JSON.stringify(shape)}`, () => {
      for (let seed = 0; seed < 25; seed++) {
        const history = makeHistory(new SeededRandom(seed), shape);
        const { verdict, parts } = check(keyModel, history, BOUND);
        assert.equal(verdict, "linearizable", `seed ${seed}`);
        for (const { key, order } of parts) {
          const returned = history.filter((operation) => operation.key === key && operation.return < Infinity);
          assertExplains(keyModel, order, returned);
        }
      }
    });
  }
});

test("small histories of a key get the verdict of brute force, and a violation begins where brute force says", () => {
  const counts = { linearizable: 0, violation: 0, undecided: 0 };
  for (let seed = 0; seed < 6_000; seed++) {
    const random = new SeededRandom(seed);
    const history = makeHistory(random, {
      clients: 3,
      keys: 1,
      operations: random.between(2, 6),
      unknownInThousand: 250,
      values: random.pick([2, Infinity]),
    });
    const tried = random.chance(1, 5) ? history : mutated(random, mutated(random, history));
    const { verdict, parts } = check(keyModel, tried, BOUND);
    const outcomes = keyOutcomes(highestRevision(tried));
    assert.equal(verdict === "linearizable", bruteForce(noEntry, outcomes, tried), `seed ${seed}`);
    counts[verdict] += 1;
    const broken = parts.at(-1);
    if (broken?.verdict !== "violation") continue;
    const [culprit, ...more] = broken.unplaced;
    assert.ok(culprit !== undefined && more.length === 0, `seed ${seed}`);
    assertExplains(
      keyModel,
      broken.order,
      tried.filter((operation) => operation.return < culprit.return),
    );
    assert.equal(bruteForce(noEntry, outcomes, until(tried, culprit)), false, `seed ${seed}`);
  }
  assert.ok(counts.linearizable > 1_000 && counts.violation > 1_000 && counts.undecided === 0, JSON.stringify(counts));
});

test("small histories of a register get the verdict of brute force", () => {
  const outcomes: Outcomes<number | null, RegisterInput, RegisterOutput> = (state, input) => {
    if (input.type === "read") return [{ state, output: { type: "value", value: state } }];
    if (input.type === "write") return [{ state: input.value, output: { type: "done" } }];
    if (input.from !== state) return [{ state, output: { type: "different" } }];
    return [{ state: input.to, output: { type: "done" } }];
  };
  const counts = { linearizable: 0, violation: 0, undecided: 0 };
  for (let seed = 0; seed < 6_000; seed++) {
    const random = new SeededRandom(seed);
    const history = Array.from({ length: random.between(2, 7) }, (_, client) =>
      randomRegisterOperation(random, client),
    );
    const { verdict } = check(registerModel, history, BOUND);
    assert.equal(verdict === "linearizable", bruteForce(null, outcomes, history), `seed ${seed}`);
    counts[verdict] += 1;
  }
  assert.ok(counts.linearizable > 1_000 && counts.violation > 1_000 && counts.undecided === 0, JSON.stringify(counts));
});

function randomRegisterOperation(random: SeededRandom, client: number): Operation<RegisterInput, RegisterOutput> {
  const call = random.below(12);
  const known = random.chance(3, 4);
  const interval = { client, key: "register", call, return: known ? call + random.below(6) : Infinity };
  const [a, b] = [random.below(3), random.below(3)];
  switch (random.below(3)) {
    case 0:
      return { ...interval, input: { type: "read" }, output: known ? { type: "value", value: a } : undefined };
    case 1:
      return { ...interval, input: { type: "write", value: a }, output: known ? { type: "done" } : undefined };
    default: {
      const output = { type: random.chance(1, 2) ? "done" : "different" } as const;
      return { ...interval, input: { type: "compareAndSet", from: a, to: b }, output: known ? output : undefined };
    }
  }
}

test("a violation under a bound that is too low for its beginning still names the operations it may begin with", () => {
  let open = 0;
  for (let seed = 0; seed < 40; seed++) {
    const random = new SeededRandom(seed);
    const shape = { clients: 6, keys: 1, operations: 30, unknownInThousand: 150, values: Infinity };
    const history = mutated(random, mutated(random, makeHistory(random, shape)));
    const [culprit] = check(keyModel, history, BOUND).parts[0]?.unplaced ?? [];
    for (let bound = 10; bound < 1_000; bound += Math.floor(bound / 4)) {
      const { verdict, parts } = check(keyModel, history, bound);
      if (verdict !== "violation") continue;
      const unplaced = parts[0]?.unplaced ?? [];
      assert.ok(culprit !== undefined && unplaced.includes(culprit), `seed ${seed}`);
      if (unplaced.length > 1) open += 1;
    }
  }
  assert.ok(open > 5, `${open} violations whose beginning stayed open`);
});
