import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { LocalCluster, type Place, statusOf } from "../../cli/dist/commands/own/dev/local-cluster.js";
import { eventually } from "../../server/dist/process/child-server.test-helper.js";
import { Client } from "./client.js";
import { prefix } from "./index.js";
import { putAndWatch } from "./testing/put-and-watch.test-helper.js";

const PROGRAM = [process.execPath, fileURLToPath(new URL("../../server/dist/main.js", import.meta.url))];

/** A slow machine may take its time, but not for ever. */
const PATIENCE_MS = 120_000;

/** Members whose ways to each other can be cut, and who leads them. */
async function withCluster(work: (leader: Place, followers: readonly Place[]) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "keyval-partition-"));
  try {
    const options = { members: 3, directory, port: 0, program: PROGRAM, tell: () => undefined };
    await using cluster = await LocalCluster.start(options);
    const { places } = cluster;
    const leader = await eventually(async () => {
      for (const place of places) {
        const status = await statusOf(place);
        if (status !== undefined && status.leader === status.header?.memberId) return place;
      }
      throw new Error("nobody leads");
    });
    await work(
      leader,
      places.filter((place) => place !== leader),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void describe("a client whose member is cut off from the others", () => {
  for (const role of ["leader", "follower"] as const) {
    it(`loses nothing and does nothing twice, where that one was the ${role}`, async () => {
      await withCluster(async (leader, followers) => {
        const [near = leader, ...others] = role === "leader" ? [leader, ...followers] : [...followers, leader];
        const endpoints = [near, ...others].map(({ endpoint }) => endpoint);
        using client = new Client({ endpoints, random: () => 0 });
        const lease = await client.leases.grant(60);
        const lock = await client.lock("lock", { ttlSeconds: 60 });
        const session = await client.session();
        const over = { isSo: false };
        const written = (async () => {
          let puts = 0;
          for (; !over.isSo; puts++) await session.kv.put("in a session", "", { timeoutMs: PATIENCE_MS });
          return puts;
        })();

        await putAndWatch(client, "cut", () => {
          for (const { gate } of others) near.gate.cutOffFrom(gate);
        });
        over.isSo = true;
        const puts = await written;
        const write = client.kv.transaction().if(lock.held).do(client.kv.ops.put("written", ""));
        assert.equal((await write.commit()).succeeded, true);
        assert.deepEqual([lease.signal.aborted, lock.signal.aborted], [false, false]);
        assert.equal((await client.kv.get("in a session"))?.version, puts);

        const count = await client.kv.range(prefix("cut/")).count();
        for (const { gate } of others) near.gate.joinWith(gate);
        using healed = new Client({ endpoints: near.endpoint, timeoutMs: PATIENCE_MS });
        assert.equal(await healed.kv.range(prefix("cut/")).count(), count);
      });
    });
  }
});
