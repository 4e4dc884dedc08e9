import type { Flag, Flags } from "./flag.js";
import { Failure } from "./failure.js";
import { nearest } from "./nearest.js";

export interface Parsed {
  readonly args: readonly string[];
  readonly dashAt: number | undefined;
  /** Of the flags that were given. */
  readonly values: ReadonlyMap<string, unknown>;
}

/**
 * Reads arguments as etcdctl does: `--flag value`, `--flag=value`, `-f value`, `-fvalue`, letters bundled, flags behind
 * arguments, and nothing but arguments behind `--`. A switch takes a value only behind `=`.
 */
export function parseFlags(flags: Flags, argv: readonly string[]): Parsed {
  const args: string[] = [];
  const values = new Map<string, unknown>();
  const rest = [...argv];
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    if (next === "--") return { args: [...args, ...rest], dashAt: args.length, values };
    if (next.startsWith("--")) readLong(flags, next, rest, values);
    else if (next.startsWith("-") && next !== "-") readShorts(flags, next, rest, values);
    else args.push(next);
  }
  return { args, dashAt: undefined, values };
}

/** Whether the value of a flag is the argument behind it. */
export function takesNext(flags: Flags, argument: string): boolean {
  if (argument.includes("=")) return false;
  if (argument.startsWith("--")) return flags[argument.slice(2)]?.alone === undefined;
  const [, flag] = byLetter(flags, argument.at(1) ?? "") ?? [];
  return argument.length === 2 && flag?.alone === undefined;
}

function readLong(flags: Flags, argument: string, rest: string[], values: Map<string, unknown>): void {
  const [, name = "", , inline] = /^--([^=]*)(=(.*))?$/su.exec(argument) ?? [];
  if (name === "" || name.startsWith("-")) throw new Failure(`bad flag syntax: ${argument}`);
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (flag === undefined) throw new Failure(`unknown flag: --${name}`, undefined, didYouMean(flags, name));
  const value = inline ?? flag.alone ?? rest.shift();
  if (value === undefined) throw new Failure(`flag needs an argument: --${name}`);
  setFlag(name, flag, value, values);
}

function readShorts(flags: Flags, argument: string, rest: string[], values: Map<string, unknown>): void {
  for (let letters = argument.slice(1); letters !== "";) {
    const letter = letters.charAt(0);
    const behind = letters.slice(1);
    const [name, flag] = byLetter(flags, letter) ?? [];
    if (name === undefined || flag === undefined) {
      throw new Failure(`unknown shorthand flag: '${letter}' in -${letters}`);
    }
    if (flag.alone !== undefined && !behind.startsWith("=")) {
      setFlag(name, flag, flag.alone, values);
      letters = behind;
      continue;
    }
    const value = behind === "" ? rest.shift() : behind.replace(/^=/u, "");
    if (value === undefined) throw new Failure(`flag needs an argument: '${letter}' in -${letters}`);
    setFlag(name, flag, value, values);
    return;
  }
}

function byLetter(flags: Flags, letter: string): [name: string, flag: Flag<unknown>] | undefined {
  return Object.entries(flags).find(([, flag]) => flag.short === letter);
}

function setFlag(name: string, flag: Flag<unknown>, value: string, values: Map<string, unknown>): void {
  try {
    values.set(name, flag.parse(value, values.get(name)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const shown = flag.short === undefined ? `--${name}` : `-${flag.short}, --${name}`;
    throw new Failure(`invalid argument ${JSON.stringify(value)} for "${shown}" flag: ${error.message}`);
  }
}

function didYouMean(flags: Flags, name: string): string | undefined {
  const near = nearest(name, Object.keys(flags));
  return near === undefined ? undefined : `Did you mean --${near}?`;
}
