import { parse, YAMLParseError } from "yaml";
import { ConfigError } from "./config-error.js";
import type { Flag } from "./flag.js";
import type { RawFlags } from "./parse-arguments.js";

/** Groups of keys that stand for flags with a prefix. */
const SECTIONS: Readonly<Record<string, string>> = {
  "client-transport-security": "",
  "peer-transport-security": "peer-",
};

/** Reads a configuration in YAML: the keys are the names of flags, and those that are not known are ignored. */
export function readConfigFile(known: ReadonlyMap<string, Flag>, path: string, text: string): RawFlags {
  const given = new Map<string, string>();
  const content = parsed(path, text);
  for (const [key, value] of Object.entries(content)) {
    const prefix = SECTIONS[key];
    if (prefix === undefined) take(known, given, path, key, value);
    else if (isRecord(value)) {
      for (const [inner, innerValue] of Object.entries(value)) take(known, given, path, prefix + inner, innerValue);
    }
  }
  return given;
}

function parsed(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = parse(text) ?? {};
    if (isRecord(content)) return content;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new ConfigError(`${path} is not YAML: ${error.message}`);
  }
  throw new ConfigError(`${path} holds no keys and values: write lines such as "name: node1"`);
}

function take(
  known: ReadonlyMap<string, Flag>,
  given: Map<string, string>,
  path: string,
  key: string,
  value: unknown,
): void {
  if (!known.has(key) || value === null) return;
  if (Array.isArray(value)) given.set(key, value.map(String).join(","));
  else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    given.set(key, String(value));
  } else throw new ConfigError(`${path}: the value of "${key}" has to be one text, number or truth value`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
