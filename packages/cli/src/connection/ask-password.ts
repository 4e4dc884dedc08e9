import { createInterface } from "node:readline/promises";
import { Readable, Writable } from "node:stream";
import { badArguments } from "../frame/failure.js";
import type { Terminal } from "../frame/terminal.js";

/** Asks for something that must not be seen on the screen. */
export async function askPassword(terminal: Terminal, question: string): Promise<string> {
  terminal.error(question);
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const input = terminal.isInteractive ? process.stdin : Readable.from(terminal.input);
  const lines = createInterface({ input, output: silence, terminal: terminal.isInteractive });
  try {
    const answers = lines[Symbol.asyncIterator]();
    const answer = await answers.next();
    if (answer.done === true)
      throw badArguments("failed to ask password: there is no terminal to ask on, and no input");
    return answer.value;
  } finally {
    lines.close();
    terminal.error("\n");
  }
}
