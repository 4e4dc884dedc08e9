/** A whole number, maybe with a fraction or an exponent that leave it whole. */
const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** No number of 64 bits needs more digits, or more zeros behind a point. */
const DIGITS_MAX = 64;

/** The number that a text of JSON stands for, exactly; undefined if it is no whole number of a length that can be meant. */
export function wholeNumber(text: string): bigint | undefined {
  const match = text.length <= DIGITS_MAX ? NUMBER.exec(text) : null;
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponentText);
  if (Math.abs(point) > DIGITS_MAX) return /^0*$/.test(digits) ? 0n : undefined;
  const before = digits.slice(0, Math.max(point, 0)).padEnd(point, "0");
  const behind = digits.slice(Math.max(point, 0));
  if (!/^0*$/.test(behind)) return undefined;
  return BigInt(`${sign}${before === "" ? "0" : before}`);
}
