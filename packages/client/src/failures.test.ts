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
      const [nearest = "", ...others] = members.map(({ url }) => url);
      await using proxy = await CutProxy.to(nearest);
      using client = new Client({ ...impatient, timeoutMs: Infinity, endpoints: [proxy.endpoint, ...others] });
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
      await goesOn();
      // What is asked for next is done, and nobody hears of it.
      proxy.mute();
      await goesOn();
      const [, leader] = await leaderOf(new Map(members.map((member) => [member.url, member])));
      await leader.end("SIGKILL");
      killed.isDone = true;
      const puts = await Promise.all(written);
      assert.deepEqual(await Promise.all(writers.map(versionOf)), puts);
    });
  });
});
