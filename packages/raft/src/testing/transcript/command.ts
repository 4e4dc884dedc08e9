import type { ReplicaId } from "../../configuration.js";

/** One line of a scenario: a verb, words, and settings of the form `key=value`. */
export interface Command {
  readonly verb: string;
  readonly words: readonly string[];
  readonly settings: ReadonlyMap<string, string>;
  /** Nothing of what happens is written into the trace. */
  readonly silently: boolean;
}

export function parseCommand(line: string): Command {
  const all = line.split(" ").filter((word) => word !== "");
  const silently = all[0] === "silently";
  const [verb, ...rest] = silently ? all.slice(1) : all;
  if (verb === undefined) throw new Error("a command begins with a verb");
  const words = rest.filter((word) => !word.includes("="));
  const settings = new Map<string, string>();
  for (const word of rest) {
    const [key = "", value] = word.split("=");
    if (value !== undefined) settings.set(key, value);
  }
  return { verb, words, settings, silently };
}

export function wordAt({ verb, words }: Command, position: number): string {
  const word = words[position];
  if (word === undefined) throw new Error(`${verb} takes at least ${position + 1} words`);
  return word;
}

/** The replica that a command is about comes first. */
export function idAt(command: Command, position: number): ReplicaId {
  return numberOf(wordAt(command, position));
}

export function numberOf(word: string): number {
  const number = Number(word);
  if (!Number.isSafeInteger(number)) throw new Error(`"${word}" is not a whole number`);
  return number;
}

/** `1-3,5` stands for 1, 2, 3 and 5. */
export function listOf(word: string): number[] {
  if (word === "") return [];
  return word.split(",").flatMap((part) => {
    const [first = "", last = first] = part.split("-");
    const from = numberOf(first);
    return Array.from({ length: numberOf(last) - from + 1 }, (_, offset) => from + offset);
  });
}

/** `1*3,2` stands for the terms 1, 1, 1 and 2. */
export function termsOf(word: string): number[] {
  if (word === "") return [];
  return word.split(",").flatMap((part) => {
    const [term = "", count = "1"] = part.split("*");
    return Array.from({ length: numberOf(count) }, () => numberOf(term));
  });
}
