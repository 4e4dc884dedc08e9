import type { Branch, Group, Leaf } from "./command.js";
import { Failure } from "./failure.js";
import { type Found, findCommand } from "./find-command.js";
import type { Flags } from "./flag.js";
import { parseFlags, takesNext } from "./parse-flags.js";

/** The commands whose arguments are keys. */
const TAKE_KEYS: ReadonlySet<string> = new Set(["get", "put", "del", "watch"]);

export interface Candidates {
  /** That begin with the last word. */
  readonly words: readonly string[];
  /** Whether it could be a key, too. */
  readonly wantsKeys: boolean;
  /** What the flags before say. */
  readonly values: Readonly<Record<string, unknown>>;
}

const NONE: Candidates = { words: [], wantsKeys: false, values: {} };

/** What could be written instead of the last word. */
export async function candidates(
  groups: readonly Group[],
  globals: Flags,
  words: readonly string[],
): Promise<Candidates> {
  const written = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const begun = (all: readonly string[]): string[] => all.filter((word) => word.startsWith(written));
  try {
    const found = findCommand(groups, globals, before);
    const flags = { ...globals, ...found.flags, ...(await found.leaf?.load())?.flags };
    const previous = before.at(-1) ?? "";
    if (/^--?[^-]/u.test(previous) && takesNext(flags, previous))
      return { ...NONE, words: begun(choicesOf(flags, previous)) };
    const [, name] = /^(--[^=]+)=/u.exec(written) ?? [];
    if (name !== undefined)
      return { ...NONE, words: begun(choicesOf(flags, name).map((choice) => `${name}=${choice}`)) };
    if (written.startsWith("-")) return { ...NONE, words: begun(Object.keys(flags).map((name) => `--${name}`)) };
    const { args, values } = parseFlags(flags, found.rest);
    if (found.leaf === undefined) return { ...NONE, words: begun(namesBelow(groups, found)) };
    const wantsKeys = TAKE_KEYS.has(found.leaf.name) && found.path.length === 1 && args.length === 0;
    return { words: [], wantsKeys, values: Object.fromEntries(values) };
  } catch (error) {
    if (error instanceof Failure) return NONE;
    throw error;
  }
}

function choicesOf(flags: Flags, written: string): readonly string[] {
  const flag =
    flags[written.replace(/^--/u, "")] ?? Object.values(flags).find(({ short }) => `-${short ?? ""}` === written);
  return flag?.choices ?? [];
}

function namesBelow(groups: readonly Group[], { path }: Found): string[] {
  const branch = path.at(-1);
  const places: readonly (Leaf | Branch)[] =
    branch !== undefined && "commands" in branch ? branch.commands : groups.flatMap(({ commands }) => commands);
  return places.filter((place) => !("isHidden" in place)).map(({ name }) => name);
}
