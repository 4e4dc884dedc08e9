import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PutRequest, PutResponse } from "@keyval/api";
import { clusterFlags, freePorts, withServers } from "../process/child-server.test-helper.js";
import { leftOut } from "./left-out.js";

const goIsMissing = spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

/** What is said of a metric: its type, and the names of its labels as far as there are series. */
type Families = Map<string, { readonly type: string; readonly labels: Set<string> }>;

const put = { path: "/etcdserverpb.KV/Put", kind: "unary", request: PutRequest, response: PutResponse } as const;

describe("the metrics", { skip: goIsMissing }, () => {
  test("have the names, types and labels of etcd's, but for those that are left out", async () => {
    const etcd = await familiesOfEtcd();
    assert.ok(etcd.size > 100, "etcd has about 120 families");
    const isLeftOut = (name: string): boolean => leftOut.some(([prefix]) => name.startsWith(prefix));
    await withServers(async (start) => {
      const flags = await clusterFlags(["a", "b", "c"]);
      const starting = [...flags.values()].map((own) => start([...own, "--metrics=extensive"]).serving());
      const [server] = await Promise.all(starting);
      assert.ok(server !== undefined);
      await server.call(put, { key: Uint8Array.of(1) });
      const ours = await familiesAt(server.url);
      assert.deepEqual(
        [...etcd.keys()].filter((name) => !ours.has(name) && !isLeftOut(name)),
        [],
        "neither served nor listed as left out",
      );
      for (const [name, { type, labels }] of ours) {
        const theirs = etcd.get(name);
        if (theirs === undefined) continue;
        assert.ok(!isLeftOut(name), `${name} is served and listed as left out`);
        assert.equal(type, theirs.type, name);
        if (theirs.labels.size > 0 && labels.size > 0) {
          assert.deepEqual([...labels].sort(), [...theirs.labels].sort(), name);
        }
      }
    });
  });
});

async function familiesOfEtcd(): Promise<Families> {
  const folder = mkdtempSync(join(tmpdir(), "keyval-etcd-"));
  execFileSync("go", ["build", "-o", `${folder}/`, "./etcd"], { cwd: "tests/tools/etcd", timeout: 900_000 });
  const [port = 0, peer = 0] = await freePorts(2);
  const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peer}`];
  const flags = [`--listen-client-urls=${url}`, `--advertise-client-urls=${url}`, `--listen-peer-urls=${peerUrl}`];
  const own = [`--initial-advertise-peer-urls=${peerUrl}`, `--initial-cluster=default=${peerUrl}`];
  const all = [...flags, ...own, "--metrics=extensive"];
  const etcd = spawn(join(folder, "etcd"), all, { cwd: folder, stdio: "ignore" });
  try {
    for (let i = 0; !(await isHealthy(url)); i++) {
      assert.ok(i < 120, "etcd does not answer");
      await sleep(500);
    }
    return await familiesAt(url);
  } finally {
    const ended = once(etcd, "exit");
    etcd.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true });
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function familiesAt(url: string): Promise<Families> {
  const families: Families = new Map();
  const text = await (await fetch(`${url}/metrics`)).text();
  for (const line of text.split("\n")) {
    const [, declared, type = ""] = /^# TYPE (\S+) (\S+)$/u.exec(line) ?? [];
    if (declared !== undefined) families.set(declared, { type, labels: new Set() });
    const [, sample = "", labels = ""] = /^([a-z_0-9]+)(?:\{(.*)\})? \S+$/u.exec(line) ?? [];
    const family = families.get(sample) ?? families.get(sample.replace(/_(?:bucket|sum|count)$/u, ""));
    for (const [, label = ""] of labels.matchAll(/([A-Za-z_]+)="(?:[^"\\]|\\.)*"/gu)) family?.labels.add(label);
  }
  return families;
}
