import { describe, it } from "node:test";
import { run } from "./key-index-world.test-helper.js";

const PROGRAMS = process.env["LONG"] === "1" ? 2000 : 100;

describe("a key index, for long", () => {
  for (const origin of [0, 2 ** 31 - 200, 2 ** 32 - 200, 2 ** 52 - 200]) {
    it(`agrees with a list of all versions in ${PROGRAMS} programs, from revision ${origin} on`, () => {
      for (let seed = 100; seed < 100 + PROGRAMS; seed++) run(seed, origin, 5 + ((seed * 37) % 700), 400);
    });
  }
});
