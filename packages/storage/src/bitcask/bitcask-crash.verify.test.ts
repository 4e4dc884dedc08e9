import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crashEverywhere, manyLives } from "./bitcask-crash.test-helper.js";

const LONG = process.env["LONG"] === "1";

describe("the machine goes down at any call of the disk", () => {
  for (let seed = 2; seed <= (LONG ? 20 : 4); seed++) {
    it(`seed ${seed}`, () => {
      const origin = seed % 2 === 0 ? 2 ** 52 : 0;
      assert.ok(crashEverywhere(seed, 2, { origin, mixtures: LONG ? 6 : 3 }) > 0, "something was merged");
    });
  }
});

describe("crash after crash", () => {
  for (let seed = 100; seed < (LONG ? 300 : 130); seed++) {
    it(`seed ${seed}`, () => {
      assert.ok(manyLives(seed, 12) > 0, "something was merged");
    });
  }
});
