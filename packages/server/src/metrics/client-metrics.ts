import type { Call } from "@keyval/grpc";
import { labelsOf } from "./call-metrics.js";
import type { Counter } from "./counter.js";
import { CALL_SECONDS } from "./etcd-buckets.js";
import type { Family } from "./family.js";
import type { Registry } from "./registry.js";
import { seconds } from "./seconds.js";

/** More versions than these are not told apart: what a client says it is must not cost memory for ever. */
const VERSIONS_MAX = 32;

/** Counts calls by the version of their clients. */
export function countsClients(registry: Registry): (call: Call) => void {
  const requests = registry.counters({
    name: "etcd_server_client_requests_total",
    help: "Calls of clients, by the version of the API that they say they speak.",
    labels: ["type", "client_api_version"],
  });
  const unary = new ByVersion(requests, "unary");
  const streams = new ByVersion(requests, "stream");
  return (call) => {
    const version = call.metadata.get("client-api-version") ?? "unknown";
    (call.method.kind === "unary" ? unary : streams).of(version).add();
  };
}

class ByVersion {
  readonly #counters = new Map<string, Counter>();
  readonly #family: Family<Counter>;
  readonly #type: string;

  constructor(family: Family<Counter>, type: string) {
    this.#family = family;
    this.#type = type;
  }

  of(version: string): Counter {
    let counter = this.#counters.get(version);
    if (counter === undefined) {
      if (this.#counters.size >= VERSIONS_MAX) return this.#family.of(this.#type, "other");
      counter = this.#family.of(this.#type, version);
      this.#counters.set(version, counter);
    }
    return counter;
  }
}

/** Measures each call, which costs more than counting it: for `--metrics=extensive`. */
export function timesCalls(registry: Registry): (call: Call) => void {
  const handling = registry.histograms(
    {
      name: "grpc_server_handling_seconds",
      help: "How long calls take, from their first message to their end.",
      labels: ["grpc_type", "grpc_service", "grpc_method"],
    },
    CALL_SECONDS,
  );
  return (call) => {
    const began = seconds();
    call.whenFinished(() => {
      handling.of(...labelsOf(call.method)).observe(seconds() - began);
    });
  };
}
