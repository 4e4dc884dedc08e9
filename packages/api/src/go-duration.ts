/** Milliseconds of each unit that Go's durations know. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // the micro sign
  μs: 1e-3, // the Greek letter
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const WHOLE = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/u;
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gu;

/** Milliseconds of a duration as Go writes it, `1h0m0s` or `1.5s`; undefined if it is none. */
export function parseGoDuration(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  const [, sign, parts = ""] = WHOLE.exec(text) ?? [];
  if (sign === undefined) return undefined;
  let milliseconds = 0;
  for (const [, amount, unit = ""] of parts.matchAll(PART)) milliseconds += Number(amount) * (UNITS[unit] ?? NaN);
  return sign === "-" ? -milliseconds : milliseconds;
}
