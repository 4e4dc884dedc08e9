import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import type { Edit } from "./zoo-bug.js";

const ROOT = join(import.meta.dirname, "../../../..");

const PACKAGES = ["raft", "storage", "api", "statemachine", "server", "sim"] as const;

/** Below the simulator's compiled files. */
export const HUNT_SCRIPT = "zoo/hunt-script.test-helper.js";

/** Bugs have to be caught by those who watch from outside, not by what the code asserts of itself. */
const ASSERTIONS_OFF: readonly Edit[] = ["raft", "storage"].map((name) => ({
  file: `packages/${name}/src/assert.ts`,
  text: "  if (!condition) fail(rule, a, b, c);\n",
  replacement: "",
}));

/** The source after the edits; fails if one of them does not find its text exactly once. */
export function editedSource(file: string, edits: readonly Edit[]): string {
  let source = readFileSync(join(ROOT, file), "utf8");
  for (const { text, replacement } of edits) {
    const [before, after, ...more] = source.split(text);
    assert.ok(before !== undefined && after !== undefined, `${file} no longer says\n${text}`);
    assert.equal(more.length, 0, `${file} says more than once\n${text}`);
    source = before + replacement + after;
  }
  return source;
}

/** As the compiler would have it, without types being looked at. */
export function transpiled(file: string, source: string): string {
  const { outputText, diagnostics = [] } = ts.transpileModule(source, {
    fileName: basename(file),
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const problems = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  assert.deepEqual(problems, [], `${file} does not parse after the edit`);
  return outputText;
}

export function filesOf(edits: readonly Edit[]): string[] {
  return [...new Set(edits.map(({ file }) => file))];
}

/** The compiled packages at a place of their own, with the edits in them and production assertions off. */
export class CopiedTree {
  readonly #directory: string;

  constructor(edits: readonly Edit[]) {
    this.#directory = mkdtempSync(join(tmpdir(), "keyval-zoo-"));
    for (const name of PACKAGES) this.#copy(name);
    const all = [...ASSERTIONS_OFF, ...edits];
    for (const file of filesOf(all)) this.#write(file, all);
  }

  /** Where a compiled file of the simulator is. */
  path(name: string): string {
    return join(this.#directory, "node_modules/@keyval/sim/dist", name);
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #copy(name: (typeof PACKAGES)[number]): void {
    const from = join(ROOT, "packages", name);
    const to = join(this.#directory, "node_modules/@keyval", name);
    mkdirSync(to, { recursive: true });
    cpSync(join(from, "package.json"), join(to, "package.json"));
    const isCode = (path: string): boolean => !/\.map$|\.d\.ts$|\.tsbuildinfo$|\.test\.js$/u.test(path);
    cpSync(join(from, "dist"), join(to, "dist"), {
      recursive: true,
      filter: isCode,
    });
  }

  #write(file: string, edits: readonly Edit[]): void {
    const ofFile = edits.filter((edit) => edit.file === file);
    const [, name = "", path = ""] = /^packages\/(\w+)\/src\/(.*)\.ts$/u.exec(file) ?? [];
    const target = join(this.#directory, "node_modules/@keyval", name, "dist", `${path}.js`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, transpiled(file, editedSource(file, ofFile)));
  }
}
