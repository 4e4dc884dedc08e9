import { describe, it } from "node:test";
import { crashEverywhere, manyLives } from "./wal-crash.test-helper.js";

describe("the write-ahead log, crashed at every call of the disk", () => {
  it("that begins a log", () => crashEverywhere(1, 0));
  it("that goes on with one", () => crashEverywhere(4, 2));
  it("with indexes and terms around 2^32", () => crashEverywhere(7, 1, 2 ** 32 - 5));
});

describe("the write-ahead log, through many lives", () => {
  for (let seed = 0; seed < 15; seed++) it(`holds all that was promised (${seed})`, () => manyLives(seed, 10));
});
