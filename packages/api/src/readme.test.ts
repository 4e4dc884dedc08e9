import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the example of the README prints what stands beside it", () => {
  const [, code = ""] = /```ts\n([^`]*)```/u.exec(readme) ?? [];
  const [, expected = ""] = /\/\/ (.*)\n$/u.exec(code) ?? [];
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", code], { encoding: "utf8" });
  assert.ok(expected !== "");
  assert.equal(output, `${expected}\n`);
});
