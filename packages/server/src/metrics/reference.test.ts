import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { allMetrics } from "./all-metrics.test-helper.js";
import { metricsReference } from "./reference.js";

const PAGE = "docs/reference/metrics.md";

test("the page about metrics says what the server serves", () => {
  const page = metricsReference(allMetrics());
  if (process.env["UPDATE_REFERENCE"] === "1") {
    mkdirSync("docs/reference", { recursive: true });
    writeFileSync(PAGE, page);
  }
  assert.equal(readFileSync(PAGE, "utf8"), page);
});

test("every name is one that Prometheus takes, and ours are told from etcd's", () => {
  const known = /^(?:keyval|etcd|grpc_server|process|os_fd|promhttp)_[a-z0-9_]+$/u;
  for (const { name, kind, help } of allMetrics().registry.metrics) {
    assert.match(name, known);
    assert.match(help, /[.]$/u, name);
    if (name.startsWith("keyval_")) assert.equal(name.endsWith("_total"), kind === "counter", name);
  }
});
