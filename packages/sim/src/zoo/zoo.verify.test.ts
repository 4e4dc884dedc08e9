import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { CHECKER_NAMES, type CheckerName } from "../checkers/checker.js";
import { failureLines } from "../main/report.js";
import { plansFor } from "../main/run-plans.js";
import type { Plan } from "../plan.js";
import { tallyOf } from "../run-seeds.test-helper.js";
import { CopiedTree, HUNT_SCRIPT } from "./copied-tree.test-helper.js";
import { hunt, huntedWorld, type Catch } from "./hunt.test-helper.js";
import { zoo } from "./zoo.js";
import type { ZooBug } from "./zoo-bug.js";

test(
  "every bug of the zoo is caught, and every checker is of use",
  { concurrency: availableParallelism() },
  async (t) => {
    const caught = new Map<ZooBug, Catch>();
    const hunts = zoo.map((bug) =>
      t.test(bug.name, async () => {
        const found = await huntFor(bug);
        caught.set(bug, found);
        assert.ok(found.by[bug.checker], `${bug.checker} said nothing in ${bug.seeds} seeds, but ${others(found)}`);
      }),
    );
    await Promise.all(hunts);
    for (const line of tableOf(caught)) t.diagnostic(line);
    await t.test("the unmodified tree passes the same seeds, with production assertions on", async () => {
      const { failures } = await tallyOf(plansOf(caught));
      assert.deepEqual(failures.map(failureLines), []);
    });
    // Any other could be merged into those that speak earlier.
    await t.test("every checker catches a bug alone, or before all others", () => {
      const useful = new Set(Array.from(caught.values(), ({ first }) => first));
      assert.deepEqual(
        CHECKER_NAMES.filter((name) => !useful.has(name)),
        [],
      );
    });
  },
);

async function huntFor({ edits, knobs, seeds, checker }: ZooBug): Promise<Catch> {
  const tree = new CopiedTree(edits);
  try {
    return await hunt(tree.path(HUNT_SCRIPT), { knobs, seeds, checker });
  } finally {
    tree.remove();
  }
}

function* plansOf(caught: ReadonlyMap<ZooBug, Catch>): Iterable<Plan> {
  for (const [{ knobs }, { seeds }] of caught) yield* plansFor({ ...huntedWorld(knobs), strikes: undefined }, 1, seeds);
}

function others({ by }: Catch): string {
  return Object.entries(by)
    .map(([name, { seed, sentence }]) => `${name} in seed ${seed}: ${sentence}`)
    .join("; ");
}

/** A row for each bug, a column for each checker: the seed in which it speaks, if it watches alone; `!` is the first to speak. */
function tableOf(caught: ReadonlyMap<ZooBug, Catch>): string[] {
  const width = Math.max(...zoo.map(({ name }) => name.length));
  const cell = ({ by, first }: Catch, checker: CheckerName): string => {
    const seed = by[checker]?.seed;
    return `${seed ?? "·"}${first === checker ? "!" : ""}`.padStart(checker.length + 2);
  };
  const head = "".padEnd(width) + CHECKER_NAMES.map((name) => `  ${name}`).join("");
  const rows = Array.from(
    caught,
    ([{ name }, found]) => name.padEnd(width) + CHECKER_NAMES.map((checker) => cell(found, checker)).join(""),
  );
  return [head, ...rows];
}
