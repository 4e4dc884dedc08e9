import { checkSwitches } from "./check-switches.js";
import { ConfigError } from "./config-error.js";
import type { Flag } from "./flag.js";

/** Values by the names of their flags, as they were written. */
export type RawFlags = ReadonlyMap<string, string>;

/**
 * Reads arguments by the grammar of Go's `flag` package: one hyphen or two, the value behind `=` or as the next argument,
 * a switch alone for true, the last one wins.
 */
export function parseArguments(known: ReadonlyMap<string, Flag>, argv: readonly string[]): RawFlags {
  const given = new Map<string, string>();
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? "";
    const [, name = "", , value] = /^--?([^-=][^=]*)(=(.*))?$/su.exec(argument) ?? [];
    if (name === "") throw new ConfigError(`"${argument}" is no flag: write --name=value, or --help for a list`);
    const flag = known.get(name);
    if (flag === undefined) throw new ConfigError(unknown(known, name));
    if (value !== undefined) given.set(name, value);
    else if (flag.kind === "switch") given.set(name, "true");
    else {
      i += 1;
      const next = argv[i];
      if (next === undefined) throw new ConfigError(`--${name} needs a value`);
      given.set(name, next);
    }
  }
  checkSwitches(known, given);
  return given;
}

function unknown(known: ReadonlyMap<string, Flag>, name: string): string {
  const near = [...known.keys()].find((candidate) => candidate.replaceAll("-", "") === name.replaceAll(/[-_]/gu, ""));
  const hint = near === undefined ? "--help lists those that exist" : `did you mean --${near}?`;
  return `--${name} is no flag that this server knows: ${hint}`;
}
