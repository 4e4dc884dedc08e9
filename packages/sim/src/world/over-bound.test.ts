import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckerName } from "../checkers/checker.js";
import { drawKnobs, type TroubleKind } from "./knobs.js";
import { SeededRandom } from "../random.js";
import { simulate } from "./simulation.js";

const { troubles } = drawKnobs(new SeededRandom(1));
const none = Object.fromEntries(Object.keys(troubles).map((kind) => [kind, 0])) as Record<TroubleKind, number>;

/** Members lose their disks one after the other, and come back as if nothing had happened. */
function lossOfData(seed: number, overBound: boolean, checkers?: readonly CheckerName[]): CheckerName | undefined {
  const knobs = {
    members: 3,
    clients: 3,
    restMicroseconds: 20_000,
    lease: 0,
    origin: { index: 0, term: 0 },
    troubleMicroseconds: 50_000,
    troubleLastsMicroseconds: 100_000,
    restartMicroseconds: 100_000,
    troubles: { ...none, crash: 1, partition: 3, loseDisk: 3 },
  };
  const options = checkers === undefined ? {} : { checkers };
  return simulate({ seed, seconds: 5, knobs, overBound, ...options }).violations[0]?.checker;
}

const SEEDS = [1, 2, 3, 4, 5, 6];

test("more damage than the book of faults allows is seen as lost data", () => {
  const found = SEEDS.map((seed) => lossOfData(seed, true));
  assert.ok(!found.includes(undefined), found.join());
});

test("the checker of durability sees it alone", () => {
  assert.ok(SEEDS.some((seed) => lossOfData(seed, true, ["durability"]) === "durability"));
});

test("within the book nothing is lost", () => {
  assert.deepEqual(
    SEEDS.slice(0, 3).map((seed) => lossOfData(seed, false)),
    [undefined, undefined, undefined],
  );
});
