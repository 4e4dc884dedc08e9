import type { Finding } from "../status/findings.js";

/** What a check came to. `unknown`: it could not be made. */
export interface Verdict {
  readonly check: string;
  readonly severity: Finding["severity"] | "good" | "unknown";
  readonly what: string;
  /** Empty where there is nothing to do. */
  readonly advice: string;
}

export function good(check: string, what: string): Verdict {
  return { check, severity: "good", what, advice: "" };
}

export function unknown(check: string, what: string, advice: string): Verdict {
  return { check, severity: "unknown", what, advice };
}

/** Where something gets worse with its amount, and from which amounts on. */
export interface Scale {
  readonly soonFrom: number;
  readonly wrongFrom: number;
  readonly advice: string;
}

export function judge(check: string, what: string, amount: number, { soonFrom, wrongFrom, advice }: Scale): Verdict {
  if (amount < soonFrom) return good(check, what);
  return { check, severity: amount < wrongFrom ? "soon" : "wrong", what, advice };
}

export function median(amounts: readonly number[]): number {
  const sorted = [...amounts].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
