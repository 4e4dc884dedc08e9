import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Client } from "../client.js";
import { AbortError, WatchCompacted } from "../errors/index.js";
import { everything, type Watcher } from "../index.js";

/** The next events, as `put a 1` and `delete a`. */
export async function take(watch: Watcher<string>, count: number): Promise<string[]> {
  const taken: string[] = [];
  for await (const event of watch) {
    taken.push(event.type === "put" ? `put ${event.key} ${event.entry.value}` : `delete ${event.key}`);
    if (taken.length === count) break;
  }
  return taken;
}

/** What holds for watches, whoever serves them. */
export function watchSuite(connect: () => Client): void {
  void describe("a watch", () => {
    it("tells what happens from when it is there, and what was before", async () => {
      const kv = connect().kv.namespace("watch/now/");
      await kv.put("before", "0");
      const watch = await kv.watch(everything(), { previous: true });
      await kv.put("a", "1");
      await kv.put("a", "2");
      await kv.delete("a");
      const events: unknown[] = [];
      for await (const { type, key, previous } of watch) {
        events.push(`${type} ${key} ${previous?.value ?? ""}`);
        if (events.length === 3) break;
      }
      assert.deepEqual(events, ["put a ", "put a 1", "delete a 2"]);
    });

    it("tells the past from a revision on, and only what is wanted", async () => {
      const kv = connect().kv.namespace("watch/past/");
      const { revision } = await kv.put("a", "1");
      await kv.delete("a");
      await kv.put("b", "2");
      assert.deepEqual(await take(await kv.watch(everything(), { revision }), 3), ["put a 1", "delete a", "put b 2"]);
      assert.deepEqual(await take(await kv.watch(everything(), { revision, only: "put" }), 2), ["put a 1", "put b 2"]);
      assert.deepEqual(await take(await kv.watch(everything(), { revision, only: "delete" }), 1), ["delete a"]);
      assert.deepEqual(await take(await kv.watch("b", { revision }), 1), ["put b 2"]);
    });

    it("says what it missed where history is gone", async () => {
      const client = connect();
      const kv = client.kv.namespace("watch/gone/");
      const { revision } = await kv.put("a", "1");
      await kv.put("a", "2");
      const last = await kv.put("a", "3");
      await client.rpc.kv.compact({ revision: last.revision });
      const watch = await kv.watch("a", { revision });
      await assert.rejects(take(watch, 1), (error) => {
        assert.ok(error instanceof WatchCompacted);
        assert.deepEqual([error.from, error.to], [revision, last.revision - 1]);
        return true;
      });
      assert.deepEqual(await take(watch, 1), ["put a 3"]);
    });

    it("ends when it is closed or aborted, whatever it waits for", async () => {
      const kv = connect().kv.namespace("watch/end/");
      const closed = await kv.watch("a");
      const reading = take(closed, 1);
      closed.close();
      assert.deepEqual(await reading, []);
      const controller = new AbortController();
      const aborted = take(await kv.watch("a", { signal: controller.signal }), 1);
      controller.abort();
      await assert.rejects(aborted, AbortError);
      await assert.rejects(kv.watch("a", { signal: controller.signal }), AbortError);
    });
  });
}
