import { describe, it } from "node:test";
import { crashEverywhere, manyLives } from "./wal-crash.test-helper.js";

const times = process.env["LONG"] === "1" ? 20 : 1;

describe("the write-ahead log, crashed at every call of the disk", () => {
  for (let seed = 10; seed < 10 + 12 * times; seed++) {
    it(`with ${seed % 4} lives behind it (${seed})`, () => crashEverywhere(seed, seed % 4));
  }
  for (const origin of [2 ** 31 - 5, 2 ** 32 - 5, 2 ** 52 - 5]) {
    it(`with indexes and terms from ${origin} on`, () => crashEverywhere(7, 1, origin));
  }
});

describe("the write-ahead log, through many lives", () => {
  for (let seed = 1000; seed < 1000 + 150 * times; seed++) {
    it(`holds all that was promised (${seed})`, () => manyLives(seed, 12));
  }
});
