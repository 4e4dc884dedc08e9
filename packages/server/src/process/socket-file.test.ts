import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { tmpdir } from "node:os";
import { PutRequest, KV } from "@keyval/api";
import { withServers } from "./child-server.test-helper.js";
import { clearSocketFile } from "./socket-file.js";

const SOCKETS = [
  "--listen-client-urls=unix://localhost:1",
  "--advertise-client-urls=unix://localhost:1",
  "--listen-peer-urls=unix://localhost:2",
  "--data-dir=data",
];

const put = PutRequest.create({ key: Uint8Array.of(1), value: Uint8Array.of(2) });

void describe("sockets in files", () => {
  const folder = mkdtempSync(join(tmpdir(), "keyval-socket-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("are served, refused while they are in use, and taken over from who was killed", async () => {
    await withServers(async (start) => {
      const first = await start(SOCKETS).serving();
      assert.equal(first.url, "unix://localhost:1");
      assert.equal((await first.call(KV.methods.Put, put)).header?.revision, 2);
      const second = start([...SOCKETS.slice(0, -1), "--data-dir=other"]);
      assert.equal(await second.ended(), 2);
      assert.match(second.text, /another process listens on the socket localhost:1/u);
      await first.end("SIGKILL");
      const third = await start(SOCKETS).serving();
      assert.equal((await third.call(KV.methods.Put, put)).header?.revision, 3);
      assert.equal(await third.end("SIGTERM"), 0);
    });
  });

  it("join the members of a cluster", async () => {
    await withServers(async (start) => {
      const initial = ["a", "b"].map((name, i) => `${name}=unix://peer:${i + 1}`).join(",");
      const flagsOf = (name: string, i: number): string[] => [
        `--name=${name}`,
        `--listen-client-urls=unix://${name}:1`,
        `--listen-peer-urls=unix://peer:${i + 1}`,
        `--initial-cluster=${initial}`,
      ];
      const members = ["a", "b"].map((name, i) => start(flagsOf(name, i)).serving());
      const [a, b] = await Promise.all(members);
      const revision = (await a?.call(KV.methods.Put, put))?.header?.revision ?? NaN;
      assert.equal((await b?.call(KV.methods.Put, put))?.header?.revision, revision + 1);
    });
  });

  it("do not take the place of what is no socket", async () => {
    const path = join(folder, "file");
    writeFileSync(path, "precious");
    await assert.rejects(clearSocketFile(path), /is no socket: move it elsewhere/u);
    assert.ok(existsSync(path));
    await clearSocketFile(join(folder, "nothing"));
  });
});
