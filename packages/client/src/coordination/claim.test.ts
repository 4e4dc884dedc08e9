import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALONE, withServers } from "../../../server/dist/process/child-server.test-helper.js";
import { Client } from "../client.js";
import { CutProxy } from "../testing/cut-proxy.test-helper.js";
import { fastClock } from "../testing/fast-clock.test-helper.js";

void describe("whoever queues for a lock", () => {
  it("has it, though the answer to the first grant of its lease is lost", async () => {
    await withServers(async (start) => {
      const { url } = await start(ALONE).serving();
      await using proxy = await CutProxy.to(url);
      await using other = await CutProxy.to(url);
      const options = { clock: fastClock(4), random: () => 0, timeoutMs: Infinity };
      using client = new Client({ ...options, endpoints: [proxy.endpoint, other.endpoint] });
      // Until its answers are lost the first way is the only one, however slow it is.
      other.cut();
      await client.kv.get("k");
      proxy.mute();
      other.heal();
      const lock = await client.lock("lock", { ttlSeconds: 3_600 });
      const { succeeded } = await client.kv.transaction().if(lock.held).commit();
      assert.deepEqual([succeeded, lock.signal.aborted], [true, false]);
      // What was granted unheard holds nothing.
      const leases = await client.leases.list();
      const states = await Promise.all(leases.map((id) => client.leases.state(id)));
      assert.ok(states.length >= 2, `${states.length} leases`);
      assert.equal(states.filter(({ keys }) => keys.length > 0).length, 1);
    });
  });
});
