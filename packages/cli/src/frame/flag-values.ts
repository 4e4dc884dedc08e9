const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const FALSE = new Set(["0", "f", "F", "false", "FALSE", "False"]);
const INTEGER = /^[+-]?(0[xX](_?[0-9a-fA-F])+|0[bB](_?[01])+|0[oO]?(_?[0-7])+|0|[1-9](_?[0-9])*)$/u;

const LEAST = -(2n ** 63n);
const MOST = { ParseInt: 2n ** 63n - 1n, ParseUint: 2n ** 64n - 1n } as const;
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

type Parser = keyof typeof MOST;

export function parseBoolean(value: string): boolean {
  if (TRUE.has(value)) return true;
  if (FALSE.has(value)) return false;
  throw new RangeError(syntaxError("ParseBool", value));
}

/** A whole number in any of Go's notations (`17`, `0x11`, `0b10_001`); what no `number` holds becomes the nearest that it does. */
export function parseInteger(value: string, parser: Parser): number {
  const isSigned = parser === "ParseInt";
  if (!INTEGER.test(value) || (!isSigned && /^[+-]/u.test(value))) throw new RangeError(syntaxError(parser, value));
  return clamped(inRange(withoutNotation(value), value, parser));
}

/** A number with a sign in the given base, whole: ids pass 2^53. */
export function parseWhole(value: string, base: 10 | 16, parser: Parser): bigint {
  const digits = base === 16 ? /^[+-]?[0-9a-fA-F]+$/u : /^[+-]?[0-9]+$/u;
  if (!digits.test(value) || (parser === "ParseUint" && /^[+-]/u.test(value))) {
    throw new RangeError(syntaxError(parser, value));
  }
  const magnitude = BigInt(`${base === 16 ? "0x" : ""}${value.replace(/^[+-]/u, "")}`);
  return inRange(value.startsWith("-") ? -magnitude : magnitude, value, parser);
}

/** What no `number` holds becomes the nearest that it does: revisions and limits come out right all the same. */
export function clamped(value: bigint): number {
  if (value > SAFE) return Number.MAX_SAFE_INTEGER;
  return value < -SAFE ? -Number.MAX_SAFE_INTEGER : Number(value);
}

/** `a,"b,c",d`: quotes protect commas, and stand twice for one. */
export function splitList(value: string): string[] {
  const parts = [...value.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)];
  return parts.map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
}

function withoutNotation(value: string): bigint {
  const digits = value.replace(/^[+-]/u, "").replaceAll("_", "").toLowerCase();
  const magnitude = BigInt(/^0[0-7]/u.test(digits) ? `0o${digits.slice(1)}` : digits);
  return value.startsWith("-") ? -magnitude : magnitude;
}

function inRange(number: bigint, value: string, parser: Parser): bigint {
  if (number >= LEAST && number <= MOST[parser]) return number;
  throw new RangeError(`strconv.${parser}: parsing ${JSON.stringify(value)}: value out of range`);
}

function syntaxError(parser: string, value: string): string {
  return `strconv.${parser}: parsing ${JSON.stringify(value)}: invalid syntax`;
}
