const MILLISECONDS = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 } as const;

/** The protocol allows a number of eight digits. */
const VALUE_MAX = 99_999_999;

const FORM = /^([0-9]{1,8})([HMSmun])$/;

/** The milliseconds of a `grpc-timeout`, which may be a fraction; undefined if it is not well formed. */
export function parseTimeout(value: string): number | undefined {
  const match = FORM.exec(value);
  if (match === null) return undefined;
  return Number(match[1]) * MILLISECONDS[match[2] as keyof typeof MILLISECONDS];
}

/**
 * A `grpc-timeout` for so many milliseconds, in whole ones where that is possible: the same text for the same timeout
 * is what lets a server recognise a block of headers. Never shorter than asked for, because the one who asked keeps the
 * time too.
 */
export function formatTimeout(milliseconds: number): string {
  if (!(milliseconds > 0)) return "1n";
  if (milliseconds < 1) return `${Math.ceil(milliseconds * 1e3)}u`;
  for (const unit of ["m", "S", "M"] as const) {
    const value = Math.ceil(milliseconds / MILLISECONDS[unit]);
    if (value <= VALUE_MAX) return `${value}${unit}`;
  }
  return `${Math.min(VALUE_MAX, Math.ceil(milliseconds / MILLISECONDS.H))}H`;
}
