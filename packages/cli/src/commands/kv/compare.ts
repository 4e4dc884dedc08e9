import { type Compare, CompareResult, CompareTarget } from "@keyval/api";
import { leaseArgument } from "../../arguments.js";
import { ExitCode } from "../../frame/exit-code.js";
import { Failure } from "../../frame/failure.js";
import { clamped, parseWhole } from "../../frame/flag-values.js";
import { goUnquote } from "../../output/go-quote.js";

const RESULTS: Readonly<Record<string, Compare["result"]>> = {
  "=": CompareResult.EQUAL,
  "!=": CompareResult.NOT_EQUAL,
  ">": CompareResult.GREATER,
  "<": CompareResult.LESS,
};

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"|`[^`]*`';
const COMPARISON = new RegExp(String.raw`^([^(]*)\(\s*(${QUOTED})\)\s*(\S+)\s*(${QUOTED})`, "su");

/** A condition of a transaction as people write it: `mod("key") > "0"`. */
export function parseCompare(line: string): Partial<Compare> {
  const [, target = "", quotedKey = "", operator = "", quotedValue = ""] = COMPARISON.exec(line) ?? [];
  const key = unquoted(quotedKey);
  const value = unquoted(quotedValue);
  const result = Object.hasOwn(RESULTS, operator) ? RESULTS[operator] : undefined;
  if (key === undefined || value === undefined || result === undefined) throw malformed(line);
  const about = { key, result };
  switch (target) {
    case "ver":
    case "version":
      return { ...about, target: CompareTarget.VERSION, version: number(value, line) };
    case "c":
    case "create":
      return { ...about, target: CompareTarget.CREATE, createRevision: number(value, line) };
    case "m":
    case "mod":
      return { ...about, target: CompareTarget.MOD, modRevision: number(value, line) };
    case "val":
    case "value":
      return { ...about, target: CompareTarget.VALUE, value };
    case "lease":
      return { ...about, target: CompareTarget.LEASE, lease: leaseArgument(Buffer.from(value).toString(), "lease ID") };
    default:
      throw new Failure(`malformed comparison: ${line} (unknown target ${target})`, ExitCode.invalidInput, ADVICE);
  }
}

const ADVICE = 'Write a comparison as mod("key") > "0"; besides mod there are create, version, value and lease.';

function malformed(line: string): Failure {
  return new Failure(`malformed comparison: ${line}`, ExitCode.invalidInput, ADVICE);
}

function unquoted(text: string): Uint8Array | undefined {
  return text.startsWith("`") ? Buffer.from(text.slice(1, -1)) : goUnquote(text);
}

function number(value: Uint8Array, line: string): number {
  try {
    return clamped(parseWhole(Buffer.from(value).toString(), 10, "ParseInt"));
  } catch {
    throw new Failure(`invalid txn compare request: ${line}`, ExitCode.invalidInput, ADVICE);
  }
}
