const NANOSECONDS = { h: 3_600_000_000_000, m: 60_000_000_000, s: 1_000_000_000, ms: 1_000_000, µs: 1_000 } as const;

/** A duration as Go writes it: `1.5s`, `2m0.25s`, `813.07µs`. */
export function goDuration(milliseconds: number): string {
  const total = Math.round(milliseconds * NANOSECONDS.ms);
  if (total === 0) return "0s";
  const unit = total < NANOSECONDS.µs ? "ns" : total < NANOSECONDS.ms ? "µs" : total < NANOSECONDS.s ? "ms" : "s";
  if (unit === "ns") return `${total}ns`;
  if (unit !== "s") return `${decimal(total, NANOSECONDS[unit])}${unit}`;
  const hours = Math.floor(total / NANOSECONDS.h);
  const minutes = Math.floor((total % NANOSECONDS.h) / NANOSECONDS.m);
  const seconds = `${decimal(total % NANOSECONDS.m, NANOSECONDS.s)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** The quotient with all its digits and no zeros behind them; `unit` is a power of ten. */
function decimal(amount: number, unit: number): string {
  const digits = Math.round(Math.log10(unit));
  const fraction = (amount % unit).toString().padStart(digits, "0").replace(/0+$/u, "");
  const whole = Math.floor(amount / unit).toString();
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
