import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Client } from "@keyval/client";
import { startServer } from "./index.js";

const base = mkdtempSync(join(tmpdir(), "keyval-embedded-"));
after(() => {
  rmSync(base, { recursive: true });
});

void describe("a server in this process", () => {
  it("keeps what it was told from one life to the next, and lets go of its directory", async () => {
    const directory = join(base, "kept");
    {
      await using server = await startServer({ directory });
      using client = new Client({ endpoints: [server.url] });
      await client.kv.put("greeting", "hello");
    }
    await using server = await startServer({ directory });
    using client = new Client({ endpoints: [server.url] });
    assert.equal((await client.kv.get("greeting"))?.value, "hello");
  });

  it("keeps it in memory where no directory is named, and begins anew", async () => {
    for (let life = 0; life < 2; life++) {
      await using server = await startServer();
      using client = new Client({ endpoints: [server.url] });
      assert.equal(await client.kv.create("greeting", "hello"), true);
      await client.kv.put("greeting", "hello again");
      assert.equal((await client.kv.get("greeting"))?.version, 2);
    }
  });

  it("ends when it is stopped, and is stopped once", async () => {
    const server = await startServer({ directory: join(base, "stopped") });
    await Promise.all([server.stop(), server.stop(), server.ended]);
    await assert.rejects(fetch(server.url));
  });

  it("takes every flag of the program, and tells of its log", async () => {
    const lines: string[] = [];
    await using server = await startServer({
      directory: join(base, "flags"),
      host: "::1",
      flags: { name: "ada", "pre-vote": false, "snapshot-count": 10 },
      log: (line) => lines.push(line),
    });
    assert.match(server.url, /^http:\/\/\[::1\]:\d+$/u);
    assert.ok(lines.some((line) => (JSON.parse(line) as { name?: string }).name === "ada"));
  });

  it("tells others the ports that it found free", async () => {
    await using server = await startServer();
    using client = new Client({ endpoints: [server.url] });
    const { members } = await client.rpc.cluster.memberList({});
    assert.deepEqual(members[0]?.clientURLs, [server.url]);
    assert.match(members[0].peerURLs.join(), /^http:\/\/127\.0\.0\.1:[1-9]\d*$/u);
  });

  it("says what is wrong with what it was given", async () => {
    const directory = join(base, "refused");
    await assert.rejects(startServer({ directory, flags: { "snapshot-cuont": 1 } }), /--snapshot-cuont is no flag/u);
    await assert.rejects(startServer({ flags: { "data-dir": directory } }), /has an option of its own: directory/u);
    await assert.rejects(startServer({ directory, flags: { help: true } }), /--help starts no server/u);
    await assert.rejects(startServer({ directory, port: 70_000 }), /needs a host and a port/u);
  });

  it("leaves nothing behind when it can not start", async () => {
    const directory = join(base, "taken");
    await using server = await startServer({ directory });
    await assert.rejects(startServer({ directory }), /is in use by process/u);
    await assert.rejects(startServer({ directory: join(base, "other"), port: Number(new URL(server.url).port) }));
    await using other = await startServer({ directory: join(base, "other") });
    assert.notEqual(other.url, server.url);
  });
});
