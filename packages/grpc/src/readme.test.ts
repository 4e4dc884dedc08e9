import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");

function codeBlock(language: string): string {
  const match = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "ms").exec(readme);
  assert.ok(match?.[1] !== undefined, `the README has a block of ${language}`);
  return match[1];
}

void test("the README's example does what the README says", () => {
  const printed = execFileSync(process.execPath, ["--input-type=module"], {
    cwd: fileURLToPath(root),
    input: codeBlock("js"),
    encoding: "utf8",
  });
  assert.equal(printed, codeBlock("text"));
});
