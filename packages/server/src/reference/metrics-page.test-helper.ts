import { leftOut } from "../metrics/left-out.js";
import type { ServerMetrics } from "../metrics/server-metrics.js";
import { code, MADE, table } from "./held-page.test-helper.js";

/** All metrics, and which of etcd's are not served. */
export function metricsPage({ registry }: Pick<ServerMetrics, "registry">): string {
  const served = registry.metrics.map(({ name, kind, labels, help }) => [
    code(name),
    kind,
    labels.map(code).join(", "),
    help,
  ]);
  return `# Metrics

What \`GET /metrics\` answers, in the text format of Prometheus. Metrics of etcd have its names, types and labels, so that its
dashboards and alerts work; what is ours begins with \`keyval_\`. ${MADE}

${table(["name", "type", "labels", "what"], served)}
## Left out
Metrics of etcd 3.7.1 that are not served:

${table(
  ["begins with", "why"],
  leftOut.map(([prefix, why]) => [code(prefix), why]),
)}`;
}
