import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { askHttpWith } from "../../../connection/ask-http.js";
import { metricsOf, readMetrics } from "./member-metrics.js";

const PATIENCE_MS = 60_000;

const askHttp = askHttpWith(undefined);

const ofEtcd = `# HELP process_resident_memory_bytes Resident memory size in bytes.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 3.1379456e+07
etcd_debugging_mvcc_watcher_total 3
etcd_disk_wal_fsync_duration_seconds_bucket{le="0.001"} 7
etcd_disk_wal_fsync_duration_seconds_sum 0.021
etcd_disk_wal_fsync_duration_seconds_count 7
`;

const syncs = { count: 7, seconds: 0.021 };
const read = {
  ...{ memoryBytes: 31_379_456, watchers: 3, liveBytes: undefined, syncs, calls: new Map() },
  ...{ build: undefined, isQuarantined: false },
};

void describe("the metrics of a member", () => {
  it("are read as etcd and as KeyVal tell them", () => {
    assert.deepEqual(readMetrics(ofEtcd), read);
    const far = 2 ** 52;
    assert.deepEqual(readMetrics(`${ofEtcd}keyval_live_bytes ${far}\n`), { ...read, liveBytes: far });
    const build = 'keyval_build_info{version="0.1.0",node="20.15.0"} 1\n';
    assert.deepEqual(readMetrics(ofEtcd + build), { ...read, build: "0.1.0" });
    assert.deepEqual(readMetrics(`${ofEtcd}keyval_quarantined 1\n`), { ...read, isQuarantined: true });
  });

  it("are none where something else answers, somebody refuses, or nobody is there", async () => {
    assert.equal(readMetrics("<html>"), undefined);
    let status = 200;
    const server = createServer((_, response) => response.writeHead(status).end(ofEtcd)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    assert.deepEqual(await metricsOf(endpoint, askHttp, PATIENCE_MS), read);
    assert.deepEqual(await metricsOf(`http://${endpoint}`, askHttp, PATIENCE_MS), read);
    status = 403;
    assert.equal(await metricsOf(endpoint, askHttp, PATIENCE_MS), undefined);
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    assert.equal(await metricsOf(endpoint, askHttp, PATIENCE_MS), undefined);
  });
});
