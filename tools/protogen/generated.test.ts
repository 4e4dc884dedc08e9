import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { listFiles } from "../list-files.js";
import { generate } from "./generate.js";

const folder = join("packages", "api", "src", "generated");

test("the generated modules are those of the .proto files: otherwise run make protos", async () => {
  const expected = await generate(join("packages", "api", "proto"));
  const files = listFiles(folder).map((file) => relative(folder, file));
  assert.deepEqual(files.sort(), [...expected.keys()].sort());
  for (const [path, text] of expected) assert.equal(readFileSync(join(folder, path), "utf8"), text, path);
});
