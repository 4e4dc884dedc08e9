import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export interface Hashes {
  readonly first: number;
  readonly count: number;
  readonly seconds: number;
  /** The server's key space, or a few registers. */
  readonly world?: "keyspace" | "registers";
}

const program = fileURLToPath(new URL("hashes.test-helper.js", import.meta.url));

/** The hashes of the traces of some runs, in a process of a Node of its own. */
export async function runHashes(
  node: string,
  { first, count, seconds, world = "registers" }: Hashes,
): Promise<string[]> {
  const numbers = [first, count, seconds].map((number) => number.toString());
  const { stdout } = await promisify(execFile)(node, [program, ...numbers, world]);
  return JSON.parse(stdout) as string[];
}
