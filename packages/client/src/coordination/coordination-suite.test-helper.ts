import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Client } from "../client.js";
import { AbortError, ClaimLost, LeaseLost, LeaseNotFound } from "../errors/index.js";
import { everything, json, prefix } from "../index.js";

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(signal.reason), { once: true });
    if (signal.aborted) resolve(signal.reason);
  });

/** What holds for leases, locks, elections and atomic changes, whoever serves them. */
export function coordinationSuite(connect: () => Client): void {
  void describe("a lease", () => {
    it("takes its keys with it when it is revoked, and not before", async () => {
      const { kv, leases } = connect();
      const lease = await leases.grant(60);
      await kv.put("lease/a", "1", { lease: lease.id });
      const { secondsLeft, ttlSeconds, keys } = await leases.state(lease.id);
      assert.ok(secondsLeft > 0 && secondsLeft <= ttlSeconds);
      assert.deepEqual(keys, ["lease/a"]);
      assert.ok((await leases.list()).includes(lease.id));
      await lease.revoke();
      assert.equal(await kv.get("lease/a"), undefined);
      await assert.rejects(leases.state(lease.id), LeaseNotFound);
      assert.equal(lease.signal.aborted, false);
    });

    it("lives for longer than its time, because it is renewed", async () => {
      const { kv, leases } = connect();
      await using lease = await leases.grant(4);
      const { revision } = await kv.put("lease/b", "1", { lease: lease.id });
      // Only a renewal can move what is left of it up again.
      let before = Infinity;
      for (let now = 4; now <= before; now = (await leases.state(lease.id)).secondsLeft) before = now;
      assert.equal((await kv.get("lease/b"))?.revision, revision);
    });

    it("that somebody else revokes is lost", async () => {
      const { leases } = connect();
      const lease = await leases.grant(3);
      const lost = aborted(lease.signal);
      await leases.revoke(lease.id);
      assert.ok((await lost) instanceof LeaseLost);
    });
  });

  void describe("a lock", () => {
    it("has one holder at a time, in the order of asking, each with a larger token", async () => {
      const client = connect();
      let holders = 0;
      const tokens: number[] = [];
      const work = async (): Promise<void> => {
        await using lock = await client.lock("locks/one");
        holders += 1;
        assert.equal(holders, 1);
        tokens.push(lock.token);
        await client.kv.get("anything");
        holders -= 1;
      };
      await Promise.all([work(), work(), work(), work()]);
      assert.deepEqual(
        tokens,
        tokens.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(tokens).size, 4);
      assert.equal(await client.kv.range(prefix("locks/")).count(), 0);
    });

    it("fences off who has lost it", async () => {
      const client = connect();
      const { kv } = client;
      const first = await client.lock("locks/fenced");
      const write = kv.transaction().if(first.held).do(kv.ops.put("fenced", "first"));
      assert.equal((await write.commit()).succeeded, true);
      const lost = aborted(first.signal);
      await kv.delete(first.key);
      assert.ok((await lost) instanceof ClaimLost);
      await using second = await client.lock("locks/fenced");
      assert.ok(second.token > first.token);
      assert.equal((await write.commit()).succeeded, false);
    });

    it("is not waited for by who gives up", async () => {
      const client = connect();
      const held = await client.lock("locks/busy");
      const controller = new AbortController();
      const waiting = client.lock("locks/busy", { signal: controller.signal });
      const third = client.lock("locks/busy");
      while ((await client.kv.range(prefix("locks/busy/")).count()) < 3);
      controller.abort();
      await assert.rejects(waiting, AbortError);
      await held.release();
      await using lock = await third;
      assert.ok(lock.token > held.token);
    });
  });

  void describe("an election", () => {
    it("has one leader, whom all can hear", async () => {
      const client = connect();
      const election = client.election("elections/one", json<{ readonly at: string }>());
      assert.equal(await election.leader(), undefined);
      const heard: string[] = [];
      const observing = (async () => {
        for await (const { value } of election.observe()) {
          heard.push(value.at);
          if (value.at === "c") break;
        }
      })();
      const first = await election.campaign({ at: "a" });
      while (!heard.includes("a")) await client.kv.get("anything");
      const second = election.campaign({ at: "c" });
      await first.proclaim({ at: "b" });
      while (!heard.includes("b")) await client.kv.get("anything");
      assert.equal((await election.leader())?.value.at, "b");
      await first.resign();
      await using leadership = await second;
      await observing;
      assert.deepEqual(heard, ["a", "b", "c"]);
      assert.ok(leadership.token > first.token);
      await assert.rejects(first.proclaim({ at: "d" }), ClaimLost);
    });
  });

  void describe("an atomic change", () => {
    it("loses nothing, however many there are at once", async () => {
      const kv = connect().kv.namespace("atomic/").as(json<number>());
      await kv.put("a", 100);
      const move = () =>
        kv.atomically(async (draft) => {
          const a = (await draft.get("a")) ?? 0;
          const b = (await draft.get("b")) ?? 0;
          draft.put("a", a - 1);
          draft.put("b", b + 1);
          assert.equal(await draft.get("b"), b + 1);
          return a + b;
        });
      const sums = await Promise.all(Array.from({ length: 10 }, move));
      assert.deepEqual(new Set(sums), new Set([100]));
      assert.deepEqual([(await kv.get("a"))?.value, (await kv.get("b"))?.value], [90, 10]);
      await kv.atomically((draft) => draft.delete("a"));
      assert.deepEqual(await kv.range(everything()).keys(), ["b"]);
    });
  });
}
