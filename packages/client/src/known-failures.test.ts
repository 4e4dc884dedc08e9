import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Init, KV, type RangeStreamResponse, Watch } from "@keyval/api";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { Client } from "./client.js";
import { ClaimLost, LeaseLost } from "./errors/index.js";
import { everything, prefix } from "./index.js";
import { CutProxy } from "./testing/cut-proxy.test-helper.js";
import { bytes, FakeMember, textOf } from "./testing/fake-member.test-helper.js";
import { fastClock } from "./testing/fast-clock.test-helper.js";
import { take } from "./watch/watch-suite.test-helper.js";

/** A server, a client right at it, and one behind a network that can be cut. */
async function withTwoClients(work: (near: Client, far: Client, proxy: CutProxy) => Promise<void>): Promise<void> {
  await withServers(async (start) => {
    const { url } = await start(ALONE).serving();
    await using proxy = await CutProxy.to(url);
    using near = new Client({ endpoints: url });
    using far = new Client({ endpoints: proxy.endpoint });
    await work(near, far, proxy);
  });
}

const reasonOf = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason), { once: true }));

// What users of the npm package `etcd3` have reported, by the numbers of its issues, and what happens here instead.
void describe("what is known to go wrong with etcd3", () => {
  it("watches that are silent after a new connection (#78, #31, #114): they go on, with what happened meanwhile", async () => {
    await withTwoClients(async (near, far, proxy) => {
      using watch = await far.watch(prefix("k"));
      const events = watch[Symbol.asyncIterator]();
      const next = async (): Promise<unknown> => {
        const { value } = await events.next();
        return value?.type === "put" && `${value.key} ${value.entry.value}`;
      };
      await near.kv.put("k1", "before");
      assert.equal(await next(), "k1 before");
      for (let round = 2; round < 5; round++) {
        proxy.cut();
        await near.kv.put(`k${round}`, "meanwhile");
        proxy.heal();
        await near.kv.put(`k${round}`, "after");
        assert.deepEqual([await next(), await next()], [`k${round} meanwhile`, `k${round} after`]);
      }
    });
  });

  it("streams that are reset for ever (#153): other members are asked, and if none helps it is said", async () => {
    const reset = () => new FakeMember().handle(Watch.methods.Watch, (call) => call.fail(13, "RST_STREAM")).listen();
    await using bad = await reset();
    await using good = await new FakeMember()
      .handle(Watch.methods.Watch, (call) => {
        call.onMessage = () => {
          call.write({ created: true, header: { revision: 7 } });
          call.write({ events: [{ kv: { key: bytes("k"), value: bytes("v"), modRevision: 8 } }] });
        };
      })
      .listen();
    const options = { random: () => 0, clock: fastClock(10) };
    using client = new Client({ ...options, endpoints: [bad.endpoint, good.endpoint] });
    assert.deepEqual(await take(await client.watch("k"), 1), ["put k v"]);
    using alone = new Client({ ...options, endpoints: bad.endpoint });
    await assert.rejects(alone.watch("k", { outageMs: 3000 }), { code: "unexpectedStatus" });
  });

  it("leases whose loss nobody notices (#13, #110): the holder is told, whether or not a server can be asked", async () => {
    await withTwoClients(async (near, far, proxy) => {
      const revoked = await far.leases.grant(2);
      const wasRevoked = reasonOf(revoked.signal);
      await near.leases.revoke(revoked.id);
      assert.ok((await wasRevoked) instanceof LeaseLost);
      const cutOff = await far.leases.grant(2);
      const wasCutOff = reasonOf(cutOff.signal);
      proxy.cut();
      assert.ok((await wasCutOff) instanceof LeaseLost);
    });
  });

  it("two leaders at once (#176): the one that is cut off knows it before another one leads", async () => {
    await withTwoClients(async (near, far, proxy) => {
      const first = await far.election("boss").campaign("far", { ttlSeconds: 4 });
      const order: string[] = [];
      const lost = reasonOf(first.signal).then((reason) => {
        assert.ok(reason instanceof ClaimLost);
        order.push("the first one has lost");
      });
      const second = near
        .election("boss")
        .campaign("near")
        .then((leadership) => {
          order.push("the second one leads");
          return leadership;
        });
      while ((await near.kv.range(prefix("boss/")).count()) < 2);
      proxy.cut();
      await lost;
      assert.ok((await second).token > first.token);
      assert.deepEqual(order, ["the first one has lost", "the second one leads"]);
    });
  });

  it("ranges that are only had whole (no RangeStream): they come in pieces, also from where there is no such call", async () => {
    const piece = (key: string): Init<RangeStreamResponse> => ({
      rangeResponse: { kvs: [{ key: bytes(key), value: bytes("v") }] },
    });
    const firstPage = { kvs: [{ key: bytes("a") }], count: 3, more: true, header: { revision: 5 } };
    const asked: unknown[] = [];
    await using streaming = await new FakeMember()
      .handle(KV.methods.Range, (_, call) => call.reply(firstPage))
      .handle(KV.methods.RangeStream, ({ key, revision }, call) => {
        asked.push(`${textOf(key)} ${revision}`);
        call.write(piece("b"));
        call.write(piece("c"));
        call.end();
      })
      .listen();
    await using old = await new FakeMember()
      .handle(KV.methods.Range, ({ key, revision }, call) => {
        if (revision === 0) call.reply(firstPage);
        else call.reply({ kvs: [{ key: bytes(`${textOf(key).slice(0, 1)}b`) }], count: 2 });
      })
      .listen();
    const keysFrom = async ({ endpoint }: FakeMember): Promise<string[]> => {
      using client = new Client({ endpoints: endpoint });
      const keys: string[] = [];
      for await (const { key } of client.kv.range(everything()).streamed()) keys.push(key);
      return keys;
    };
    assert.deepEqual(await keysFrom(streaming), ["a", "b", "c"]);
    assert.deepEqual([asked, streaming.calls], [["a\0 5"], ["Range", "RangeStream"]]);
    assert.deepEqual(await keysFrom(old), ["a", "ab"]);
    assert.deepEqual(old.calls, ["Range", "Range"]);
  });
});
