import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type ChildServer,
  clusterFlags,
  eventually,
  leaderOf,
  withServers,
} from "../../server/dist/process/child-server.test-helper.js";
import { Client } from "./client.js";
import type { Lease } from "./lease/lease.js";
import { CutProxy } from "./testing/cut-proxy.test-helper.js";
import { fastClock } from "./testing/fast-clock.test-helper.js";
import { putAndWatch } from "./testing/put-and-watch.test-helper.js";

/** Impatient, so that a test need not wait for the patience of real clients: four of its seconds pass in one. */
const impatient = { clock: fastClock(4), timeoutMs: 12_000, random: () => 0 };

async function withCluster(work: (members: readonly ChildServer[]) => Promise<void>): Promise<void> {
  await withServers(async (start) => {
    const flags = await clusterFlags(["a", "b", "c"]);
    const members = await Promise.all([...flags.values()].map((own) => start(own).serving()));
    await work(members);
  });
}

/** While all goes on: the nearest member does what it is asked for, and nobody hears of it; then the leader is gone. */
async function loseAnswersAndTheLeader(
  members: readonly ChildServer[],
  client: Client,
  nearest: CutProxy,
  goesOn: () => Promise<void>,
): Promise<void> {
  await goesOn();
  nearest.mute();
  client.setEndpoints(members.slice(1).map(({ url }) => url));
  await goesOn();
  const [, leader] = await leaderOf(new Map(members.map((member) => [member.url, member])));
  await leader.end("SIGKILL");
}

void describe("a client of a cluster", () => {
  it("loses nothing and does nothing twice, whichever member is killed, stopped or cut off", async () => {
    await withCluster(async ([first, second, third]) => {
      if (first === undefined || second === undefined || third === undefined) throw new TypeError("three members");
      await using proxy = await CutProxy.to(first.url);

      using cutOff = new Client({ ...impatient, endpoints: [proxy.endpoint, second.url, third.url] });
      await putAndWatch(cutOff, "cut", () => proxy.cut());

      using stopped = new Client({ ...impatient, endpoints: [second.url, third.url, first.url] });
      await putAndWatch(stopped, "stopped", () => void second.process.kill("SIGSTOP"));
      second.process.kill("SIGCONT");

      using killed = new Client({ ...impatient, endpoints: [first.url, second.url, third.url] });
      await putAndWatch(killed, "killed", async () => {
        await first.end("SIGKILL");
      });
    });
  });

  it("does what is asked for in a session once, and fails nothing, though answers are lost and the leader is killed", async () => {
    await withCluster(async (members) => {
      const [nearest = ""] = members.map(({ url }) => url);
      await using proxy = await CutProxy.to(nearest);
      using client = new Client({ ...impatient, timeoutMs: Infinity, endpoints: [proxy.endpoint] });
      const { kv } = await client.session();
      const writers = Array.from({ length: 32 }, (_, i) => `writer ${i}`);
      const killed = { isDone: false };
      const written = writers.map(async (writer) => {
        let puts = 0;
        for (; puts < 20 || !killed.isDone; puts++) await kv.put(writer, "");
        return puts;
      });
      const versionOf = async (writer: string): Promise<number> => (await kv.get(writer))?.version ?? 0;
      const goesOn = async (): Promise<void> => {
        const version = (await versionOf("writer 0")) + 5;
        await eventually(async () => assert.ok((await versionOf("writer 0")) >= version));
      };
      await loseAnswersAndTheLeader(members, client, proxy, goesOn);
      killed.isDone = true;
      const puts = await Promise.all(written);
      assert.deepEqual(await Promise.all(writers.map(versionOf)), puts);
    });
  });

  it("grants leases, and leads elections, in a session once, though answers are lost and the leader is killed", async () => {
    await withCluster(async (members) => {
      const [nearest = ""] = members.map(({ url }) => url);
      await using proxy = await CutProxy.to(nearest);
      using client = new Client({ ...impatient, timeoutMs: Infinity, endpoints: [proxy.endpoint] });
      const session = await client.session();
      const killed = { isDone: false };
      const granted: Lease[] = [];
      const candidates = ["ada", "alan", "grace", "kurt"];
      const granting = candidates.map(async () => {
        while (!killed.isDone) granted.push(await session.leases.grant(3_600));
      });
      const proclaimed = new Map(candidates.map((name) => [name, 0]));
      const leading = candidates.map(async (name) => {
        await using lock = await session.lock(`lock of ${name}`, { ttlSeconds: 3_600 });
        const leadership = await session.election(name).campaign("0", { ttlSeconds: 3_600 });
        let count = 0;
        for (; !killed.isDone; proclaimed.set(name, count)) await leadership.proclaim(String((count += 1)));
        const said = await session.election(name).leader();
        assert.deepEqual([said?.value, said?.version], [String(count), count + 1]);
        assert.equal((await session.kv.get(lock.key))?.version, 1);
        await leadership.resign();
      });
      const counts = (): number[] => [granted.length, ...proclaimed.values()];
      const goesOn = async (): Promise<void> => {
        const before = counts();
        await eventually(async () => {
          await client.leases.list();
          assert.ok(counts().every((count, i) => count > (before[i] ?? 0)));
        });
      };
      await loseAnswersAndTheLeader(members, client, proxy, goesOn);
      killed.isDone = true;
      await Promise.all([...granting, ...leading]);
      const ids = granted.map(({ id }) => id);
      assert.deepEqual(new Set(await client.leases.list()), new Set(ids));
      await Promise.all(granted.map((lease) => lease.revoke()));
      assert.deepEqual(await client.leases.list(), []);
    });
  });
});
