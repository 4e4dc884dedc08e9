import type { Branch, Group, Leaf } from "./command.js";
import { Failure } from "./failure.js";
import type { Flags } from "./flag.js";
import { nearest } from "./nearest.js";
import { takesNext } from "./parse-flags.js";

export interface Found {
  /** From the root on; the last one is the leaf, if the arguments name one. */
  readonly path: readonly (Branch | Leaf)[];
  readonly leaf: Leaf | undefined;
  /** The flags of the branches on the way. */
  readonly flags: Flags;
  /** The arguments without the names of the commands. */
  readonly rest: readonly string[];
}

/** Follows the arguments into the tree. Flags may stand before and between the names of commands. */
export function findCommand(groups: readonly Group[], globals: Flags, argv: readonly string[]): Found {
  const rest = [...argv];
  const path: (Branch | Leaf)[] = [];
  let flags: Flags = {};
  // KeyVal's own commands stand in the last groups: an abbreviation that etcdctl understands stays what it is there.
  let choices: readonly (readonly (Branch | Leaf)[])[] = groups.map((group) => group.commands);
  for (;;) {
    const position = nextArgument(rest, { ...globals, ...flags });
    const written = rest[position];
    if (written === undefined) return { path, leaf: undefined, flags, rest };
    const found = choose(choices, written);
    if (found === undefined) throw unknown(written, path, choices.flat());
    path.push(found);
    rest.splice(position, 1);
    if ("load" in found) return { path, leaf: found, flags, rest };
    flags = { ...flags, ...found.flags };
    choices = [found.commands];
  }
}

/** Where the first argument is that is neither a flag nor its value. */
function nextArgument(argv: readonly string[], flags: Flags): number {
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? "";
    if (argument === "--") return argv.length;
    if (!argument.startsWith("-") || argument === "-") return i;
    if (takesNext(flags, argument)) i += 1;
  }
  return argv.length;
}

/** By its name, or by the beginning of it where only one has that. */
function choose(choices: readonly (readonly (Branch | Leaf)[])[], written: string): Branch | Leaf | undefined {
  const exact = choices.flat().find(({ name }) => name === written);
  if (exact !== undefined || written === "") return exact;
  const etcdctls = choices.slice(0, -1).flat();
  for (const candidates of [etcdctls, choices.flat()]) {
    const begun = candidates.filter(({ name }) => name.startsWith(written));
    if (begun.length > 0) return begun.length === 1 ? begun[0] : undefined;
  }
  return undefined;
}

function unknown(written: string, path: readonly (Branch | Leaf)[], candidates: readonly (Branch | Leaf)[]): Failure {
  const parent = ["kvctl", ...path.map(({ name }) => name)].join(" ");
  const names = candidates.map(({ name }) => name);
  const near = nearest(written, names);
  const begun = names.filter((name) => name.startsWith(written));
  const guess =
    begun.length > 1 ? `It could be any of ${begun.join(", ")}. ` : near === undefined ? "" : `Did you mean ${near}? `;
  return new Failure(
    `unknown command "${written}" for "${parent}"`,
    undefined,
    `${guess}Run '${parent} --help' for usage.`,
  );
}
