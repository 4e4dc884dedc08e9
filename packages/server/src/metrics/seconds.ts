/** Of a clock that never falls, with fractions. */
export function seconds(): number {
  return performance.now() / 1000;
}
