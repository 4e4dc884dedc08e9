import assert from "node:assert/strict";
import { test } from "node:test";
import { ALONE, clusterFlags, eventually, leaderOf, withServers } from "./child-server.test-helper.js";

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

async function ask(url: string, method: string, body?: string | Uint8Array, headers = {}): Promise<Answer> {
  const response = await fetch(url, { method, headers, redirect: "manual", ...(body !== undefined && { body }) });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  const json = isJson ? (JSON.parse(text) as Answer["json"]) : {};
  return { status: response.status, headers: response.headers, text, json };
}

/** So many events of a stream, as they stand in it. */
async function events(url: string, count: number, headers = {}): Promise<string[]> {
  const stop = new AbortController();
  const response = await fetch(url, { headers, signal: stop.signal });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  let text = "";
  const found = (): string[] => text.split("\n\n").filter((block) => block.includes("data:"));
  for await (const bytes of response.body ?? []) {
    text += Buffer.from(bytes as Uint8Array).toString();
    if (text.endsWith("\n\n") && found().length >= count) break;
  }
  stop.abort();
  return found();
}

test("REST", async (context) => {
  await withServers(async (start) => {
    const { url } = await start(ALONE).serving();
    const put = (body: unknown, query = "", headers = {}): Promise<Answer> =>
      ask(`${url}/kv${query}`, "PUT", typeof body === "string" ? body : JSON.stringify(body), headers);
    const get = (path: string, headers = {}): Promise<Answer> => ask(`${url}/kv/${path}`, "GET", undefined, headers);
    const problem = ({ status, headers, json }: Answer): unknown => {
      assert.equal(headers.get("content-type"), "application/problem+json");
      assert.equal(json["status"], status);
      assert.match(String(json["detail"]), /\w{3}/);
      return [status, json["code"]];
    };

    await context.test("writes, reads and deletes a key", async () => {
      const written = await put({ key: "a/b", value: "1" });
      assert.deepEqual([written.status, written.text], [200, '{"key":"a/b","value":"1","revision":2}']);
      const read = await get("a/b");
      assert.deepEqual([read.status, read.text, read.headers.get("etag")], [200, written.text, '"2"']);
      assert.equal((await get("a%2Fb")).text, written.text);
      const deleted = await ask(`${url}/kv/a/b`, "DELETE");
      assert.deepEqual([deleted.status, deleted.text], [200, '{"deleted":1,"revision":3}']);
      assert.deepEqual(problem(await get("a/b")), [404, "notFound"]);
      assert.equal((await ask(`${url}/kv/a/b`, "DELETE")).text, '{"deleted":0,"revision":3}');
      assert.equal((await get("a/b?revision=2")).text, written.text);
      assert.equal((await get("a/b?revision=2&consistency=serializable")).text, written.text);
    });

    await context.test("takes and gives values as they are, and keys that are no text", async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const written = await ask(`${url}/kv/%ff%00`, "PUT", bytes, { "content-type": "application/octet-stream" });
      assert.deepEqual(Object.keys(written.json), ["keyBase64", "revision"]);
      const json = (await get("%ff%00")).json;
      assert.deepEqual([json["keyBase64"], json["valueBase64"]], ["/wA=", Buffer.from(bytes).toString("base64")]);
      const raw = await fetch(`${url}/kv/%ff%00`, { headers: { accept: "application/octet-stream" } });
      assert.deepEqual(new Uint8Array(await raw.arrayBuffer()), bytes);
      assert.equal(raw.headers.get("content-type"), "application/octet-stream");
      await put({ keyBase64: "/wA=", valueBase64: "aGk=" });
      const text = await get("%ff%00", { accept: "text/plain" });
      assert.deepEqual([text.text, text.headers.get("content-type")], ["hi", "text/plain; charset=utf-8"]);
    });

    await context.test("changes a key only as it is expected to be", async () => {
      const first = await put({ key: "c", value: "1" }, "", { "if-none-match": "*" });
      assert.equal(first.status, 200);
      const tag = first.headers.get("etag") ?? "";
      assert.deepEqual(problem(await put({ key: "c", value: "2" }, "", { "if-none-match": "*" })), [
        412,
        "preconditionFailed",
      ]);
      const second = await put({ key: "c", value: "2" }, "", { "if-match": tag });
      assert.equal(second.status, 200);
      assert.equal((await put({ key: "c", value: "3" }, "", { "if-match": tag })).status, 412);
      assert.equal((await put({ key: "none", value: "3" }, "", { "if-match": "*" })).status, 412);
      assert.equal((await get("c", { "if-none-match": second.headers.get("etag") })).status, 304);
      assert.equal((await get("c", { "if-none-match": tag })).status, 200);
      assert.equal((await ask(`${url}/kv/c`, "DELETE", undefined, { "if-match": tag })).status, 412);
      const gone = await ask(`${url}/kv/c`, "DELETE", undefined, { "if-match": second.headers.get("etag") ?? "" });
      assert.deepEqual([gone.status, gone.json["deleted"]], [200, 1]);
    });

    await context.test("lists keys page by page, all at one revision", async () => {
      for (let i = 0; i < 5; i++) await put({ key: `list/${i}`, value: String(i) });
      const first = await ask(`${url}/kv?prefix=list/&limit=2`, "GET");
      const keysOf = ({ json }: Answer): unknown => (json["items"] as { key: string }[]).map(({ key }) => key);
      assert.deepEqual([keysOf(first), first.json["count"]], [["list/0", "list/1"], 5]);
      await put({ key: "list/00", value: "new" });
      await put({ key: "list/9", value: "new" });
      const second = await ask(url + String(first.json["next"]), "GET");
      const third = await ask(url + String(second.json["next"]), "GET");
      assert.deepEqual([keysOf(second), keysOf(third)], [["list/2", "list/3"], ["list/4"]]);
      assert.deepEqual([third.json["next"], third.json["revision"]], [undefined, first.json["revision"]]);
      assert.deepEqual(keysOf(await ask(`${url}/kv?prefix=none`, "GET")), []);
      assert.equal(((await ask(`${url}/kv`, "GET")).json["items"] as unknown[]).length, 8);
    });

    await context.test("cuts a page where values are large", async () => {
      const value = "x".repeat(1_500_000);
      for (let i = 0; i < 4; i++) await put({ key: `large/${i}`, value });
      const page = await ask(`${url}/kv?prefix=large/`, "GET");
      assert.deepEqual([(page.json["items"] as unknown[]).length, page.json["count"]], [2, 4]);
    });

    await context.test("lets a key live for a time", async () => {
      await put({ key: "t", value: "1" }, "?ttl=2");
      assert.equal((await get("t")).status, 200);
      while ((await get("t")).status === 200) await new Promise((resolve) => void setTimeout(resolve, 100));
      assert.equal((await get("t")).status, 404);
    });

    await context.test("does once what comes again with its Idempotency-Key", async () => {
      const once = (body: unknown, id: string, headers = {}, query = ""): Promise<Answer> =>
        put(body, query, { "idempotency-key": id, ...headers });
      const both = async (again: () => Promise<Answer>): Promise<Answer> => {
        const [first, second] = await Promise.all([again(), again()]);
        const { status, text } = await again();
        for (const other of [first, second]) assert.deepEqual([other.status, other.text], [status, text]);
        return first;
      };
      const written = await both(() => once({ key: "i", value: "1" }, "a-1"));
      const revision = Number(written.json["revision"]);
      assert.equal(written.status, 200);
      await put({ key: "i", value: "other" });
      assert.equal((await once({ key: "i", value: "1" }, "a-1")).text, written.text);
      assert.deepEqual([(await get("i")).json["value"], (await get("i")).json["revision"]], ["other", revision + 1]);

      assert.equal((await once({ key: "i", value: "2" }, "a-2", { "if-match": `"${revision + 1}"` })).status, 200);
      const failed = await both(() => once({ key: "i", value: "3" }, "a-3", { "if-none-match": "*" }));
      assert.deepEqual(problem(failed), [412, "preconditionFailed"]);
      const deleted = await both(() => ask(`${url}/kv/i`, "DELETE", undefined, { "idempotency-key": '"a-4"' }));
      assert.deepEqual(deleted.json, { deleted: 1, revision: revision + 3 });
      const lasting = await both(() => once({ key: "i", value: "5" }, "a-5", {}, "?ttl=1000"));
      assert.equal(lasting.json["revision"], revision + 4);
      const leases = await fetch(`${url}/v3/lease/leases`, { method: "POST", body: "{}" });
      assert.equal(((await leases.json()) as { leases: unknown[] }).leases.length, 1);
    });

    await context.test("takes an Idempotency-Key for one request alone", async () => {
      const headers = { "idempotency-key": "b" };
      assert.equal((await put({ key: "j", value: "1" }, "", headers)).status, 200);
      const reused = [422, "sessionKeyReused"];
      assert.deepEqual(problem(await put({ key: "j", value: "2" }, "", headers)), reused);
      assert.deepEqual(problem(await put({ key: "jj", value: "1" }, "", headers)), reused);
      assert.deepEqual(problem(await put({ key: "j", value: "1" }, "?ttl=9", headers)), reused);
      assert.deepEqual(problem(await put({ key: "j", value: "1" }, "", { ...headers, "if-match": "*" })), reused);
      assert.deepEqual(problem(await ask(`${url}/kv/j`, "DELETE", undefined, headers)), reused);
      assert.equal((await get("j")).json["value"], "1");
      for (const key of ["", "a b", "x".repeat(129)]) {
        const answer = await put({ key: "j", value: "1" }, "", { "idempotency-key": key });
        assert.deepEqual(problem(answer), [400, "badRequest"], key);
      }
    });

    await context.test("tells of changes as they happen, and goes on where a client stopped", async () => {
      const first = Number((await put({ key: "w/1", value: "1" })).json["revision"]);
      const success = ["w/2", "w/3"].map((key) => ({ request_put: { key: Buffer.from(key).toString("base64") } }));
      await fetch(`${url}/v3/kv/txn`, { method: "POST", body: JSON.stringify({ success }) });
      await ask(`${url}/kv/w/1`, "DELETE");
      const told = await events(`${url}/watch?prefix=w/&revision=${first}`, 4);
      assert.deepEqual(told, [
        `id: ${first}\nevent: put\ndata: {"key":"w/1","value":"1","revision":${first}}`,
        `event: put\ndata: {"key":"w/2","value":"","revision":${first + 1}}`,
        `id: ${first + 1}\nevent: put\ndata: {"key":"w/3","value":"","revision":${first + 1}}`,
        `id: ${first + 2}\nevent: delete\ndata: {"key":"w/1","revision":${first + 2}}`,
      ]);
      const rest = events(`${url}/watch?prefix=w/`, 2, { "last-event-id": String(first + 1) });
      await put({ key: "w/4", value: "4" });
      const [gone, added = ""] = await rest;
      assert.deepEqual([gone, added.split("\n")[0]], [told[3], `id: ${first + 3}`]);
    });

    await context.test("tells of changes by long poll", async () => {
      const written = Number((await put({ key: "p", value: "1" })).json["revision"]);
      const past = await ask(`${url}/watch?key=p&revision=${written}&wait=60`, "GET");
      const event = { type: "put", key: "p", value: "1", revision: written };
      assert.deepEqual(past.json, { events: [event], next: written + 1 });
      const none = await ask(`${url}/watch?key=p&wait=0`, "GET");
      assert.deepEqual(none.json, { events: [], next: written + 1 });
      const waiting = ask(`${url}/watch?key=p&revision=${written + 1}&wait=60`, "GET");
      await ask(`${url}/kv/p`, "DELETE");
      assert.deepEqual((await waiting).json, {
        events: [{ type: "delete", key: "p", revision: written + 1 }],
        next: written + 2,
      });
    });

    await context.test("says what is wrong", async () => {
      const bad = [400, "badRequest"];
      for (const body of [
        "",
        "[]",
        "{",
        '{"key":"a"}',
        '{"key":1,"value":""}',
        '{"key":"a","value":"","x":1}',
        '{"key":"a","value":""} 1',
      ]) {
        assert.deepEqual(problem(await put(body)), bad, body);
      }
      for (const query of ["?ttl=0", "?ttl=x", "?ttl=", "?redirect=x", "?tll=1"])
        assert.deepEqual(problem(await put({ key: "a", value: "" }, query)), bad, query);
      for (const tag of ["1", 'W/"1"', '"1","2"', '"x"', ""])
        assert.deepEqual(problem(await put({ key: "a", value: "" }, "", { "if-match": tag })), bad, tag);
      for (const query of ["?revision=0", "?revision=1.5", "?consistency=x", "?limit=1"])
        assert.deepEqual(problem(await get(`a${query}`)), bad, query);
      assert.deepEqual(problem(await get("a?consistency=lease")), [400, "leaseReadsOff"]);
      assert.deepEqual(problem(await get("a?revision=999")), [400, "futureRevision"]);
      assert.deepEqual(problem(await put({ key: "", value: "" })), [400, "emptyKey"]);
      assert.deepEqual(problem(await ask(`${url}/kv?limit=1001`, "GET")), bad);
      assert.deepEqual(problem(await ask(`${url}/kv/%zz`, "GET")), bad);
      assert.deepEqual(problem(await ask(`${url}/kv/a`, "POST", "")), [405, "methodNotAllowed"]);
      assert.deepEqual(problem(await ask(`${url}/kv/a`, "PUT", "x".repeat(1_600_000))), [413, "requestTooLarge"]);
      await fetch(`${url}/v3/kv/compaction`, { method: "POST", body: '{"revision":3}' });
      assert.deepEqual(problem(await get("a?revision=2")), [410, "compacted"]);
      assert.deepEqual(problem(await ask(`${url}/watch?revision=2`, "GET")), [410, "compacted"]);
      for (const query of ["wait=61", "key=a&prefix=b", "revision=0", "nothing=1"]) {
        assert.deepEqual(problem(await ask(`${url}/watch?${query}`, "GET")), bad, query);
      }
      assert.deepEqual(problem(await ask(`${url}/watch`, "GET", undefined, { "last-event-id": "x" })), bad);
    });
  });
});

