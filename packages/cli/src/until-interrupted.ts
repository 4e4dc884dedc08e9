import type { Terminal } from "./frame/terminal.js";

/** What a shell says of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Does what goes on until somebody stops it, and lets it end in order; resolves with the exit status if that happened. */
export async function untilInterrupted(
  { interrupted }: Pick<Terminal, "interrupted">,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<number | undefined> {
  try {
    await work(interrupted);
  } catch (error) {
    if (!interrupted.aborted) throw error;
  }
  return interrupted.aborted ? INTERRUPTED : undefined;
}
