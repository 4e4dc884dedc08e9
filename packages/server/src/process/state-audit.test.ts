import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KV, Lease, LeaseGrantRequest, PutRequest } from "@keyval/api";
import { clusterFlags, withServers } from "./child-server.test-helper.js";
import { checkStates, compared } from "./state-metrics.test-helper.js";

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
      await checkStates([first, again]);
    });
  });
});
