import { Counter } from "./counter.js";
import { Family } from "./family.js";
import { Histogram } from "./histogram.js";
import { labelText, type Metric, type MetricFacts, type MetricKind } from "./metric.js";

/** Series that are looked up at each scrape: values of the labels, and the number. */
export type Rows = Iterable<readonly [values: readonly string[], value: number]>;

type PlainFacts = Omit<MetricFacts, "labels">;

/**
 * All metrics of a process. Rooms count in fields of their own, which are read when somebody scrapes; only what has to be
 * spread over buckets is handed over as it happens. So counting allocates nothing and costs next to nothing.
 */
export class Registry {
  readonly #metrics = new Map<string, Metric>();

  /** By name. */
  get metrics(): Metric[] {
    return [...this.#metrics.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  counter(facts: PlainFacts): Counter {
    return this.counters(facts).of();
  }

  counters(facts: MetricFacts): Family<Counter> {
    return this.#add(
      new Family(
        "counter",
        facts,
        () => new Counter(),
        (series, labels, write) => {
          write("", labels, series.value);
        },
      ),
    );
  }

  histogram(facts: PlainFacts, bounds: readonly number[]): Histogram {
    return this.histograms(facts, bounds).of();
  }

  histograms(facts: MetricFacts, bounds: readonly number[]): Family<Histogram> {
    return this.#add(
      new Family(
        "histogram",
        facts,
        () => new Histogram(bounds),
        (series, labels, write) => {
          series.collect(labels, write);
        },
      ),
    );
  }

  /** A number that somebody else keeps. */
  read(kind: MetricKind, facts: PlainFacts, value: () => number): void {
    this.#add({ labels: [], ...facts, kind, collect: (write) => write("", "", value()) });
  }

  readRows(kind: MetricKind, facts: Required<MetricFacts>, rows: () => Rows): void {
    this.#add({
      ...facts,
      kind,
      collect: (write) => {
        for (const [values, value] of rows()) write("", labelText(facts.labels, values), value);
      },
    });
  }

  /** Says something by its labels; the number is always 1. */
  say(facts: Required<MetricFacts>, ...values: readonly string[]): void {
    this.readRows("gauge", facts, () => [[values, 1]]);
  }

  /** What a scrape is answered with. */
  text(): string {
    const lines: string[] = [];
    for (const metric of this.metrics) {
      const { name, kind, help } = metric;
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`);
      metric.collect((suffix, labels, value) => {
        lines.push(`${name}${suffix}${labels} ${numberText(value)}`);
      });
    }
    return `${lines.join("\n")}\n`;
  }

  #add<M extends Metric>(metric: M): M {
    if (this.#metrics.has(metric.name)) throw new RangeError(`there are two metrics with the name ${metric.name}`);
    this.#metrics.set(metric.name, metric);
    return metric;
  }
}

function numberText(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}
