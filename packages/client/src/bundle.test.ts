import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rollup } from "@rollup/wasm-node";

/** A client is loaded by programs that want to start at once. */
const BYTES_MAX = 600_000;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

const dist = dirname(fileURLToPath(import.meta.url));

test("all that a program loads with the client is ours, and little", async (context) => {
  const found = new Set<string>();
  const build = await rollup({
    input: fileURLToPath(import.meta.resolve("@keyval/client")),
    onwarn: (warning) => assert.fail(warning.message),
    plugins: [
      {
        name: "rooms",
        resolveId: (source) => {
          if (isBuiltin(source)) return { id: source, external: true };
          if (source.startsWith(".") || source.startsWith("/")) return null;
          found.add(source.split("/").slice(0, 2).join("/"));
          return fileURLToPath(import.meta.resolve(source));
        },
      },
    ],
  });
  const { output } = await build.generate({ format: "es" });
  await build.close();
  const { code } = output[0];
  const { dependencies = {} } = JSON.parse(readFileSync(`${dist}/../package.json`, "utf8")) as Manifest;
  assert.deepEqual([...found].sort(), Object.keys(dependencies).sort());
  assert.ok(
    [...found].every((name) => name.startsWith("@keyval/")),
    "no dependencies but rooms of this house",
  );
  assert.ok(code.length < BYTES_MAX, `${code.length} bytes`);
  context.diagnostic(`${code.length} bytes in one file, ${gzipSync(code).length} packed, and no other dependency`);
});
