import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { KV } from "@keyval/api";
import { makeCertificate } from "../../../grpc/dist/transport/certificate.test-helper.js";
import { Client } from "../client.js";
import { Unreachable } from "../errors/index.js";
import { FakeMember } from "../testing/fake-member.test-helper.js";

const counting = (): FakeMember => new FakeMember().handle(KV.methods.Range, (_, call) => call.reply({ count: 7 }));

void describe("a connection", () => {
  it("is encrypted where that is asked for, and not made to who cannot prove its name", async () => {
    const { key, cert } = makeCertificate();
    await using member = await counting().listen({ key, cert });
    const port = member.endpoint.slice(member.endpoint.indexOf(":"));
    for (const endpoints of [`https://localhost${port}`, `localhost${port}`]) {
      using client = new Client({ endpoints, tls: { ca: cert } });
      assert.equal((await client.rpc.kv.range({})).count, 7);
    }
    using stranger = new Client({ endpoints: `https://localhost${port}`, timeoutMs: 3000 });
    await assert.rejects(stranger.rpc.kv.range({}), (error) => {
      assert.ok(error instanceof Unreachable, String(error));
      assert.match(error.message, /self-signed certificate/);
      return true;
    });
  });

  it("goes through a socket in a file", async () => {
    await using member = await counting().listen();
    const folder = mkdtempSync(join(tmpdir(), "client-socket-"));
    const path = join(folder, "kv.sock");
    const door = createServer((near) => {
      const far = connect(Number(member.endpoint.split(":")[1]), "127.0.0.1");
      near.pipe(far).pipe(near);
      near.on("error", () => far.destroy());
      far.on("error", () => near.destroy());
    }).listen(path);
    try {
      await once(door, "listening");
      using client = new Client({ endpoints: `unix://${path}` });
      assert.equal((await client.rpc.kv.range({})).count, 7);
    } finally {
      door.close();
      rmSync(folder, { recursive: true });
    }
  });
});
