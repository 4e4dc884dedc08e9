import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Script, createContext } from "node:vm";
import { rollup } from "@rollup/wasm-node";
import type { commitOnThreeNodes } from "./browser.test-helper.js";

/** What a host of JavaScript may add to the language, and this package must not need. */
const GLOBALS_OF_HOSTS = [
  ...["process", "Buffer", "require", "module", "global", "setImmediate"],
  ...["window", "document", "self", "navigator", "crypto", "fetch", "URL"],
  ...["setTimeout", "setInterval", "queueMicrotask", "performance", "console"],
  ...["TextEncoder", "TextDecoder", "structuredClone", "AbortController", "EventTarget", "WebAssembly"],
];

async function bundle(): Promise<string> {
  const input = fileURLToPath(new URL("browser.test-helper.js", import.meta.url));
  const build = await rollup({
    input,
    onwarn: (warning) => assert.fail(warning.message),
  });
  const { output } = await build.generate({ format: "iife", name: "bundle" });
  await build.close();
  assert.equal(output.length, 1, "there is one script");
  assert.deepEqual(output[0].imports, [], "nothing is left to import");
  return output[0].code;
}

/** A realm in which only the language's own builtins exist. V8 gives each realm two things that are not of the language. */
function plainRealm(): object {
  const realm = createContext({});
  new Script("delete globalThis.console; delete globalThis.WebAssembly;").runInContext(realm);
  const isThere = new Script("(name) => name in globalThis").runInContext(realm) as (name: string) => boolean;
  assert.deepEqual(GLOBALS_OF_HOSTS.filter(isThere), []);
  assert.ok(["Uint8Array", "Map", "Promise"].every(isThere));
  return realm;
}

test("bundled into one script, three nodes commit in a realm that has nothing but the language", async () => {
  const realm = plainRealm();
  new Script(await bundle()).runInContext(realm);
  const result = new Script(`
    const { machines, reads } = bundle.commitOnThreeNodes([new Uint8Array([1, 2, 3]), new Uint8Array(256)]);
    JSON.stringify({ machines, reads });
  `).runInContext(realm) as string;
  const { machines, reads } = JSON.parse(result) as ReturnType<typeof commitOnThreeNodes>;
  assert.equal(machines.length, 3);
  // The first configuration, and the two commands.
  for (const machine of machines) assert.deepEqual(machine, { applied: 3, digest: machines[0]?.digest });
  assert.equal(reads, 3);
});
