import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { KV } from "@keyval/api";
import { Client } from "./client.js";
import { FakeMember, NOBODY } from "./testing/fake-member.test-helper.js";

const CONNECTS = 10_000;
/** What all that is kept of one client, for all of them, stays far below: a client is some 10 KB. */
const KEPT_BYTES_MAX = 1000;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const usedBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

/** Connects, asks and goes, several at a time. */
async function connectAndGo(endpoint: string, times: number, signal: AbortSignal): Promise<void> {
  for (let left = times; left > 0; left -= 10) {
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        using client = new Client({ endpoints: [endpoint, NOBODY] });
        await client.kv.get("k", { signal });
      }),
    );
  }
}

void describe(`after ${CONNECTS} connects`, () => {
  it("nothing is left of the clients: no sockets, timers, listeners or memory", async () => {
    await using member = await new FakeMember().handle(KV.methods.Range, (_, call) => call.reply({})).listen();
    const { signal } = new AbortController();
    await connectAndGo(member.endpoint, 500, signal);
    while (member.connections > 0) await new Promise((resolve) => setImmediate(resolve));
    member.calls.length = 0;
    const bytesBefore = usedBytes();
    const resourcesBefore = process.getActiveResourcesInfo().length;

    await connectAndGo(member.endpoint, CONNECTS, signal);
    assert.equal(member.calls.length, CONNECTS);
    member.calls.length = 0;
    while (member.connections > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(getEventListeners(signal, "abort").length, 0);
    const resources = process.getActiveResourcesInfo().length;
    assert.ok(resources <= resourcesBefore + 5, `${resources} resources, ${resourcesBefore} before`);
    const keptBytes = (usedBytes() - bytesBefore) / CONNECTS;
    assert.ok(keptBytes < KEPT_BYTES_MAX, `${keptBytes} bytes kept of each client`);
  });
});
