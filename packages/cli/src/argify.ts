import { ExitCode } from "./frame/exit-code.js";
import { Failure } from "./frame/failure.js";
import { goUnquote } from "./output/go-quote.js";

const WORD = /"(?:[^"\\]|\\.)*"|'[^']*'|[^'"\s]\S*[^'"\s]?/gsu;

/** The words of a line: between single quotes as they are, between double quotes with Go's escapes. */
export function argify(line: string): string[] {
  return (line.match(WORD) ?? []).map((word) => {
    if (word.startsWith("'")) return word.slice(1, -1);
    if (!word.startsWith('"')) return word;
    const bytes = goUnquote(word);
    if (bytes === undefined) throw new Failure(`${word} has an escape that does not exist`, ExitCode.invalidInput);
    return Buffer.from(bytes).toString();
  });
}
