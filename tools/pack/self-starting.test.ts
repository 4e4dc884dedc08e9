import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { selfStarting } from "./self-starting.js";

const launcher = readFileSync("packages/keyval/bin/keyval", "utf8");
const code = `
import { argv, env } from "node:process";
console.log(JSON.stringify([env.NODE_OPTIONS ?? "", ...argv.slice(2)]));
`;

const folder = mkdtempSync(join(tmpdir(), "self starting "));
after(() => {
  rmSync(folder, { recursive: true });
});

void describe("a module with a launcher in front", () => {
  const file = join(folder, "program.mjs");
  writeFileSync(file, selfStarting(launcher, code));
  chmodSync(file, 0o755);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = (program: string, ...args: string[]): unknown =>
    JSON.parse(execFileSync(program, args, { env, encoding: "utf8" }));

  it("is started by sh, with what the launcher says", () => {
    const [options, ...args] = run(file, "--name", "a b") as string[];
    assert.match(options ?? "", /^--max-semi-space-size=\d+$/u);
    assert.deepEqual(args, ["--name", "a b"]);
  });

  it("is a module for Node, too", () => {
    assert.deepEqual(run(process.execPath, file, "x"), ["", "x"]);
  });

  it("is not made of a launcher that would end its comment", () => {
    assert.throws(() => selfStarting("#!/bin/sh\nls /tmp/*/\n", code), /ends the comment/u);
  });
});
