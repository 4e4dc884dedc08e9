import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

const PERCENTILES = [50, 90, 99, 99.9] as const;

/** How long requests took: bounded, however many there are. */
export class Latencies {
  readonly #histogram: RecordableHistogram = createHistogram({ figures: 3 });

  add(milliseconds: number): void {
    this.#histogram.record(Math.max(1, Math.round(milliseconds * 1_000)));
  }

  get count(): number {
    return this.#histogram.count;
  }

  get maxMs(): number {
    return this.count === 0 ? 0 : this.#histogram.max / 1_000;
  }

  get deviationMs(): number {
    return this.count === 0 ? 0 : this.#histogram.stddev / 1_000;
  }

  /** By their names: `p50`, `p99.9`, `max`. */
  summary(): Readonly<Record<string, number>> {
    const named = PERCENTILES.map((percentile) => [`p${percentile}`, this.#percentileMs(percentile)] as const);
    return { ...Object.fromEntries(named), max: this.maxMs };
  }

  #percentileMs(percentile: number): number {
    return this.count === 0 ? 0 : this.#histogram.percentile(percentile) / 1_000;
  }
}
