import type { Counter } from "./counter.js";
import type { Family } from "./family.js";
import type { Registry } from "./registry.js";

/** How questions about the health of this member were answered. */
export class HealthMetrics {
  readonly #successes: Counter;
  readonly #failures: Counter;
  readonly #last: Map<string, { readonly labels: readonly string[]; value: number }>;
  readonly #checks: Family<Counter>;

  constructor(registry: Registry) {
    const counter = (name: string, help: string): Counter => registry.counter({ name, help });
    this.#successes = counter("etcd_server_health_success", "How often /health said yes.");
    this.#failures = counter("etcd_server_health_failures", "How often /health said no.");
    this.#checks = registry.counters({
      name: "etcd_server_healthchecks_total",
      help: "Checks of /livez and /readyz, by how they ended.",
      labels: ["type", "name", "status"],
    });
    this.#last = new Map();
    registry.readRows(
      "gauge",
      {
        name: "etcd_server_healthcheck",
        help: "1 for each check of /livez and /readyz that went well the last time, else 0.",
        labels: ["type", "name"],
      },
      () => [...this.#last.values()].map(({ labels, value }) => [labels, value] as const),
    );
  }

  /** `/health` was asked. */
  asked(isHealthy: boolean): void {
    (isHealthy ? this.#successes : this.#failures).add();
  }

  /** A check of a page was made. */
  checked(page: string, name: string, isGood: boolean): void {
    this.#checks.of(page, name, isGood ? "success" : "error").add();
    this.#last.set(`${page}/${name}`, { labels: [page, name], value: Number(isGood) });
  }
}
