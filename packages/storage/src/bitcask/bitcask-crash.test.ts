import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crashEverywhere, manyLives, processCrashEverywhere } from "./bitcask-crash.test-helper.js";

describe("the machine goes down at any call of the disk", () => {
  it("and a checkpoint is found whole", () => {
    assert.ok(crashEverywhere(1, 1, { origin: 2 ** 32 - 100, steps: 60, mixtures: 2 }) > 0, "something was merged");
  });
});

describe("the process alone goes down at any call of the disk", () => {
  it("and what the next one finds is durable", () => {
    assert.ok(processCrashEverywhere(3, 60) > 50, "something happened");
  });
});

describe("crash after crash", () => {
  for (let seed = 1; seed <= 4; seed++) {
    it(`seed ${seed}`, () => {
      assert.ok(manyLives(seed, 8) > 0, "something was merged");
    });
  }
});
