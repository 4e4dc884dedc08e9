import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Channel } from "../client/channel.js";
import type { RpcServer } from "../server/rpc-server.js";
import { makeCertificate } from "../transport/certificate.test-helper.js";
import { dialer } from "../transport/dialer.js";
import { type Server, serve } from "../transport/index.js";
import { cases } from "./cases.test-helper.js";
import { realChannel } from "./channel.test-helper.js";
import { testServer } from "./test-server.test-helper.js";

for (const encrypted of [false, true]) {
  void describe(`our client and our server, ${encrypted ? "with TLS" : "in plaintext"}`, () => {
    let rpc: RpcServer;
    let server: Server;
    let channel: Channel;
    const certificate = makeCertificate();

    const connect = () =>
      realChannel(
        [server.port],
        encrypted ? { dial: dialer({ tls: { ca: certificate.cert, servername: "localhost" } }), scheme: "https" } : {},
      );

    before(async () => {
      rpc = testServer();
      const tls = encrypted ? { tls: certificate } : {};
      server = await serve({
        host: "127.0.0.1",
        port: 0,
        ...tls,
        accept: (connection, peer) => rpc.accept(connection, peer),
      });
      channel = connect();
    });

    after(async () => {
      channel.close();
      await server.stop(2000);
    });

    for (const [name, run] of Object.entries(cases)) {
      it(name, async () => {
        await run(channel, connect);
        assert.equal(channel.openCalls, 0);
      });
    }

    it("leaves nothing behind", () => {
      assert.deepEqual([rpc.openCalls, rpc.openDeadlines, channel.deadlines.count, channel.waitingCalls], [0, 0, 0, 0]);
    });
  });
}
