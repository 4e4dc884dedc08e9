import type { Compare, RequestOp } from "@keyval/api";
import { argify } from "../../argify.js";
import { ExitCode } from "../../frame/exit-code.js";
import { badArguments, Failure } from "../../frame/failure.js";
import type { Flags, FlagValues } from "../../frame/flag.js";
import { parseFlags } from "../../frame/parse-flags.js";
import { withFallbacks } from "../../frame/with-fallbacks.js";
import type { Terminal } from "../../frame/terminal.js";
import type { InputLines } from "../../read-input.js";
import { parseCompare } from "./compare.js";
import { delFlags, deleteRequest, warnOfRange } from "./del.js";
import { getFlags, rangeRequest } from "./get.js";
import { putFlags, putRequest } from "./put.js";

/** A message of which fields may be left out, and in it too. */
type Operation = { readonly [Field in keyof RequestOp]?: Partial<NonNullable<RequestOp[Field]>> };

export async function readCompares(lines: InputLines): Promise<Partial<Compare>[]> {
  return (await readBlock(lines)).map(parseCompare);
}

export async function readOperations(lines: InputLines, terminal: Terminal): Promise<Operation[]> {
  const operations: Operation[] = [];
  for (const line of await readBlock(lines)) operations.push(await parseOperation(line, terminal));
  return operations;
}

/** The lines up to an empty one. */
async function readBlock(lines: InputLines): Promise<string[]> {
  const block: string[] = [];
  for (;;) {
    const line = await lines.next();
    if (line === undefined) {
      throw new Failure(
        "EOF",
        ExitCode.invalidInput,
        "Each of the three parts of a transaction ends with an empty line.",
      );
    }
    if (line.trim() === "") return block;
    block.push(line.trim());
  }
}

async function parseOperation(line: string, terminal: Terminal): Promise<Operation> {
  const [verb = "", ...words] = argify(line);
  if (words.length === 0) throw new Failure(`invalid txn compare request: ${line}`, ExitCode.invalidInput);
  switch (verb) {
    case "get": {
      const { args, flags } = parse(getFlags, words, line);
      return { requestRange: rangeRequest(args, flags) };
    }
    case "put": {
      const { args, flags } = parse(putFlags, words, line);
      return { requestPut: await putRequest(args, flags, noValue) };
    }
    case "del": {
      const { args, flags } = parse(delFlags, words, line);
      const requestDeleteRange = deleteRequest(args, flags);
      await warnOfRange(args, flags, terminal);
      return { requestDeleteRange };
    }
    default:
      throw invalid(line);
  }
}

function parse<F extends Flags>(
  flags: F,
  words: readonly string[],
  line: string,
): { args: readonly string[]; flags: FlagValues<F> } {
  try {
    const { args, values } = parseFlags(flags, words);
    return { args, flags: withFallbacks(flags, values) };
  } catch (error) {
    if (error instanceof Failure) throw invalid(line);
    throw error;
  }
}

function invalid(line: string): Failure {
  const advice = "Write get, put or del with its arguments, quoted where they have spaces.";
  return new Failure(`invalid txn request: ${line}`, ExitCode.invalidInput, advice);
}

/** Standard input is where the transaction itself is read from. */
function noValue(): never {
  throw badArguments("put command needs 1 argument and input from stdin or 2 arguments");
}
