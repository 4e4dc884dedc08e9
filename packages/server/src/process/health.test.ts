import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PutRequest, PutResponse } from "@keyval/api";
import { Channel, callUnary, healthService, type Method, RpcError, ServingStatus, Status } from "@keyval/grpc";
import { dialer, nodeClock } from "@keyval/grpc/transport";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";
import { clusterFlags, withServers } from "./child-server.test-helper.js";

const put: Method<Parameters<typeof PutRequest.encode>[0], PutResponse, "unary"> = {
  path: "/etcdserverpb.KV/Put",
  kind: "unary",
  request: PutRequest,
  response: PutResponse,
};

const DEADLINE_MS = 60_000;

/** Resolves with the first answer that is as it should be. */
async function answered(url: string, isSo: (text: string, status: number) => boolean): Promise<string> {
  let last = "nothing";
  const until = Date.now() + DEADLINE_MS;
  while (Date.now() < until) {
    try {
      const response = await fetch(url);
      last = await response.text();
      if (isSo(last, response.status)) return last;
    } catch (error) {
      last = String(error);
    }
    await sleep(20);
  }
  throw new Error(`${url} said at last: ${last}`);
}

void describe("a member that is not ready", () => {
  it("says over HTTP what it waits for, and refuses clients until it is", async () => {
    const [port = 0] = await freePorts(1);
    await withServers(async (start) => {
      const flags = await clusterFlags(["a", "b", "c"]);
      const own = (flags.get("a") ?? []).map((flag) =>
        flag.startsWith("--listen-client-urls=") ? `--listen-client-urls=http://127.0.0.1:${port}` : flag,
      );
      const url = `http://127.0.0.1:${port}`;
      const server = start(own);
      await answered(`${url}/readyz`, (text, status) => status === 503 && text.includes("it waits for a leader"));
      assert.equal((await fetch(`${url}/livez`)).status, 200);
      assert.match(await (await fetch(`${url}/version`)).text(), /"etcdcluster":"not_decided"/u);
      assert.match(await (await fetch(`${url}/metrics`)).text(), /^etcd_server_has_leader 0$/mu);
      assert.equal((await fetch(`${url}/v3/kv/put`, { method: "POST" })).status, 503);
      const joining = await fetch(`${url}/join`, { method: "POST", body: '{"id":"d","raftAddress":"127.0.0.1:1"}' });
      assert.equal(joining.headers.get("content-type"), "application/problem+json");
      const { status, code } = (await joining.json()) as { readonly status: number; readonly code: string };
      assert.deepEqual([status, code], [503, "noLeader"]);
      const channel = new Channel({
        addresses: [`127.0.0.1:${port}`],
        dial: dialer(),
        clock: nodeClock,
        random: Math.random,
        failed: (bug) => {
          throw bug;
        },
      });
      const refused = callUnary(channel, put, { key: Uint8Array.of(1) }, { timeoutMs: DEADLINE_MS });
      await assert.rejects(refused, (error) => error instanceof RpcError && error.code === Status.UNAVAILABLE);
      assert.equal(await callUnary(channel, healthService.methods.check, ""), ServingStatus.NOT_SERVING);

      start(flags.get("b") ?? []);
      await server.serving();
      await answered(`${url}/readyz`, (text, status) => status === 200 && text === "ok\n");
      // The same channel, whose connection was ended.
      await callUnary(channel, put, { key: Uint8Array.of(1) }, { timeoutMs: DEADLINE_MS, waitForReady: true });
      assert.equal(await callUnary(channel, healthService.methods.check, ""), ServingStatus.SERVING);
      channel.abort();
    });
  });
});
