import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Terminal } from "./frame/terminal.js";

/** All of standard input. */
export async function readInput({ input }: Terminal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Standard input for code that wants a stream. */
export function inputStream({ input }: Terminal): Readable {
  return input instanceof Readable ? input : Readable.from(input);
}

/** The lines of standard input, one when it is asked for; undefined at the end. Close it, so that the process can end. */
export class InputLines implements Disposable {
  readonly #reader;
  readonly #lines;

  constructor(terminal: Terminal) {
    this.#reader = createInterface({ input: inputStream(terminal), crlfDelay: Infinity });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async next(): Promise<string | undefined> {
    const line = await this.#lines.next();
    return line.done === true ? undefined : line.value;
  }

  [Symbol.dispose](): void {
    this.#reader.close();
  }
}
