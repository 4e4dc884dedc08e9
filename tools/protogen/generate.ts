import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { format, resolveConfig } from "prettier";
import { listFiles } from "../list-files.js";
import { fileCode } from "./file-code.js";
import { Linker } from "./linked.js";
import { parseProto } from "./parse-proto.js";
import type { ProtoFile } from "./schema.js";
import { schemaCode } from "./schema-code.js";

/** What the .proto files of a folder become: the text of each module by its path. */
export async function generate(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = listFiles(folder)
    .map((path) => parseProto(relative(folder, path), readFileSync(path, "utf8")))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const linker = new Linker(files);
  const options = { ...(await resolveConfig(join(folder, "any.ts"))), parser: "typescript" };
  const modules = new Map([["schema.ts", await format(schemaCode(importedFirst(files), linker), options)]]);
  for (const file of files) {
    modules.set(file.path.replace(/\.proto$/u, ".ts"), await format(fileCode(file, linker), options));
  }
  return modules;
}

/** A file behind those that it imports, as descriptors are usually listed. */
function importedFirst(files: readonly ProtoFile[]): readonly ProtoFile[] {
  const ordered = new Set<ProtoFile>();
  const visit = (file: ProtoFile): void => {
    for (const path of file.imports) {
      const imported = files.find((other) => other.path === path);
      if (imported === undefined) throw new Error(`${file.path} imports a file that is missing: ${path}.`);
      visit(imported);
    }
    ordered.add(file);
  };
  for (const file of files) visit(file);
  return [...ordered];
}
