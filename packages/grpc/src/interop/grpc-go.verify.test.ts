import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Channel } from "../client/channel.js";
import type { RpcServer } from "../server/rpc-server.js";
import { type Server, serve } from "../transport/index.js";
import { cases } from "./cases.test-helper.js";
import { realChannel } from "./channel.test-helper.js";
import { goIsMissing, GoTools } from "./go-tools.test-helper.js";
import { testServer } from "./test-server.test-helper.js";

const INTEROP = "google.golang.org/grpc/interop";

void describe("gRPC's interoperability programs of grpc-go", { skip: goIsMissing }, () => {
  const tools = new GoTools();

  before(() => tools.build(`${INTEROP}/client`, `${INTEROP}/server`, "./gzip"));
  after(() => tools.remove());

  void describe("their client and our server", () => {
    let rpc: RpcServer;
    let server: Server;

    before(async () => {
      rpc = testServer();
      server = await serve({ host: "127.0.0.1", port: 0, accept: (connection, peer) => rpc.accept(connection, peer) });
    });
    after(() => server.stop(2000));

    for (const name of Object.keys(cases)) {
      it(name, { timeout: 60_000 }, async () => {
        const flags =
          name === "gzip"
            ? [`-port=${server.port}`]
            : ["-server_host=127.0.0.1", `-server_port=${server.port}`, `-test_case=${name}`];
        const { code, output } = await tools.run(name === "gzip" ? "gzip" : "client", flags);
        assert.equal(code, 0, output);
      });
    }

    it("leaves no call behind", () => assert.deepEqual([rpc.openCalls, rpc.openDeadlines], [0, 0]));
  });

  void describe("our client and their server", () => {
    let channel: Channel;
    let port: number;
    let zipping: Channel;

    before(async () => {
      port = await tools.serve("server", (free) => [`-port=${free}`]);
      channel = realChannel([port]);
      zipping = realChannel([await tools.serve("gzip", (free) => ["-serve", `-port=${free}`])]);
    });
    after(() => {
      channel.abort();
      zipping.abort();
    });

    for (const [name, run] of Object.entries(cases)) {
      it(name, { timeout: 60_000 }, async () => {
        await run(name === "gzip" ? zipping : channel, () => realChannel([port]));
        assert.deepEqual([channel.openCalls, channel.deadlines.count], [0, 0]);
      });
    }
  });
});
