import assert from "node:assert/strict";
import { execPath } from "node:process";
import { test } from "node:test";
import { simulate } from "./index.js";
import { runHashes } from "./run-hashes.test-helper.js";
import { worldOnlyHash } from "./world-only.test-helper.js";

const RUNS = { first: 1, count: 20, seconds: 2 };

for (const world of ["registers", "keyspace"] as const) {
  test(`the same seeds give the same runs with ${world}, event for event, in two processes`, async () => {
    const runs = { ...RUNS, world };
    const [one, other] = await Promise.all([runHashes(execPath, runs), runHashes(execPath, runs)]);
    assert.equal(one.length, RUNS.count);
    assert.deepEqual(one, other);
    assert.equal(new Set(one).size, RUNS.count, "every seed has a run of its own");
  });
}

test("a run does not depend on who reads its trace", () => {
  const lines: string[] = [];
  const printed = simulate({ seed: 3, seconds: 2, print: (line) => lines.push(line) });
  assert.equal(printed.traceHash, simulate({ seed: 3, seconds: 2 }).traceHash);
  assert.match(lines[0] ?? "", /seed 3 .*"members"/, "the first line tells the knobs");
  assert.ok(lines.length > 2);
});

// A change of these hashes is a change of the world, under which all kept seeds mean something else: do it knowingly.
test("the world alone, with scripted processes, is the one that it was", () => {
  assert.deepEqual([1, 2, 2 ** 40].map(worldOnlyHash), [
    "36631-726405028-748431941",
    "33296-1054923275-1161572793",
    "35969-1454324668-631928165",
  ]);
});
