import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { badArguments } from "../frame/failure.js";
import type { Terminal } from "../frame/terminal.js";
import { inputStream } from "../read-input.js";

/** Asks for something that must not be seen on the screen. */
export async function askPassword(terminal: Terminal, question: string): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const input = inputStream(terminal);
  // Whatever becomes of the output: what is typed would be seen.
  const isTyped = "isTTY" in input && input.isTTY === true;
  const lines = createInterface({ input, output: silence, terminal: isTyped });
  // The reader is there already: from now on the terminal shows nothing of what is typed.
  terminal.error(question);
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
