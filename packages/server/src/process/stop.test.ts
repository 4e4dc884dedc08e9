import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lock, statusOf } from "@keyval/api";
import { RpcError } from "@keyval/grpc";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";
import { ALONE, type ChildServer, eventually, withServers } from "./child-server.test-helper.js";

interface Answer {
  readonly status: number;
  readonly text: string;
}

const KEY = Buffer.from("key").toString("base64");
const NAME = Buffer.from("name");

/** An answer of which the beginning is here; `whole` rejects if the connection ends before it does. */
async function open(url: string, init: RequestInit = {}): Promise<{ readonly whole: Promise<Answer> }> {
  const response = await fetch(url, init);
  return { whole: response.text().then((text) => ({ status: response.status, text })) };
}

async function watchers(server: ChildServer): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^etcd_debugging_mvcc_watcher_total (\d+)$/mu.exec(text)?.[1]);
}

void describe("a server that is told to stop", () => {
  it("while it waits for others to let it in goes at once", async () => {
    await withServers(async (start) => {
      const [client, peer, nobody] = await freePorts(3);
      const place = ["-laddr", `127.0.0.1:${client}`, "-raddr", `127.0.0.1:${peer}`];
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        const server = start([...place, "-id", "a", "-join", `127.0.0.1:${nobody}`]);
        await eventually(async () => assert.equal((await fetch(`http://127.0.0.1:${client}/livez`)).status, 200));
        assert.equal(await server.end(signal), 0);
        assert.deepEqual(
          server.lines.map(({ msg }) => msg),
          ["stopping", "stopped"],
        );
      }
    });
  });

  it("answers whoever waits for what may never come", async () => {
    await withServers(async (start) => {
      const server = await start(ALONE).serving();
      await server.call(Lock.methods.Lock, { name: NAME });
      const waiting = assert.rejects(server.call(Lock.methods.Lock, { name: NAME }), (error) => {
        const { code, message } = statusOf("stopped");
        return error instanceof RpcError && error.code === code && error.details === message;
      });
      const body = JSON.stringify({ create_request: { key: KEY } });
      const json = await open(`${server.url}/v3/watch`, { method: "POST", body });
      const events = await open(`${server.url}/watch?prefix=k`);
      const poll = open(`${server.url}/watch?prefix=k&wait=60`);
      // The three above, and the one of the lock that waits.
      await eventually(async () => assert.equal(await watchers(server), 4));

      server.process.kill("SIGTERM");
      assert.equal(await server.ended(), 0);
      await waiting;
      const polled = await (await poll).whole;
      assert.deepEqual([polled.status, polled.text.includes("problem:stopped")], [503, true], polled.text);
      assert.match((await events.whole).text, /\nevent: end\ndata: \{"code":"stopped",.*\}\n\n$/u);
      assert.match((await json.whole).text, /\n\{"error":\{.*server stopped.*\}\}\n$/u);
    });
  });
});
