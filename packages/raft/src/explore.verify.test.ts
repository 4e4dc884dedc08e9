import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { exploreMutant, exploreTimed, MUTANTS, printTable } from "./explore.test-helper.js";
import { LONG_WORLDS, WORLDS } from "./testing/explore/index.js";
import type { Timed } from "./testing/explore/table.js";

/** `LONG=1 make verify`, or `LONG=1 node --test packages/raft/dist/explore.verify.test.js` for this file alone. */
const isLong = process.env["LONG"] === "1";

/** In each world of the long mode; enough that all of them together pass two million by far. */
const LONG_STATES_MAX = 1_000_000;
const LONG_STATES_MIN = 2_000_000;

const rows: Timed[] = [];
after(() => printTable(rows));

describe("every interleaving keeps to the rules", () => {
  for (const world of WORLDS) {
    test(world.name, () => {
      const timed = exploreTimed(world);
      rows.push(timed);
      assert.equal(timed.report.cut, undefined);
    });
  }
});

describe("a broken core is caught", () => {
  for (const mutant of MUTANTS) test(mutant.name, () => exploreMutant(mutant));
});

describe("the long mode", { skip: isLong ? false : "LONG=1 runs it" }, () => {
  for (const world of LONG_WORLDS) {
    test(world.name, () => {
      rows.push(exploreTimed(world, LONG_STATES_MAX));
    });
  }

  test("visits enough", () => {
    const states = rows.reduce((sum, { report }) => sum + report.states, 0);
    assert.ok(states >= LONG_STATES_MIN, `${states} states`);
  });
});
