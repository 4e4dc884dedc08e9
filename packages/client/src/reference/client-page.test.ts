import assert from "node:assert/strict";
import { test } from "node:test";
import { assertHeld } from "../../../server/dist/reference/held-page.test-helper.js";
import { ALONE, withServers } from "../../../server/dist/process/child-server.test-helper.js";
import * as everything from "../index.js";
import { runExample } from "../testing/run-example.test-helper.js";
import { clientPage } from "./client-page.test-helper.js";
import { declaredExports } from "./declared.test-helper.js";

const page = clientPage(declaredExports("packages/client/dist/index.d.ts"));

test("the page about the client has all that it exports, as its comments tell it", () => {
  assertHeld("client.md", page);
});

test("the examples in comments run, and end", async () => {
  const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gmsu)].map(([, program = ""]) => program);
  assert.ok(examples.length > 5, `${examples.length} examples`);
  await withServers(async (start) => {
    const { url } = await start(ALONE).serving();
    const before = `import { ${Object.keys(everything).join(", ")} } from "@keyval/client";
      using client = new Client({ endpoints: "${url}" });
      const { kv } = client;\n`;
    for (const example of examples) assert.equal(await runExample(before + example), "", example);
  });
});
