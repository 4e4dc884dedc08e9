import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { PassThrough } from "node:stream";
import { describe, test } from "node:test";
import { ALONE, clusterFlags, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { runCli } from "./cli.js";
import { type Situation, testTerminal, type TestTerminal } from "./terminal.test-helper.js";

interface Running {
  readonly terminal: TestTerminal;
  readonly status: Promise<number>;
}

/** Runs kvctl beside the test, which a server at the URL serves. */
function begin(url: string, line: string, situation: Situation = {}): Running {
  const terminal = testTerminal(situation);
  return { terminal, status: runCli([`--endpoints=${url}`, "--command-timeout=30s", ...line.split(" ")], terminal) };
}

async function run(url: string, line: string, situation: Situation = {}): Promise<string> {
  const { terminal, status } = begin(url, line, situation);
  assert.equal(await status, 0, `${line}: ${terminal.complained()}`);
  return terminal.written();
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; !condition();) {
    assert.ok(Date.now() < deadline, what);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

function written({ terminal }: Running, text: string): Promise<void> {
  return until(() => terminal.written().includes(text), `"${text}" is written: ${terminal.written()}`);
}

void describe("kvctl with a server", () => {
  void test("stores, reads, watches, locks and keeps leases alive", async () => {
    await withServers(async (start) => {
      const { url } = await start(ALONE).serving();

      assert.equal(await run(url, "put greeting", { input: "hello" }), "OK\n");
      assert.equal(await run(url, "get greeting"), "greeting\nhello\n");

      const watch = begin(url, "watch greeting --rev=1 --prev-kv");
      await written(watch, "PUT\ngreeting\nhello\n");
      await run(url, "del greeting");
      await written(watch, "DELETE\ngreeting\nhello\ngreeting\n\n");
      watch.terminal.interrupt();
      assert.equal(await watch.status, 130);

      const input = new PassThrough();
      const interactive = begin(url, "watch -i", { input });
      input.write("nonsense\nwatch a\n");
      await until(() => interactive.terminal.complained().includes("Invalid command: nonsense"), "nonsense is refused");
      input.write("progress\n");
      await written(interactive, "progress notify: ");
      input.end();
      assert.equal(await interactive.status, 3);

      const lock = begin(url, "lock door --ttl=60");
      await written(lock, "door/");
      const second = begin(url, "lock door --ttl=60");
      lock.terminal.interrupt();
      assert.equal(await lock.status, 0, lock.terminal.complained());
      await written(second, "door/");
      second.terminal.interrupt();
      assert.equal(await second.status, 0, second.terminal.complained());
      assert.equal(await run(url, "get door --prefix"), "");

      const listener = begin(url, "elect house -l");
      const candidate = begin(url, "elect house me");
      await written(candidate, "\nme\n");
      await written(listener, "\nme\n");
      candidate.terminal.interrupt();
      listener.terminal.interrupt();
      assert.deepEqual(await Promise.all([candidate.status, listener.status]), [0, 0]);

      const [, lease = ""] = /lease (\w+) granted/u.exec(await run(url, "lease grant 60")) ?? [];
      const alive = begin(url, `lease keep-alive ${lease}`);
      await written(alive, `lease ${lease} keepalived with TTL(60)\n`);
      alive.terminal.interrupt();
      assert.equal(await alive.status, 130);
      await run(url, `lease revoke ${lease}`);

      assert.match(await run(url, "status"), /^Cluster [0-9a-f]+: healthy, 1 member, default leads/u);
      const { members } = JSON.parse(await run(url, "status -o json")) as { members: Record<string, number>[] };
      assert.ok(members.every(({ memoryBytes = 0, liveBytes = 0 }) => memoryBytes > 2 ** 20 && liveBytes > 0));
      const measured: unknown = JSON.parse(await run(url, "bench mix --total=50 --clients=5 -o json"));
      assert.ok(typeof measured === "object" && measured !== null && "count" in measured);
      assert.equal(measured.count, 50);
      assert.match(await run(url, "bench watch --total=20 --clients=2 --watchers=3"), /^watch: 60 in /u);
      assert.equal(await run(url, "get --prefix /kvctl-bench/"), "");
      assert.match(await run(url, "top --samples=1 --interval=10ms"), /revisions and .* log entries in a second/u);
      assert.match(await run(url, "doctor"), / commits: a command is durable on a majority in /u);
    });
  });

  void test("shows the calls of programs while they are made, and how long they take", async () => {
    await withServers(async (start) => {
      const { url } = await start(ALONE).serving();
      const top = begin(url, "top --interval=20ms -o json");
      await until(() => top.terminal.written() !== "", "it looks");
      await run(url, "put a 1");
      await written(top, '{"call":"KV/Put",');
      top.terminal.interrupt();
      assert.equal(await top.status, 0);
      assert.match(top.terminal.written(), /"KV\/Put","perSecond":[\d.]+,"meanMs":[\d.]+,"p50Ms":\d+,"p99Ms":\d+\}/u);
    });
  });

  void test("says in JSON what etcdctl says in words, where -o asks for it", async () => {
    await withServers(async (start) => {
      const { url, cwd } = await start(ALONE).serving();
      await run(url, "put a 1");
      for (const [line, expected] of [
        ["version", ["etcdctl", "api", "kvctl"]],
        ["compaction 2", ["revision"]],
        ["defrag", ["endpoint", "tookMs"]],
        [`snapshot save ${cwd}/a.db`, ["file", "version"]],
      ] as const) {
        const said: unknown = JSON.parse(await run(url, `${line} -o json`));
        assert.ok(typeof said === "object" && said !== null);
        assert.deepEqual(Object.keys(said), expected, line);
      }
      assert.match(await run(url, "version -w json"), /^etcdctl version: /u);
    });
  });

  void test("mirrors what there is and what happens", async () => {
    await withServers(async (start) => {
      const { url: source } = await start(ALONE).serving();
      const { url: target } = await start([...ALONE, "--data-dir=other"]).serving();
      await run(source, "put /a/old 1");
      await run(source, "put elsewhere 1");
      const mirror = begin(source, `make-mirror --prefix /a/ --dest-prefix /b/ ${target}`);
      const seen = begin(target, "watch --prefix /b/ --rev=1");
      await written(seen, "PUT\n/b/old\n1\n");
      await run(source, "txn", { input: "\nput /a/new 2\ndel /a/old\n\n\n" });
      await written(seen, "PUT\n/b/new\n2\nDELETE\n/b/old\n\n");
      for (const { terminal } of [mirror, seen]) terminal.interrupt();
      assert.deepEqual(await Promise.all([mirror.status, seen.status]), [130, 130]);
      assert.equal(await run(target, "get --from-key a"), "");
    });
  });

  void test("prints the log of a running server, and follows it", async () => {
    await withServers(async (start) => {
      const { url } = await start(ALONE).serving();
      await run(url, "put early value");
      const nameOf = (key: string): string => `"key":"${Buffer.from(key).toString("base64")}"`;
      const lines = (await run(url, "log")).trimEnd().split("\n");
      const [early = ""] = lines.filter((line) => line.includes(nameOf("early")));
      const { index } = JSON.parse(early) as { readonly index: number };
      const following = begin(url, `log --follow --from=${index + 1}`);
      await run(url, "put late value");
      await written(following, nameOf("late"));
      following.terminal.interrupt();
      assert.equal(await following.status, 130);
      assert.ok(!following.terminal.written().includes(nameOf("early")));
      assert.equal(await run(url, `log --from=${index} --to=${index}`), `${early}\n`);
    });
  });

  void test("follows the log of another member, without a gap or a line twice, when its own is killed", async () => {
    await withServers(async (start) => {
      const flags = await clusterFlags(["a", "b", "c"]);
      const members = await Promise.all([...flags.values()].map((own) => start(own).serving()));
      const urls = members.map(({ url }) => url);
      const all = urls.join(",");
      const terminal = testTerminal();
      const status = runCli([`--endpoints=${all}`, "log", "--follow"], terminal);
      const following = { terminal, status };
      await run(all, "put before 1");
      await written(following, `"key":"${btoa("before")}"`);
      await members[0]?.end("SIGKILL");
      const left = urls.slice(1).join(",");
      await run(left, "get before");
      await run(left, "put after 1");
      await written(following, `"key":"${btoa("after")}"`);
      terminal.interrupt();
      assert.equal(await status, 130, terminal.complained());
      const told = terminal.written().trimEnd().split("\n");
      const indexes = told.map((line) => (JSON.parse(line) as { readonly index: number }).index);
      assert.deepEqual(
        indexes,
        indexes.map((_, i) => i + (indexes[0] ?? 0)),
      );
    });
  });

  void test("prints the log of a server, once that is not running", async () => {
    await withServers(async (start) => {
      const server = await start(ALONE).serving();
      await run(server.url, "put logged value");
      const { cwd } = server;
      const early = begin(server.url, `log ${cwd}/data`);
      assert.equal(await early.status, 1);
      assert.match(early.terminal.complained(), /is in use by/u);
      await server.end("SIGKILL");
      const lines = (await run(server.url, `log ${cwd}/data`)).trimEnd().split("\n");
      const puts = lines
        .map((line) => JSON.parse(line) as { kind: string; command?: unknown })
        .filter(({ kind }) => kind === "put");
      assert.deepEqual(
        puts.map(({ command }) => command),
        [{ key: Buffer.from("logged").toString("base64"), value: Buffer.from("value").toString("base64") }],
      );
    });
  });

  void test("saves, compares and restores snapshots", async () => {
    await withServers(async (start) => {
      const old = await start(ALONE).serving();
      const { url, cwd } = old;
      for (const key of ["gone", "changed", "kept"]) await run(url, `put ${key} 1`);
      await run(url, `snapshot save ${cwd}/one.db`);
      await run(url, "del gone");
      await run(url, "put changed 2");
      await run(url, "put new 1");
      await run(url, `snapshot save ${cwd}/two.db`);
      await old.end("SIGKILL");

      assert.match(await run("", `snapshot status ${cwd}/one.db`), /^[0-9a-f]+, 4, 3, [\d.]+ kB, keyval \S+\n$/u);
      assert.equal(
        await run("", `snapshot diff ${cwd}/one.db ${cwd}/two.db`),
        '~ "changed" (revision 3 to 6)\n- "gone" (revision 2)\n+ "new" (revision 7)\n' +
          "1 added, 1 removed, 1 changed from revision 4 to 7\n",
      );
      const restored = await run("", `snapshot restore ${cwd}/two.db --data-dir=${cwd}/restored`);
      assert.match(restored, /^Restored 3 keys at revision 1000000007 /u);
      const again = begin("", `snapshot restore ${cwd}/two.db --data-dir=${cwd}/restored`);
      assert.deepEqual([await again.status, again.terminal.complained().includes("exists\n")], [1, true]);
      assert.deepEqual(
        readdirSync(cwd).filter((name) => name.includes("restored")),
        ["restored"],
      );

      const server = await start([...ALONE, `--data-dir=${cwd}/restored`]).serving();
      assert.equal(await run(server.url, "get --from-key a --print-value-only"), "2\n1\n1\n");
      const watch = begin(server.url, "watch changed --rev=3");
      assert.notEqual(await watch.status, 0);
      assert.match(watch.terminal.complained(), /required revision has been compacted/u);
      const put = JSON.parse(await run(server.url, "put new 2 -o json")) as { header: { revision: number } };
      assert.equal(put.header.revision, 1_000_000_008);
      await run(server.url, `snapshot save ${cwd}/three.db`);
      assert.match(
        await run("", `snapshot diff ${cwd}/two.db ${cwd}/three.db`),
        /^~ "new" [^\n]*\n0 added, 0 removed, 1/u,
      );
    });
  });

  void test("says what to do where nobody listens", async () => {
    const { terminal, status } = begin("127.0.0.1:1", "get a --command-timeout=200ms");
    assert.equal(await status, 1);
    assert.match(terminal.complained(), /^Error: context deadline exceeded\nno server can be reached \(127/u);
  });
});
