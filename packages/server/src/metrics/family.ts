import { labelText, type Metric, type MetricFacts, type MetricKind, type WriteSample } from "./metric.js";

/** Series of one kind, each made when its values of the labels are first asked for. */
export class Family<Series> implements Metric {
  readonly name: string;
  readonly kind: MetricKind;
  readonly help: string;
  readonly labels: readonly string[];
  readonly #create: () => Series;
  readonly #collectOne: (series: Series, labels: string, write: WriteSample) => void;
  readonly #series = new Map<string, Series>();

  constructor(
    kind: MetricKind,
    { name, help, labels = [] }: MetricFacts,
    create: () => Series,
    collectOne: (series: Series, labels: string, write: WriteSample) => void,
  ) {
    this.name = name;
    this.kind = kind;
    this.help = help;
    this.labels = labels;
    this.#create = create;
    this.#collectOne = collectOne;
  }

  /** The series with these values; whoever counts often keeps it. */
  of(...values: readonly string[]): Series {
    const labels = labelText(this.labels, values);
    let series = this.#series.get(labels);
    if (series === undefined) {
      series = this.#create();
      this.#series.set(labels, series);
    }
    return series;
  }

  collect(write: WriteSample): void {
    for (const [labels, series] of this.#series) this.#collectOne(series, labels, write);
  }
}
