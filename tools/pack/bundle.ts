import { readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { rollup, type OutputChunk, type Plugin } from "@rollup/wasm-node";

export interface BundleOptions {
  /** Modules to begin with, by the names of their files in the bundle, without the ending. */
  readonly entries: Readonly<Record<string, string>>;
  /** Whether there may be one file only, whatever is loaded when it is asked for. */
  readonly isOneFile?: boolean;
}

export interface Bundle {
  /** Code by the names of files. */
  readonly files: ReadonlyMap<string, string>;
  /** The licences of what is in it and is not ours. */
  readonly licences: string;
}

/** Puts modules and all that they import into few files, which import nothing but Node's own modules. */
export async function bundle({ entries, isOneFile = false }: BundleOptions): Promise<Bundle> {
  const build = await rollup({
    input: entries,
    plugins: [packages, workers, places(isOneFile)],
    // As their package.json say: no module does anything when it is only imported.
    treeshake: { moduleSideEffects: false },
    onwarn: ({ code, message }) => {
      // What the compiler writes for `using` asks for a `this` that modules do not have, and goes on without it.
      if (code !== "THIS_IS_UNDEFINED") throw new Error(message);
    },
  });
  const { output } = await build.generate({
    format: "es",
    entryFileNames: isOneFile ? "[name].mjs" : "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    inlineDynamicImports: isOneFile,
  });
  await build.close();
  const chunks = output.filter((file) => file.type === "chunk");
  for (const chunk of chunks) refuseWhatIsLeft(chunk);
  const others = new Set(chunks.flatMap(({ moduleIds }) => moduleIds.map(foreignPackage)));
  others.delete(undefined);
  return {
    files: new Map(chunks.map(({ fileName, code }) => [fileName, code])),
    licences: [...others].sort().map(licenceOf).join("\n"),
  };
}

/** Where packages are; those that have a form for bundlers are taken in it, because the other one is no ES module. */
const packages: Plugin = {
  name: "packages",
  resolveId: (name) => {
    if (isBuiltin(name)) return { id: name, external: true };
    if (name === "yaml") return join(folderOf("yaml"), "browser/index.js");
    return name.startsWith("@keyval/") ? fileURLToPath(import.meta.resolve(name)) : null;
  },
};

const WORKER = /new URL\("(\.\/[a-z-]+\.js)", import\.meta\.url\)/u;

/** A thread's code becomes a part of the module that starts it, so that the bundle may be moved as it is. */
const workers: Plugin = {
  name: "workers",
  transform: (code, id) => {
    const file = WORKER.exec(code)?.[1];
    return file === undefined ? null : workerInside(code, join(dirname(id), file));
  },
};

async function workerInside(code: string, worker: string): Promise<string> {
  const { files } = await bundle({ entries: { worker }, isOneFile: true });
  const text = encodeURIComponent(files.get("worker.mjs") ?? "");
  return code.replace(WORKER, () => `new URL("data:text/javascript,${text.replaceAll("'", "%27")}")`);
}

/** Entries stay where they are to each other, and may look for one another; what else looks for files would not find them. */
function places(isOneFile: boolean): Plugin {
  return {
    name: "places",
    transform(code, id) {
      const stays = !isOneFile && this.getModuleInfo(id)?.isEntry === true;
      if (!stays && code.includes("import.meta")) {
        throw new Error(`${id} looks for files beside itself: they are not in the bundle`);
      }
      return null;
    },
  };
}

/** What only works where the packages of this repository are. */
function refuseWhatIsLeft({ fileName, imports, dynamicImports }: OutputChunk): void {
  const strange = [...imports, ...dynamicImports].filter((name) => !isBuiltin(name) && !name.startsWith("chunks/"));
  if (strange.length > 0) throw new Error(`${fileName} imports ${strange.join(", ")}, which is not in the bundle`);
}

function foreignPackage(file: string): string | undefined {
  const [, inside] = file.split(`${sep}node_modules${sep}`);
  return inside === undefined ? undefined : inside.split(sep)[0];
}

function licenceOf(name: string | undefined): string {
  if (name === undefined) return "";
  return `${name}\n\n${readFileSync(join(folderOf(name), "LICENSE"), "utf8")}`;
}

function folderOf(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}
