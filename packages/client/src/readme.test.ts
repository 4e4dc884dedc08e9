import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { runExample } from "./testing/run-example.test-helper.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

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

test("the README's examples do what the README says, and end", async () => {
  const all = examples();
  assert.equal(all.length, readme.match(/^```ts$/gm)?.length, "each example says what it prints");
  await withServers(async (start) => {
    const { host } = new URL((await start(ALONE).serving()).url);
    for (const { heading, program, output } of all) {
      assert.equal(await runExample(program.replaceAll("127.0.0.1:2379", host)), output, heading);
    }
  });
});
