import assert from "node:assert/strict";
import { test } from "node:test";
import { allMetrics } from "./all-metrics.test-helper.js";

test("every name is one that Prometheus takes, and ours are told from etcd's", () => {
  const known = /^(?:keyval|etcd|grpc_server|process|os_fd|promhttp)_[a-z0-9_]+$/u;
  for (const { name, kind, help } of allMetrics().registry.metrics) {
    assert.match(name, known);
    assert.match(help, /[.]$/u, name);
    if (name.startsWith("keyval_")) assert.equal(name.endsWith("_total"), kind === "counter", name);
  }
});
