const UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/** `2.1 GB`: powers of a thousand, and a decimal place below ten. */
export function byteSize(bytes: number): string {
  if (bytes < 10) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3 + 1e-12), UNITS.length - 1);
  const amount = Math.floor((bytes / 1000 ** power) * 10 + 0.5) / 10;
  return `${amount < 10 ? amount.toFixed(1) : rounded(amount)} ${UNITS[power] ?? ""}`;
}

/** A half goes to the even neighbour, as Go rounds. */
function rounded(amount: number): number {
  const below = Math.floor(amount);
  return amount - below === 0.5 ? below + (below % 2) : Math.round(amount);
}
