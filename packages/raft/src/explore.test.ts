import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { exploreMutant, exploreTimed, printTable, SMALL_MUTANTS } from "./explore.test-helper.js";
import { explore, hostOf, SMALL_WORLDS, type World } from "./testing/explore/index.js";
import type { Timed } from "./testing/explore/table.js";

const rows: Timed[] = [];
after(() => printTable(rows));

describe("every interleaving of a small world keeps to the rules", () => {
  for (const world of SMALL_WORLDS) {
    test(world.name, () => {
      const timed = exploreTimed(world);
      rows.push(timed);
      assert.equal(timed.report.cut, undefined);
      assert.ok(timed.report.states > 1000, `${timed.report.states} states are hardly a world`);
    });
  }
});

describe("a broken core is caught", () => {
  for (const mutant of SMALL_MUTANTS) test(mutant.name, () => exploreMutant(mutant));
});

describe("the explorer", () => {
  const election: World = {
    name: "an election and a crash",
    voters: 3,
    asynchronousDisk: true,
    budgets: { timeouts: 1, crashes: 1 },
  };
  const change: World = {
    name: "two voters more",
    voters: 1,
    joiners: 2,
    messagesInFlight: 2,
    changes: [[{ kind: "addVoter", host: hostOf(2) }], [{ kind: "addLearner", host: hostOf(3) }]],
    budgets: { timeouts: 1, changes: 2, losses: Infinity },
  };

  for (const world of [election, { ...election, voters: 2, joiners: 1 }, change]) {
    test(`counts situations that trade names once: ${world.name}, ${world.voters} voters`, () => {
      const once = explore(world);
      const each = explore({ ...world, namesMatter: true });
      assert.equal(once.namedStates, each.states);
      assert.equal(each.namedStates, each.states);
    });
  }

  const answered: World = {
    ...election,
    voters: 2,
    startsLed: true,
    budgets: { timeouts: 1, proposals: 1, crashes: 1 },
  };
  for (const world of [{ ...election, terms: 1, budgets: { timeouts: 2, crashes: 1 } }, answered]) {
    test(`misses nothing without answers that come too late: ${world.name}, ${world.voters} voters`, () => {
      const all = explore({ ...world, namesMatter: true });
      const fewer = explore({ ...world, namesMatter: true, lateAnswersVanish: true });
      assert.equal(fewer.locals, all.locals);
      assert.ok(fewer.states < all.states);
    });
  }

  test("says at which bound it was cut", () => {
    const { cut, states } = explore(election, 100);
    assert.equal(cut, "100 states");
    assert.ok(states >= 100);
  });

  test("gives the same report on every run", () => {
    assert.deepEqual(explore(election), explore(election));
  });
});
