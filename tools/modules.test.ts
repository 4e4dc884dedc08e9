import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { listFiles } from "./list-files.js";

// Also brings modules that hold nothing but types into the coverage, which counts what was never loaded as not covered.
// Programs begin to run when they are loaded: they are left out.
const programs = /(^|\/)(main|worker)\.ts$/;

for (const name of readdirSync("packages")) {
  const source = join("packages", name, "src");
  if (!existsSync(source)) continue;
  test(`every module of packages/${name} can be loaded`, async () => {
    for (const file of listFiles(source)) {
      if (!file.endsWith(".ts") || /\.test(-helper)?\.ts$/.test(file) || programs.test(file)) continue;
      const compiled = resolve("packages", name, "dist", relative(source, file).replace(/\.ts$/, ".js"));
      await import(pathToFileURL(compiled).href);
    }
  });
}
