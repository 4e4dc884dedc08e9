import type { Piece, Terminal } from "./frame/terminal.js";

/** The terminal of this process; without a word about the server, that is looked for as other programs are. */
export function processTerminal(server: readonly string[] = ["keyval"]): Terminal {
  const { stdin, stdout, stderr, env } = process;
  // `kvctl get ... | head` ends when head has seen enough.
  stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  let interrupted: AbortSignal | undefined;
  return {
    environment: env,
    server,
    input: stdin,
    isInteractive: stdin.isTTY && stdout.isTTY,
    hasColours: stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
    out: (...pieces) => void stdout.write(joined(pieces)),
    error: (...pieces) => void stderr.write(joined(pieces)),
    get interrupted(): AbortSignal {
      // Signals are caught only for commands that have something to undo: the others end at once.
      return (interrupted ??= signalled());
    },
  };
}

/** Aborted by the first signal; the second one ends the process, because nobody listens any more. */
function signalled(): AbortSignal {
  const interruption = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const interrupt = (): void => {
    for (const signal of signals) process.off(signal, interrupt);
    interruption.abort();
  };
  for (const signal of signals) process.on(signal, interrupt);
  return interruption.signal;
}

function joined(pieces: readonly Piece[]): Piece {
  if (pieces.every((piece) => typeof piece === "string")) return pieces.join("");
  return Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)));
}
