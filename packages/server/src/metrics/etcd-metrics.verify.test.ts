import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PutRequest, PutResponse } from "@keyval/api";
import { clusterFlags, withServers } from "../process/child-server.test-helper.js";
import { goIsMissing, ownUrls, RealEtcd } from "../process/real-etcd.test-helper.js";
import { leftOut } from "./left-out.js";

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
  await using etcd = new RealEtcd();
  const port = await etcd.start(ownUrls, "--metrics=extensive");
  return await familiesAt(`http://127.0.0.1:${port}`);
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
