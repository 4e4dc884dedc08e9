import assert from "node:assert/strict";
import { test } from "node:test";
import { KV } from "@keyval/api";
import { ALONE, withServers } from "./child-server.test-helper.js";

test("with the largest request that may be asked for, a key that is all of it is stored", async () => {
  await withServers(async (start) => {
    const flags = [...ALONE, "--max-request-bytes=16776192"];
    // In the request it stands behind a byte of its field and four of its length.
    const key = new Uint8Array(16_776_192 - 5).fill(107);
    const server = await start(flags).serving();
    await server.call(KV.methods.Put, { key });
    const longer = { key: new Uint8Array(key.length + 1) };
    await assert.rejects(server.call(KV.methods.Put, longer), /request is too large/u);
    await server.end("SIGKILL");
    const again = await start(flags).serving();
    assert.equal((await again.call(KV.methods.Range, { key, countOnly: true })).count, 1);
  });
});
