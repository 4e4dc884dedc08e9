import { ConfigError } from "./config-error.js";
import type { Flag } from "./flag.js";
import type { RawFlags } from "./parse-arguments.js";

const TRUE = ["1", "t", "T", "true", "TRUE", "True"];
const VALUES: readonly string[] = [...TRUE, "0", "f", "F", "false", "FALSE", "False"];

/** Wherever they come from: a `yes` that counted as no would turn off what was asked for. */
export function checkSwitches(known: ReadonlyMap<string, Flag>, given: RawFlags): void {
  for (const [name, value] of given) {
    if (known.get(name)?.kind !== "switch" || isSwitch(value)) continue;
    throw new ConfigError(`--${name}=${value} is neither true nor false`);
  }
}

export function isSwitch(value: string): boolean {
  return VALUES.includes(value);
}

export function isTrue(value: string): boolean {
  return TRUE.includes(value);
}
