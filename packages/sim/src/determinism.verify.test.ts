import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { execPath, versions } from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runHashes, type Hashes } from "./run-hashes.test-helper.js";

const RUNS: readonly Hashes[] = [
  { first: 1001, count: 30, seconds: 10 },
  { first: 1001, count: 15, seconds: 10, world: "keyspace" },
];

const others = new URL("../../../tools/node-versions/node_modules/", import.meta.url);

let expected: Promise<string[][]> | undefined;

function allHashes(node: string): Promise<string[][]> {
  return Promise.all(RUNS.map((runs) => runHashes(node, runs)));
}

for (const version of ["node20", "node22", "node24"]) {
  const node = fileURLToPath(new URL(`${version}/bin/node`, others));
  const skip = existsSync(node) ? false : `${version} is not installed: its binary is for x64 Linux only`;

  test(`whole runs go alike, event for event, on ${version} and on Node ${versions.node}`, { skip }, async () => {
    expected ??= allHashes(execPath);
    const hashes = await allHashes(node);
    assert.deepEqual(
      hashes.map(({ length }) => length),
      RUNS.map(({ count }) => count),
    );
    assert.deepEqual(hashes, await expected);
  });
}
