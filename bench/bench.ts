/** One figure of a benchmark. */
export interface Measurement {
  /** What was measured, told apart from the other figures of the same benchmark: "entries/s, 3 nodes, batch 64". */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What CHECK=1 demands: the least or the greatest value that is still good. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What a file `<name>.bench.ts` in this folder exports as `bench`; node runs it with `gc` exposed. */
export type Bench = () => Iterable<Measurement> | AsyncIterable<Measurement>;
