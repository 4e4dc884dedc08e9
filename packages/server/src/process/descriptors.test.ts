import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { KV } from "@keyval/api";
import { ALONE, eventually, withServers } from "./child-server.test-helper.js";

/** Sixteen of them fill a file of the log. */
const VALUE = new Uint8Array(1_000_000);

test("whoever opens connections leaves a member enough descriptors for its files", async () => {
  await withServers(async (start) => {
    const server = await start(ALONE, [], "ulimit -n 256;").serving();
    const key = new Uint8Array([1]);
    await server.call(KV.methods.Put, { key, value: VALUE });
    const { hostname, port } = new URL(server.url);
    const sockets: Socket[] = [];
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      const socket = connect(Number(port), hostname);
      sockets.push(socket.on("error", () => undefined).on("close", () => (refused += 1)));
      await once(socket, "connect");
    }
    // Each of two doors takes 64; at this one is the caller, too.
    await eventually(async () => {
      await setImmediate();
      assert.ok(refused >= 300 - 63);
    });
    for (let i = 0; i < 70; i++) await server.call(KV.methods.Put, { key, value: VALUE });
    assert.equal((await server.call(KV.methods.Range, { key })).kvs[0]?.version, 71);
    await server.heard(({ msg }) => String(msg).includes("there are too many connections"));
    for (const socket of sockets) socket.destroy();
    assert.equal(await server.end("SIGTERM"), 0);
  });
});

test("a member that may have too few descriptors says so and does not start", async () => {
  await withServers(async (start) => {
    const urls = Array.from({ length: 9 }, () => "http://127.0.0.1:0").join(",");
    const server = start([...ALONE, `--listen-metrics-urls=${urls}`], [], "ulimit -n 256;");
    assert.equal(await server.ended(), 2);
    assert.match(server.text, /^keyval: only 256 files and connections .* 11 listen URLs need 304: raise the limit/u);
  });
});
