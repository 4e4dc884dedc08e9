import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";

const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };

/**
 * Runs a program in TypeScript, in a folder where the packages of this house are installed; resolves with what it
 * printed once it has ended by itself.
 */
export async function runExample(program: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "keyval-example-"));
  try {
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "example.mjs"), ts.transpileModule(program, { compilerOptions }).outputText);
    const options = { cwd: folder, timeout: 60_000 };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["example.mjs"], options);
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
