import type { Branch, Command, Example, Group, Leaf } from "./command.js";
import type { Flag, Flags } from "./flag.js";

type Place = Pick<Leaf, "name" | "summary" | "isHidden">;

const INTRODUCTION = "kvctl operates KeyVal, and etcd: what etcdctl does, by the same names, and more.";
const MORE = 'Use "kvctl options" for the flags of all commands, and "kvctl <command> --help" for one command.';

const FIRST_STEPS: readonly Example[] = [
  { what: "Store and read a key", line: "put greeting hello" },
  { what: "See how the cluster does", line: "status" },
  { what: "Talk to another cluster", line: "--endpoints=10.0.0.1:2379,10.0.0.2:2379 get --prefix /config" },
];

export function rootHelp(groups: readonly Group[]): string {
  return sections([
    INTRODUCTION,
    "Usage:\n  kvctl [command]",
    examples(FIRST_STEPS),
    ...groups.map(({ title, commands }) => `${title}:\n${places(commands)}`),
    MORE,
  ]);
}

/** With the first example of each command. */
export async function branchHelp(branch: Branch): Promise<string> {
  const all = await Promise.all(branch.commands.map(({ load }) => load()));
  return sections([
    branch.summary,
    `Usage:\n  kvctl ${branch.name} [command]`,
    examples(all.flatMap((each) => each.examples.slice(0, 1))),
    `Commands:\n${places(branch.commands)}`,
    branch.flags === undefined ? "" : `Flags:\n${flagLines(branch.flags)}`,
    MORE,
  ]);
}

export function commandHelp(path: readonly Place[], command: Command, flags: Flags): string {
  const name = path.map((place) => place.name).join(" ");
  return sections([
    path.at(-1)?.summary ?? "",
    command.description ?? "",
    `Usage:\n  kvctl ${`${name} ${command.usage}`.trimEnd()}`,
    examples(command.examples),
    Object.keys(flags).length === 0 ? "" : `Flags:\n${flagLines(flags)}`,
    MORE,
  ]);
}

export function flagLines(flags: Flags): string {
  const rows = Object.entries(flags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]) => [head(name, flag), flag.help + fallback(flag)] as const);
  return columns(rows, "  ");
}

function head(name: string, { short, placeholder }: Flag<unknown>): string {
  const letter = short === undefined ? "    " : `-${short}, `;
  return `${letter}--${name} ${placeholder}`.trimEnd();
}

function fallback({ fallback: value }: Flag<unknown>): string {
  if (typeof value === "string" && value !== "") return ` (default ${JSON.stringify(value)})`;
  if (Array.isArray(value) && value.length > 0) return ` (default ${value.join(",")})`;
  if (value === true || (typeof value === "number" && value !== 0)) return ` (default ${value.toString()})`;
  return "";
}

function places(all: readonly Place[]): string {
  return columns(
    all.filter(({ isHidden }) => isHidden !== true).map(({ name, summary }) => [name, summary] as const),
    "  ",
  );
}

function examples(all: readonly Example[]): string {
  const lines = all.map(({ what, line }) => `  # ${what}\n  kvctl ${line}`);
  return lines.length === 0 ? "" : `Examples:\n${lines.join("\n")}`;
}

function columns(rows: readonly (readonly [string, string])[], indent: string): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`.trimEnd()).join("\n");
}

function sections(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
