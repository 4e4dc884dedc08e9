import type { WriteSample } from "./metric.js";

/** How often a number was at most so large. */
export class Histogram {
  /** Upper bounds, rising; what is larger than the last is only counted. */
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;
  #count = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length);
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count += 1;
    const { length } = this.#bounds;
    let at = 0;
    while (at < length && value > (this.#bounds[at] ?? 0)) at += 1;
    if (at < length) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  collect(labels: string, write: WriteSample): void {
    const before = labels === "" ? "{" : `${labels.slice(0, -1)},`;
    let count = 0;
    for (const [i, bound] of this.#bounds.entries()) {
      count += this.#counts[i] ?? 0;
      write("_bucket", `${before}le="${boundText(bound)}"}`, count);
    }
    write("_bucket", `${before}le="+Inf"}`, this.#count);
    write("_sum", labels, this.#sum);
    write("_count", labels, this.#count);
  }
}

/** So many bounds from the first on, each so many times as large as the one before. */
export function exponential(first: number, factor: number, count: number): number[] {
  // What twelve digits can not tell apart is the same bound: 0.1 * 2 ** 3 has to be written as 0.8.
  return Array.from({ length: count }, (_, i) => Number((first * factor ** i).toPrecision(12)));
}

/** As etcd writes it, because a bound is a label and labels are compared as text. */
function boundText(bound: number): string {
  if (bound < 1e6) return String(bound);
  return bound.toExponential().replace(/e\+(\d)$/u, "e+0$1");
}
