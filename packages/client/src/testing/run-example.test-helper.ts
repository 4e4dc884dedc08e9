import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";

const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };

/** Runs a program in TypeScript that imports this package; resolves with what it printed once it has ended by itself. */
export async function runExample(program: string): Promise<string> {
  const { outputText } = ts.transpileModule(program, { compilerOptions });
  const options = { cwd: fileURLToPath(new URL("../../", import.meta.url)), timeout: 60_000 };
  const running = promisify(execFile)(process.execPath, ["--input-type=module"], options);
  running.child.stdin?.end(outputText);
  const { stdout, stderr } = await running;
  return stdout + stderr;
}
