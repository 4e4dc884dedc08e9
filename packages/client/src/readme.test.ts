import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";

const root = new URL("../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };

interface Example {
  readonly heading: string;
  readonly program: string;
  readonly output: string;
}

/** Every program with what it prints, and the heading that it stands under. */
function examples(): Example[] {
  return readme.split(/^#+ /m).flatMap((section) => {
    const pairs = section.matchAll(/^```ts\n(.*?)^```.*?^```text\n(.*?)^```/gms);
    const heading = section.slice(0, section.indexOf("\n"));
    return [...pairs].map(([, program = "", output = ""]) => ({ heading, program, output }));
  });
}

/** Resolves with what it printed once it has ended, which it has to do by itself. */
async function run(program: string): Promise<string> {
  const { outputText } = ts.transpileModule(program, { compilerOptions });
  const options = { cwd: fileURLToPath(root), timeout: 60_000 };
  const running = promisify(execFile)(process.execPath, ["--input-type=module"], options);
  running.child.stdin?.end(outputText);
  const { stdout, stderr } = await running;
  return stdout + stderr;
}

test("the README's examples do what the README says, and end", async () => {
  const all = examples();
  assert.equal(all.length, readme.match(/^```ts$/gm)?.length, "each example says what it prints");
  await withServers(async (start) => {
    const { host } = new URL((await start(ALONE).serving()).url);
    for (const { heading, program, output } of all) {
      assert.equal(await run(program.replaceAll("127.0.0.1:2379", host)), output, heading);
    }
  });
});