test("REST sends whoever asks for it to the leader", async () => {
  await withServers(async (start) => {
    const names = ["a", "b", "c"];
    const flags = await clusterFlags(names);
    const told = names.map((name) => `http://${name}.example:2379`);
    const servers = names.map((name, i) => start([...(flags.get(name) ?? []), `--advertise-client-urls=${told[i]}`]));
    await Promise.all(servers.map((server) => server.serving()));
    const askAll = (): Promise<Answer[]> =>
      Promise.all(servers.map(({ url }) => ask(`${url}/kv/a%2Fb?redirect=leader`, "PUT", "1")));
    // Elections may come between, where machines are slow.
    let answers = await askAll();
    while (String(answers.map(({ status }) => status).toSorted()) !== "200,307,307") answers = await askAll();
    const leader = told[answers.findIndex(({ status }) => status === 200)];
    const places = answers.flatMap(({ headers }) => headers.get("location") ?? []);
    assert.deepEqual(places, Array(2).fill(`${leader}/kv/a%2Fb?redirect=leader`));
  });
});

test("REST does once what comes again at another member, after another one leads", async () => {
  await withServers(async (start) => {
    const names = ["a", "b", "c"];
    const flags = await clusterFlags(names);
    const servers = new Map(names.map((name) => [name, start(flags.get(name) ?? [])]));
    const all = await Promise.all([...servers.values()].map((server) => server.serving()));
    const put = (url: string): Promise<Answer> => ask(`${url}/kv/a`, "PUT", "1", { "idempotency-key": "once" });
    const [first] = await Promise.all(all.map(({ url }) => put(url)));
    assert.equal(first?.status, 200);
    const [, leader] = await leaderOf(servers);
    await leader.end("SIGKILL");
    for (const { url } of all.filter((server) => server !== leader)) {
      const again = await eventually(async () => {
        const answer = await put(url);
        assert.equal(answer.status, 200, answer.text);
        return answer;
      });
      assert.equal(again.text, first.text);
      assert.equal((await ask(`${url}/kv/a`, "GET")).json["revision"], first.json["revision"]);
    }
  });
});
