import { checkSwitches } from "./check-switches.js";
import { ConfigError } from "./config-error.js";
import type { Flag } from "./flag.js";
import { flags } from "./flags.js";
import { parseArguments, type RawFlags } from "./parse-arguments.js";
import { readConfigFile } from "./read-config-file.js";
import { readEnvironment } from "./read-environment.js";
import { createServerConfig, type ServerConfig } from "./server-config.js";
import { shortFlags, withShortFlags } from "./short-flags.js";

export interface ConfigSources {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Reads the file of `--config-file`. */
  readonly readFile: (path: string) => string;
}

/** What the arguments ask for: a server, or words about one. */
export type Intent =
  | { readonly kind: "serve"; readonly config: ServerConfig; readonly warnings: readonly string[] }
  | { readonly kind: "version" }
  | { readonly kind: "help" };

const CONFIG_FILE: Flag = {
  name: "config-file",
  kind: "text",
  fallback: "",
  support: "stands",
  help: "A YAML file with all other flags",
};

/** For arguments alone: a variable ETCD_VERSION is usual, and says something else. */
const ALONE: readonly Flag[] = [
  { name: "version", kind: "switch", fallback: "false", support: "stands", help: "Print the version and exit" },
  { name: "help", kind: "switch", fallback: "false", support: "stands", help: "Print all flags and exit" },
];

function byName(list: readonly Flag[]): ReadonlyMap<string, Flag> {
  return new Map(list.map((flag) => [flag.name, flag]));
}

const settings = byName(flags);
const variables = byName([CONFIG_FILE, ...shortFlags, ...flags]);

/** Every flag that may be given, for `--help` and the reference. */
export const allFlags: ReadonlyMap<string, Flag> = byName([CONFIG_FILE, ...ALONE, ...shortFlags, ...flags]);

export function readConfig({ argv, environment, readFile }: ConfigSources): Intent {
  const given = parseArguments(
    allFlags,
    argv.map((argument) => (/^--?h$/u.test(argument) ? "--help" : argument)),
  );
  if (given.get("help") === "true") return { kind: "help" };
  if (given.get("version") === "true") return { kind: "version" };
  const fromEnvironment = readEnvironment(variables, environment);
  const path = given.get("config-file") ?? fromEnvironment.get("config-file") ?? "";
  // As etcd has it: a file says everything.
  const { raw, warnings } =
    path === ""
      ? { raw: new Map([...withShortFlags(fromEnvironment), ...withShortFlags(given)]), warnings: [] }
      : { raw: readConfigFile(settings, path, contentOf(path, readFile)), warnings: ignored(path, given) };
  checkSwitches(settings, raw);
  return { kind: "serve", config: createServerConfig(settings, raw), warnings: [...warnings, ...withoutEffect(raw)] };
}

/** What may be given and does nothing is told of, lest anybody wait for it. */
function withoutEffect(raw: RawFlags): string[] {
  return [...raw].flatMap(([name, value]) => {
    const flag = settings.get(name);
    if (flag?.support !== "harmless" || value === flag.fallback) return [];
    return [`--${name}=${value} has no effect: ${flag.help}`];
  });
}

function ignored(path: string, given: RawFlags): string[] {
  const names = [...given.keys()].filter((name) => name !== "config-file").map((name) => `--${name}`);
  return names.length === 0 ? [] : [`${path} says everything: ${names.join(", ")} had no effect`];
}

function contentOf(path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path);
  } catch (error) {
    throw new ConfigError(
      `--config-file=${path} can not be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
