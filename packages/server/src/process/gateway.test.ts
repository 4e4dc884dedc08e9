import assert from "node:assert/strict";
import { connect } from "node:http2";
import { test } from "node:test";
import { gatewayPaths } from "@keyval/api/reflection";
import { ALONE, withServers } from "./child-server.test-helper.js";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

interface Said {
  readonly status: number;
  readonly text: string;
}

async function post(url: string, path: string, body: unknown = {}): Promise<Said> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const response = await fetch(url + path, { method: "POST", body: text, headers });
  return { status: response.status, text: await response.text() };
}

/** What is streamed until it holds as many lines. */
async function lines(url: string, path: string, body: unknown, count: number): Promise<string[]> {
  const stop = new AbortController();
  const response = await fetch(url + path, { method: "POST", body: JSON.stringify(body), signal: stop.signal });
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += Buffer.from(bytes as Uint8Array).toString();
    if (text.split("\n").length > count) break;
  }
  stop.abort();
  return text.split("\n").slice(0, count);
}

test("the JSON gateway", async (context) => {
  await withServers(async (start) => {
    const { url } = await start(ALONE).serving();
    await context.test("answers every path as etcd's does", async () => {
      const a = base64("a");
      const said = async (path: string, body: unknown, ...parts: readonly (string | RegExp)[]): Promise<string> => {
        const { status, text } = await post(url, path, body);
        assert.equal(status, 200, `${path}: ${text}`);
        for (const part of parts) {
          assert.ok(part instanceof RegExp ? part.test(text) : text.includes(part), `${path}: ${text}`);
        }
        return text;
      };
      await said(
        "/v3/kv/put",
        { key: a, value: base64("1") },
        /^\{"header":\{"cluster_id":"\d+","member_id":"\d+","revision":"2","raft_term":"\d+"\}\}$/,
      );
      await said(
        "/v3/kv/put",
        { key: a, value: base64("2"), prev_kv: true },
        '"prev_kv":{"key":"YQ==","create_revision":"2","mod_revision":"2","version":"1","value":"MQ=="}}',
      );
      await said(
        "/v3/kv/range",
        { key: a, rangeEnd: base64("b") },
        '"kvs":[{"key":"YQ==","create_revision":"2","mod_revision":"3","version":"2","value":"Mg=="}],"count":"1"}',
      );
      const compare = [{ target: "VERSION", key: a, version: 2 }];
      const success = [{ requestRange: { key: a } }, { request_put: { key: base64("b"), value: "" } }];
      await said(
        "/v3/kv/txn",
        { compare, success },
        '"succeeded":true,"responses":[{"response_range":',
        '{"response_put":{"header":{"revision":"4"}}}]}',
      );
      await said("/v3/kv/deleterange", { key: a }, '"deleted":"1"');
      await said("/v3/kv/compaction", { revision: "3", physical: true }, '"revision":"5"');
      await said(
        "/v3/lease/grant",
        '{"ID": 7587862094211948545, "TTL": "20"}',
        '"ID":"7587862094211948545","TTL":"20"}',
      );
      for (const path of ["/v3/lease/timetolive", "/v3/kv/lease/timetolive"])
        await said(path, '{"ID":7587862094211948545}', '"grantedTTL":"20"');
      for (const path of ["/v3/lease/leases", "/v3/kv/lease/leases"])
        await said(path, "", '"leases":[{"ID":"7587862094211948545"}]');
      await said(
        "/v3/lease/keepalive",
        { ID: "7587862094211948545" },
        /^\{"result":\{"header":\{.*\},"ID":"7587862094211948545","TTL":"20"\}\}\n$/,
      );
      await said("/v3/lease/revoke", { ID: "7587862094211948545" }, /^\{"header":/);
      await said("/v3/cluster/member/list", {}, '"members":[{"ID":"', '"name":"default"');
      await said(
        "/v3/maintenance/status",
        {},
        '"version":"3.7.1","dbSize":"',
        '"leader":"',
        '"raftIndex":"',
        '"storageVersion":"3.7.0"',
      );
      await said("/v3/maintenance/hash", {}, /"hash":\d+\}$/);
      await said("/v3/maintenance/hashkv", {}, /"hash":\d+,"compact_revision":"3","hash_revision":"5"\}$/);
      await said("/v3/maintenance/alarm", { action: "GET" }, /^\{"header":\{[^}]*\}\}$/);
      assert.equal(await said("/v3/maintenance/defragment", {}), "{}");
      await said("/v3/maintenance/downgrade", { action: 2 }, /^\{"header":/);
      const { text } = await post(url, "/v3/election/campaign", { name: base64("e"), value: a });
      assert.match(text, /"leader":\{"name":"ZQ==","key":"[^"]*","rev":"6","lease":"\d+"\}\}$/);
      const { leader } = JSON.parse(text) as { readonly leader: unknown };
      await said("/v3/election/proclaim", { leader, value: base64("b") }, /^\{"header":/);
      await said("/v3/election/leader", { name: base64("e") }, '"value":"Yg=="');
      await said("/v3/election/resign", { leader }, /^\{"header":/);
      const lock = JSON.parse(await said("/v3/lock/lock", { name: base64("l") }, /"key":"[^"]+"\}$/)) as {
        key: string;
      };
      await said("/v3/lock/unlock", { key: lock.key }, /^\{"header":/);
    });

    await context.test("streams a line for each message, and goes on", async () => {
      const put = await post(url, "/v3/kv/put", { key: base64("w"), value: base64("1") });
      const [, revision = ""] = /"revision":"(\d+)"/.exec(put.text) ?? [];
      const request = { create_request: { key: base64("w"), start_revision: revision } };
      const [created = "", events = ""] = await lines(url, "/v3/watch", request, 2);
      assert.match(created, /^\{"result":\{"header":\{.*\},"created":true\}\}$/);
      const kv = `"kv":{"key":"dw==","create_revision":"${revision}","mod_revision":"${revision}","version":"1","value":"MQ=="}`;
      assert.ok(events.endsWith(`"events":[{${kv}}]}}`), events);
      const observed = lines(url, "/v3/election/observe", { name: base64("e") }, 1);
      await post(url, "/v3/election/campaign", { name: base64("e"), value: base64("x") });
      assert.match(String(await observed), /^\{"result":\{"header":\{.*"value":"eA=="/);
    });

    await context.test("tells errors with the status of their code", async () => {
      const cases: readonly (readonly [string, unknown, number, number, RegExp])[] = [
        ["/v3/kv/range", {}, 400, 3, /^etcdserver: key is not provided$/],
        ["/v3/kv/txn", { success: [{ request_nothing: {} }] }, 400, 3, /^etcdserver: key not found$/],
        ["/v3/kv/range", { key: "YQ==", revision: 99 }, 400, 11, /future revision$/],
        ["/v3/lease/revoke", { ID: 1 }, 404, 5, /requested lease not found$/],
        ["/v3/kv/put", '{"key":"YQ=="', 400, 3, /the JSON ends too early/],
        ["/v3/kv/put", { key: "a" }, 400, 3, /^key takes base64/],
        ["/v3/kv/put", [], 400, 3, /PutRequest is an object/],
        ["/v3/nothing", {}, 404, 5, /^Not Found$/],
        ["/v3/auth/enable", {}, 501, 12, /AuthEnable does not exist/],
        ["/v3/election/leader", { name: "YQ==" }, 500, 2, /^election: no leader$/],
      ];
      for (const [path, body, status, code, message] of cases) {
        const said = await post(url, path, body);
        assert.equal(said.status, status, `${path} ${said.text}`);
        const error = JSON.parse(said.text) as { readonly code: number; readonly message: string };
        assert.deepEqual(Object.keys(error), ["code", "message"]);
        assert.equal(error.code, code);
        assert.match(error.message, message);
      }
      assert.equal((await fetch(`${url}/v3/kv/put`)).status, 501);
    });

    await context.test("is there by HTTP/2, too, and has paths for all that etcd's has", async () => {
      const session = connect(url);
      const stream = session.request({ ":method": "POST", ":path": "/v3/kv/put" });
      stream.end(JSON.stringify({ key: "YQ==" }));
      assert.match(Buffer.concat((await stream.toArray()) as Buffer[]).toString(), /"revision":"\d+"/);
      session.destroy();
      for (const path of Object.values(gatewayPaths).flat()) {
        assert.notEqual((await post(url, path, "{")).status, 404, path);
      }
    });
  });
});

test("the JSON gateway answers so many calls at a time as may be, and others in their turn", async () => {
  await withServers(async (start) => {
    const { url } = await start([...ALONE, "--max-concurrent-streams=2"]).serving();
    const watches = [new AbortController(), new AbortController()];
    for (const { signal } of watches) {
      const body = JSON.stringify({ create_request: { key: base64("k") } });
      const watch = await fetch(`${url}/v3/watch`, { method: "POST", body, signal });
      assert.equal(watch.status, 200);
    }
    let isAnswered = false;
    const range = post(url, "/v3/kv/range", { key: base64("k") }).then((said) => {
      isAnswered = true;
      return said;
    });
    // What is not the gateway's goes on.
    for (let i = 0; i < 10; i++) assert.equal((await fetch(`${url}/kv/k`)).status, 404);
    assert.equal(isAnswered, false);
    watches[0]?.abort();
    assert.equal((await range).status, 200);
    watches[1]?.abort();
  });
});
