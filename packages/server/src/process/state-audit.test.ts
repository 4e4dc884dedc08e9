import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { KV, Lease, LeaseGrantRequest, PutRequest } from "@keyval/api";
import { type ChildServer, clusterFlags, withServers } from "./child-server.test-helper.js";

const DEADLINE_MS = 60_000;

async function metric(server: ChildServer, series: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1));
}

/** Resolves once the member has found the others' states equal to its own so often. */
async function compared(server: ChildServer, times: number): Promise<void> {
  const until = Date.now() + DEADLINE_MS;
  while ((await metric(server, 'keyval_state_comparisons_total{equal="true"}')) < times) {
    assert.ok(Date.now() < until, "the members compare their states");
    await sleep(50);
  }
}

void describe("members of a cluster", () => {
  it("compare their states, which are equal also where a member was started again", async () => {
    await withServers(async (start) => {
      const flags = await clusterFlags(["a", "b", "c"]);
      const all = [...flags.values()].map((own) => [...own, "--snapshot-count=20"]);
      const servers = await Promise.all(all.map((own) => start(own).serving()));
      const [first] = servers;
      assert.ok(first !== undefined);
      const lease = (await first.call(Lease.methods.LeaseGrant, LeaseGrantRequest.create({ TTL: 600 }))).ID;
      for (let i = 0; i < 60; i++) {
        await first.call(
          KV.methods.Put,
          PutRequest.create({ key: Uint8Array.of(i % 50), lease: i % 3 === 0 ? lease : 0 }),
        );
      }
      for (const server of servers) await compared(server, 2);
      await servers[2]?.end("SIGKILL");
      await first.call(KV.methods.Put, PutRequest.create({ key: Uint8Array.of(1) }));
      const again = await start(all[2] ?? []).serving();
      await compared(again, 2);
      for (const server of [first, again]) {
        assert.equal(await metric(server, 'keyval_state_comparisons_total{equal="false"}'), 0);
        assert.equal(await metric(server, "keyval_quarantined"), 0);
      }
    });
  });
});
