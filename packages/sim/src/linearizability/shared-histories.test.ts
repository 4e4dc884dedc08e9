import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { check } from "./check.js";
import { registerModel } from "./register-model.js";
import {
  expectedVerdicts,
  readRegisterHistory,
  readTextHistory,
  sharedHistories,
} from "./shared-histories.test-helper.js";
import { textModel } from "./text-model.js";

const BOUND = 1_000_000;

describe("histories with known answers, written by others", () => {
  if (!existsSync(sharedHistories)) {
    test("agree with the checker", { skip: `${sharedHistories} is not there, so there is nothing to compare with` });
    return;
  }
  const expected = expectedVerdicts();

  test("are there, of both verdicts", () => {
    assert.ok(expected.some(({ linearizable }) => linearizable));
    assert.ok(expected.some(({ linearizable }) => !linearizable));
  });

  for (const { file, linearizable } of expected) {
    test(file, () => {
      const { verdict } = file.startsWith("register/")
        ? check(registerModel, readRegisterHistory(file), BOUND)
        : check(textModel, readTextHistory(file), BOUND);
      assert.equal(verdict, linearizable ? "linearizable" : "violation");
    });
  }
});
