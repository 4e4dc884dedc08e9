/** Segments are named by a number that only has to be unique: what a file holds, and since when, stands in its header. */
export function segmentName(number: number): string {
  return `${padded(number)}.wal`;
}

/** Undefined for a name of something else. */
export function segmentNumber(name: string): number | undefined {
  return /^\d{16}\.wal$/.test(name) ? Number(name.slice(0, 16)) : undefined;
}

/** A piece that was cut off where the batch with this number should have been. */
export function cutName(sequence: number, incarnation: number): string {
  return `${padded(sequence)}-${padded(incarnation)}.cut`;
}

export function isCutName(name: string): boolean {
  return /^\d{16}-\d{16}\.cut$/.test(name);
}

function padded(number: number): string {
  return number.toString().padStart(16, "0");
}
