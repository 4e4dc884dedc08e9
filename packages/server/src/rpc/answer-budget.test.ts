import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ErrorName, RangeResponse, ResponseOp, TxnResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { AnswerBudget } from "./answer-budget.js";
import { Answers } from "./answers.js";
import type { Steps } from "./steps.js";
import { ALL_ANSWERS_BYTES_MAX, ANSWER_BYTES_MAX, ANSWER_STEP_BYTES, MESSAGE_OWN_BYTES } from "./limits.js";

const PART = ANSWER_BYTES_MAX / 2 + 1;

void describe("the budget of answers", () => {
  it("bounds one answer, those to one connection, and all together", () => {
    const budget = new AnswerBudget();
    const connection = {};
    const take = (by: object, bytes: number): (() => void) | ErrorName => {
      const taken = budget.take(by, bytes);
      return taken instanceof Refusal ? taken.error : taken;
    };
    assert.equal(take(connection, ANSWER_BYTES_MAX + 1), "answerTooLarge");
    const taken = [take(connection, PART)];
    assert.equal(take(connection, PART), "tooManyAnswers");
    while (typeof taken.at(-1) === "function") taken.push(take({}, PART));
    assert.equal(taken.pop(), "tooManyAnswers");
    assert.equal(taken.length, Math.floor(ALL_ANSWERS_BYTES_MAX / PART));
    for (const release of [...taken, ...taken]) if (typeof release === "function") release();
    assert.equal(budget.bytes, 0);
    assert.equal(typeof take(connection, ANSWER_BYTES_MAX), "function");
  });
});

void describe("Answers", () => {
  function measured(
    answer: object,
    isGone = () => false,
  ): { readonly bytes: number | undefined; readonly turns: number } {
    const turns: (() => void)[] = [];
    let bytes: number | undefined;
    new Answers((run) => turns.push(run)).measure(answer, isGone, (found) => (bytes = found));
    let count = 0;
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift(), count++) turn();
    return { bytes, turns: count };
  }

  const range = (keys: number, valueBytes: number): RangeResponse =>
    RangeResponse.create({ kvs: Array.from({ length: keys }, () => ({ value: new Uint8Array(valueBytes) })) });

  it("are measured with what is in memory besides keys and values", () => {
    assert.deepEqual(measured(range(3, 10)), { bytes: 4 * MESSAGE_OWN_BYTES + 30, turns: 0 });
    const nested = TxnResponse.create({
      responses: [{ responseTxn: { responses: [{ responseRange: range(2, 5) }] } }],
    });
    assert.deepEqual(measured(nested), { bytes: 5 * MESSAGE_OWN_BYTES + 10, turns: 0 });
    assert.deepEqual(measured({ deleted: 1, prevKvs: range(1, 7).kvs }).bytes, 2 * MESSAGE_OWN_BYTES + 7);
    assert.deepEqual(measured(TxnResponse.create({ responses: [ResponseOp.create({ responsePut: {} })] })).turns, 0);
  });

  it("are measured in steps, no further than to what is too much", () => {
    const { bytes = 0, turns } = measured(range(10, ANSWER_STEP_BYTES));
    assert.ok(bytes > 10 * ANSWER_STEP_BYTES && turns === 10, `${bytes} bytes, ${turns} turns`);
    const most = measured(range(ANSWER_BYTES_MAX / 1_048_576 + 1_000, 1_048_576)).bytes ?? 0;
    assert.ok(most > ANSWER_BYTES_MAX && most < ANSWER_BYTES_MAX + 2 * 1_048_576, `${most}`);
  });

  it("are not made for who is gone, and take turns", () => {
    assert.equal(measured(range(10, ANSWER_STEP_BYTES), () => true).bytes, undefined);
    const turns: (() => void)[] = [];
    const answers = new Answers((run) => turns.push(run));
    const steps: string[] = [];
    function* work(name: string): Steps<string> {
      for (let i = 0; i < 2; i++) {
        steps.push(`${name}${i}`);
        yield;
      }
      return name;
    }
    for (const name of ["a", "b"])
      answers.make(
        work(name),
        () => false,
        (made) => steps.push(made),
      );
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      assert.equal(turns.length, 0, "one step in a turn");
      turn();
    }
    assert.deepEqual(steps, ["a0", "b0", "a1", "b1", "a", "b"]);
  });
});
