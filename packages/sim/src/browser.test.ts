import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Script, createContext } from "node:vm";
import { rollup } from "@rollup/wasm-node";
import { simulate, type SimulationOptions, type SimulationResult } from "./index.js";

const RUNS: readonly SimulationOptions[] = [
  { seed: 2, seconds: 5 },
  { seed: 2, seconds: 5, knobs: { keyspace: {} } },
];

/** What a host of JavaScript may add to the language, and the simulator must not need. */
const GLOBALS_OF_HOSTS = [
  ...[
    "process",
    "Buffer",
    "require",
    "global",
    "setTimeout",
    "setImmediate",
    "queueMicrotask",
    "performance",
    "console",
  ],
  ...["window", "document", "crypto", "fetch", "TextEncoder", "TextDecoder", "structuredClone", "WebAssembly"],
];

/** The packages of this repository, where they are. */
const workspace = {
  name: "workspace",
  resolveId: (name: string): string | null =>
    name.startsWith("@keyval/") ? fileURLToPath(import.meta.resolve(name)) : null,
};

async function bundle(): Promise<string> {
  const build = await rollup({
    input: fileURLToPath(new URL("index.js", import.meta.url)),
    plugins: [workspace],
    onwarn: (warning) => assert.fail(warning.message),
  });
  const { output } = await build.generate({ format: "iife", name: "bundle" });
  await build.close();
  assert.equal(output.length, 1, "there is one script");
  assert.deepEqual(output[0].imports, [], "nothing is left to import");
  return output[0].code;
}

function plainRealm(): object {
  const realm = createContext({});
  new Script("delete globalThis.console; delete globalThis.WebAssembly;").runInContext(realm);
  const isThere = new Script("(name) => name in globalThis").runInContext(realm) as (name: string) => boolean;
  assert.deepEqual(GLOBALS_OF_HOSTS.filter(isThere), []);
  return realm;
}

test("bundled into one script, a run goes in a realm that has nothing but the language as it goes in Node", async () => {
  const realm = plainRealm();
  new Script(await bundle()).runInContext(realm);
  const run = new Script("(options) => bundle.simulate(options)").runInContext(realm) as typeof simulate;
  for (const options of RUNS) {
    const { traceHash, violations }: SimulationResult = run(options);
    assert.equal(violations.length, 0);
    assert.equal(traceHash, simulate(options).traceHash);
  }
});
