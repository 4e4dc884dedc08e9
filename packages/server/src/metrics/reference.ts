import type { ServerMetrics } from "./server-metrics.js";
import { leftOut } from "./left-out.js";

const HEAD = `# Metrics

What \`GET /metrics\` answers, in the text format of Prometheus. Metrics of etcd have its names, types and labels, so that its
dashboards and alerts work; what is ours begins with \`keyval_\`. This page is made from the server's registry, and a test holds it
true: \`UPDATE_REFERENCE=1 node --test packages/server/dist/metrics/reference.test.js\` writes it anew.

| name | type | labels | what |
| --- | --- | --- | --- |
`;

const LEFT_OUT = `
## Left out
Metrics of etcd 3.7.1 that are not served:

| begins with | why |
| --- | --- |
`;

/** The page that describes all metrics. */
export function metricsReference({ registry }: Pick<ServerMetrics, "registry">): string {
  const rows = registry.metrics.map(
    ({ name, kind, labels, help }) =>
      `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(", ")} | ${help} |`,
  );
  const missing = leftOut.map(([prefix, why]) => `| \`${prefix}\` | ${why} |`);
  return `${HEAD}${rows.join("\n")}\n${LEFT_OUT}${missing.join("\n")}\n`;
}
