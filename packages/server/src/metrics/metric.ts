/** What a number means to whoever scrapes it, as Prometheus names it. */
export type MetricKind = "counter" | "gauge" | "histogram";

/** A family of series: all have its name, and each its own values of the labels. */
export interface Metric {
  readonly name: string;
  readonly kind: MetricKind;
  readonly help: string;
  readonly labels: readonly string[];
  /** Hands over each series as it is now. */
  collect(write: WriteSample): void;
}

/** `labels` as text in braces, or nothing; `suffix` belongs to the name. */
export type WriteSample = (suffix: string, labels: string, value: number) => void;

export type MetricFacts = Omit<Metric, "kind" | "labels" | "collect"> & { readonly labels?: readonly string[] };

/** `{a="x",b="y"}`, once for each series and not at each scrape. */
export function labelText(names: readonly string[], values: readonly string[]): string {
  if (names.length !== values.length) throw new RangeError(`${values.length} values for the labels ${names.join()}`);
  if (names.length === 0) return "";
  return `{${names.map((name, i) => `${name}="${escaped(values[i] ?? "")}"`).join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
