import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { Client } from "./client.js";
import { Compacted, WatchCompacted } from "./errors/index.js";
import { prefix } from "./index.js";
import { CutProxy } from "./testing/cut-proxy.test-helper.js";
import { take } from "./watch/watch-suite.test-helper.js";

/** A client right at a server, and one behind a network that can be cut. */
interface Scene {
  readonly near: Client;
  readonly far: Client;
  readonly proxy: CutProxy;
}

async function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  await withServers(async (start) => {
    const { url } = await start(ALONE).serving();
    await using proxy = await CutProxy.to(url);
    using near = new Client({ endpoints: url });
    using far = new Client({ endpoints: proxy.endpoint });
    await work({ near, far, proxy });
  });
}

/** Something happens, and the history of it is gone before the far client can hear of it; resolves with the oldest revision left. */
async function compactUnheard({ near, proxy }: Scene, happens: () => Promise<unknown>): Promise<number> {
  proxy.cut();
  await happens();
  const { revision } = await near.kv.put("elsewhere", "");
  await near.rpc.kv.compact({ revision });
  proxy.heal();
  return revision;
}

/** What it tells, one after the other. */
async function* valuesOf(leaders: AsyncIterable<{ readonly value: string }>): AsyncGenerator<string, void, void> {
  for await (const { value } of leaders) yield value;
}

void describe("where history is compacted while a client is cut off", () => {
  it("a watch tells what came before, then exactly what it missed, and goes on behind that", async () => {
    await withScene(async (scene) => {
      const { near, far } = scene;
      using watch = await far.watch(prefix("k"));
      const events = watch[Symbol.asyncIterator]();
      const { revision: told } = await near.kv.put("k1", "told");
      assert.equal((await events.next()).value?.key, "k1");
      const kept = await compactUnheard(scene, () => near.kv.put("k2", "missed"));
      await assert.rejects(events.next(), (error) => {
        assert.ok(error instanceof WatchCompacted, String(error));
        assert.deepEqual([error.from, error.to, error.outcome], [told + 1, kept - 1, "notApplied"]);
        return true;
      });
      await near.kv.put("k3", "after");
      assert.deepEqual(await take(watch, 1), ["put k3 after"]);
    });
  });

  for (const way of ["asked for", "streamed"] as const) {
    it(`a range whose pages are ${way} says that the rest of them is gone, and can be read anew`, async () => {
      await withScene(async (scene) => {
        const { near, far, proxy } = scene;
        const value = "v".repeat(100_000);
        for (let i = 0; i < 40; i++) await near.kv.put(`k${i}`, value);
        const range = far.kv.range(prefix("k"), { pageSize: 10, streamed: way === "streamed" });
        // What comes ahead of who reads is not all of it.
        proxy.muteAfter(2_500_000);
        const keys: string[] = [];
        const reading = (async () => {
          for await (const { key } of range) {
            keys.push(key);
            if (keys.length === 1) await compactUnheard(scene, () => near.kv.put("k0", value));
          }
        })();
        await assert.rejects(reading, Compacted);
        assert.equal(new Set(keys).size, keys.length);
        assert.ok(keys.length < 40, `${keys.length} of 40`);
        const again: string[] = [];
        for await (const { key } of range) again.push(key);
        assert.equal(again.length, 40);
      });
    });
  }

  it("a lock is kept by its holder, and lost by one whose key was deleted meanwhile", async () => {
    await withScene(async (scene) => {
      const { near, far } = scene;
      const [kept, deleted] = [await far.lock("kept"), await far.lock("deleted")];
      const lost = new Promise((resolve) => deleted.signal.addEventListener("abort", resolve));
      await compactUnheard(scene, () => near.kv.delete(deleted.key));
      await lost;
      const write = far.kv.transaction().if(kept.held).do(far.kv.ops.put("written", ""));
      assert.deepEqual([kept.signal.aborted, (await write.commit()).succeeded], [false, true]);
      const lostNow = new Promise((resolve) => kept.signal.addEventListener("abort", resolve));
      await near.kv.delete(kept.key);
      await lostNow;
    });
  });

  it("whoever waits for a lock has its turn, though nobody told of the release", async () => {
    await withScene(async (scene) => {
      const { near, far } = scene;
      const held = await near.lock("busy");
      const waiting = far.lock("busy");
      while ((await near.kv.range(prefix("busy/")).count()) < 2);
      await compactUnheard(scene, () => held.release());
      const lock = await waiting;
      assert.ok(lock.token > held.token);
      await lock.release();
    });
  });

  it("an election is observed further, with whoever leads now", async () => {
    await withScene(async (scene) => {
      const { near, far } = scene;
      const leadership = await near.election("boss").campaign("ada");
      const leaders = valuesOf(far.election("boss").observe());
      assert.equal((await leaders.next()).value, "ada");
      await compactUnheard(scene, async () => {
        await leadership.proclaim("ada, missed");
        await leadership.proclaim("ada, again");
      });
      assert.equal((await leaders.next()).value, "ada, again");
      await leadership.proclaim("ada, at last");
      assert.equal((await leaders.next()).value, "ada, at last");
      await leaders.return();
    });
  });
});
