/** One character per byte. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= 512) return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
  let text = "";
  for (let at = start; at < end; at += 512) text += latin1(bytes, at, Math.min(end, at + 512));
  return text;
}
