/** Writes the modules of `packages/api/src/generated` anew from the .proto files of `packages/api/proto`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generate } from "./generate.js";

const target = join("packages", "api", "src", "generated");
const modules = await generate(join("packages", "api", "proto"));
rmSync(target, { recursive: true, force: true });
for (const [path, text] of modules) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  writeFileSync(join(target, path), text);
}
