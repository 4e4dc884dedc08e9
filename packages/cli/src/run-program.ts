import { spawn } from "node:child_process";
import { once } from "node:events";
import { Failure } from "./frame/failure.js";

/** What a shell says of a program that a signal ended: 128 and the number, which is not known here. */
const ENDED_BY_SIGNAL = 255;

/** Runs a program on this terminal, with more environment, and resolves with its exit status. */
export async function runProgram(
  [program = "", ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(program, args, {
    env: { ...environment, ...process.env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  try {
    const [status] = (await once(child, "exit")) as [number | null];
    return status ?? ENDED_BY_SIGNAL;
  } catch (error) {
    throw new Failure((error as Error).message, undefined, `Check that ${program} exists and may be run.`);
  }
}
