import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Cluster, KV, Lease, Maintenance, PutRequest, RangeRequest, Watch, type WatchResponse } from "@keyval/api";
import { CompactionRequest, DeleteRangeRequest, LeaseGrantRequest, TxnRequest, WatchRequest } from "@keyval/api";
import { type Init, LeaseTimeToLiveRequest, MemberListRequest } from "@keyval/api";
import { reflectionServiceV1, reflectionServiceV1Alpha, RpcError } from "@keyval/grpc";
import { ALONE, type ChildServer, clusterFlags, leaderOf, withServers } from "./child-server.test-helper.js";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString();

async function put(server: ChildServer, key: string, value: string): Promise<number> {
  const request = PutRequest.create({ key: bytes(key), value: bytes(value) });
  return (await server.call(KV.methods.Put, request)).header?.revision ?? 0;
}

async function get(server: ChildServer, key: string, serializable = false): Promise<string | undefined> {
  const answer = await server.call(KV.methods.Range, RangeRequest.create({ key: bytes(key), serializable }));
  return answer.kvs.length === 0 ? undefined : text(answer.kvs[0]?.value);
}

/** Resolves with the responses once there are so many events. */
function watch(server: ChildServer, key: string, startRevision: number, events: number): Promise<WatchResponse[]> {
  const call = server.channel.bidi<Init<WatchRequest>, WatchResponse>(Watch.methods.Watch);
  call.write(WatchRequest.create({ createRequest: { key: bytes(key), startRevision } }));
  return new Promise((resolve, reject) => {
    const responses: WatchResponse[] = [];
    call.onMessage = (response) => {
      responses.push(response);
      if (responses.flatMap((one) => one.events).length < events) return;
      resolve(responses);
      call.cancel();
    };
    call.onEnd = (error) => {
      reject(error ?? new Error("the stream ended"));
    };
  });
}

/** The leader decides the cluster's version soon after it leads. */
async function decidedVersion(url: string): Promise<void> {
  while ((await (await fetch(`${url}/version`)).text()).includes("not_decided")) await sleep(20);
}

void describe("a single server", () => {
  it("answers what clients of etcd ask, in etcd's words", async () => {
    await withServers(async (start) => {
      const server = await start(ALONE).serving();
      assert.equal(await put(server, "a", "1"), 2);
      assert.equal(await put(server, "a", "2"), 3);
      assert.equal(await get(server, "a"), "2");
      const watched = await watch(server, "a", 2, 2);
      assert.equal(watched[0]?.created, true);
      assert.deepEqual(
        watched.flatMap((one) => one.events).map(({ kv }) => text(kv?.value)),
        ["1", "2"],
      );
      const txn = TxnRequest.create({ success: [{ requestPut: { key: bytes("b"), value: bytes("3") } }] });
      assert.equal((await server.call(KV.methods.Txn, txn)).succeeded, true);
      const gone = await server.call(
        KV.methods.DeleteRange,
        DeleteRangeRequest.create({ key: bytes("a"), prevKv: true }),
      );
      assert.deepEqual([gone.deleted, text(gone.prevKvs[0]?.value)], [1, "2"]);
      await server.call(KV.methods.Compact, CompactionRequest.create({ revision: 4 }));
      await refused(
        server.call(KV.methods.Range, RangeRequest.create({ key: bytes("b"), revision: 2 })),
        11,
        "compacted",
      );
      await refused(server.call(KV.methods.Put, PutRequest.create({})), 3, "etcdserver: key is not provided");
      const { ID } = await server.call(Lease.methods.LeaseGrant, LeaseGrantRequest.create({ TTL: 60 }));
      const left = await server.call(Lease.methods.LeaseTimeToLive, LeaseTimeToLiveRequest.create({ ID }));
      assert.ok(left.TTL > 50 && left.TTL <= 60, `${left.TTL}`);
      const list = await server.call(Cluster.methods.MemberList, MemberListRequest.create({ linearizable: true }));
      assert.deepEqual(
        list.members.map(({ name }) => name),
        ["default"],
      );
      const status = await server.call(Maintenance.methods.Status, {});
      assert.equal(status.version, "3.7.1");
      assert.equal(status.leader, status.header?.memberId);
    });
  });

  it("logs calls that take longer than they should, without what is in them", async () => {
    await withServers(async (start) => {
      const server = await start([...ALONE, "--warning-unary-request-duration=1ns"]).serving();
      await put(server, "k", "a secret");
      const line = await server.said("request stats");
      assert.deepEqual([line["level"], line["response type"]], ["warn", "/etcdserverpb.KV/Put"]);
      assert.doesNotMatch(JSON.stringify(line), /secret|YSBzZWNyZXQ/u);
    });
  });

  it("tells tools what it can be asked", async () => {
    await withServers(async (start) => {
      const server = await start(ALONE).serving();
      const listServices = new Uint8Array([(7 << 3) | 2, 0]);
      for (const { methods } of [reflectionServiceV1, reflectionServiceV1Alpha]) {
        const call = server.channel.bidi(methods.info);
        call.write(listServices);
        const answer = await new Promise<Uint8Array>((resolve, reject) => {
          call.onMessage = resolve;
          call.onEnd = reject;
        });
        assert.match(text(answer), /etcdserverpb\.KV.*v3lockpb\.Lock/su);
        call.cancel();
      }
    });
  });

  it("has pages for who looks after it", async () => {
    await withServers(async (start) => {
      const { url } = await start(ALONE).serving();
      await decidedVersion(url);
      const pages = await Promise.all(
        ["/version", "/health", "/readyz", "/livez", "/none"].map((page) => fetch(url + page)),
      );
      const found = await Promise.all(pages.map(async (page) => `${page.status} ${await page.text()}`));
      assert.deepEqual(found, [
        '200 {"etcdserver":"3.7.1","etcdcluster":"3.7.0","storage":"3.7.0"}',
        '200 {"health":"true","reason":""}',
        "200 ok\n",
        "200 ok\n",
        "404 404 page not found\n",
      ]);
    });
  });

  it("stops when it is told to, and has everything when it is back", async () => {
    await withServers(async (start) => {
      // It has nothing to complain of, however slow its disk.
      const first = await start([...ALONE, "--warning-unary-request-duration=1h"]).serving();
      const revision = await put(first, "k", "v");
      assert.equal(await first.end("SIGTERM"), 0);
      assert.ok(
        first.lines.every(({ level }) => level === "info"),
        JSON.stringify(first.lines),
      );
      const second = await start(ALONE).serving();
      assert.equal(await get(second, "k", true), "v");
      assert.equal(await put(second, "k", "w"), revision + 1);
    });
  });

  it("loses nothing that it acknowledged when it is killed", async () => {
    await withServers(async (start) => {
      const first = await start(ALONE).serving();
      const acknowledged = new Map<string, string>();
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; ; i++) {
          await put(first, `key ${writer}`, String(i));
          acknowledged.set(`key ${writer}`, String(i));
          if (acknowledged.size === 8 && i > 20) break;
        }
      });
      await Promise.race(writers);
      assert.equal(await first.end("SIGKILL"), "SIGKILL");
      await Promise.allSettled(writers);
      const second = await start(ALONE).serving();
      // Not even what asks nobody else shows less, from the first moment on.
      for (const [key, value] of acknowledged) assert.ok(Number(await get(second, key, true)) >= Number(value), key);
      const { members } = await second.call(Cluster.methods.MemberList, MemberListRequest.create());
      assert.deepEqual(
        members.map(({ name }) => name),
        ["default"],
      );
    });
  });

  it("says in a sentence why it does not start", async () => {
    await withServers(async (start) => {
      const misused = start(["--name"]);
      assert.equal(await misused.ended(), 2);
      assert.equal(misused.text, "keyval: --name needs a value\n");
      const joining = start([...ALONE, "--initial-cluster-state=existing"]);
      assert.equal(await joining.ended(), 2);
      assert.match(joining.text, /names no other member that could be joined/);
      await start(ALONE).serving();
      const second = start(ALONE);
      assert.equal(await second.ended(), 1);
      assert.match(JSON.stringify(second.lines), /in use/);
    });
  });
});

void describe("three servers", () => {
  it("answer alike wherever they are asked, and survive the loss of any one", async () => {
    await withServers(async (start) => {
      const flags = await clusterFlags(["a", "b", "c"]);
      const startNamed = (name: string): ChildServer => start(flags.get(name) ?? []);
      const servers = new Map([...flags.keys()].map((name) => [name, startNamed(name)]));
      await Promise.all([...servers.values()].map((server) => server.serving()));
      for (const [name, server] of servers) {
        await put(server, "last", name);
        for (const other of servers.values()) assert.equal(await get(other, "last"), name);
      }
      const [, follower] = await followerOf(servers);
      const { header } = await follower.call(Maintenance.methods.Status, {});
      const move = { targetID: header?.memberId ?? 0 };
      await refused(follower.call(Maintenance.methods.MoveLeader, move), 9, "etcdserver: not leader");
      await (await leaderOf(servers))[1].call(Maintenance.methods.MoveLeader, move);
      const [, leader] = await leaderOf(servers);
      assert.equal(leader, follower);
      await leader.end("SIGKILL");
      const others = [...servers.values()].filter((server) => server !== leader);
      for (const [i, server] of others.entries()) await put(server, "after", String(i));
      for (const server of others) assert.equal(await get(server, "after"), "1");
      const [name = ""] = [...servers].find(([, server]) => server === leader) ?? [];
      const again = await startNamed(name).serving();
      assert.equal(await get(again, "after", true), "1");
      const watched = watch(again, "after", 1, 3);
      await put(again, "after", "2");
      assert.deepEqual(
        (await watched).flatMap((one) => one.events).map(({ kv }) => text(kv?.value)),
        ["0", "1", "2"],
      );
    });
  });
});

void describe("a member that missed more than the others' logs keep", () => {
  it("is brought up to date by a snapshot, leases and all", async () => {
    await withServers(async (start) => {
      const flags = await clusterFlags(["a", "b", "c"]);
      const startNamed = (name: string): ChildServer =>
        start([...(flags.get(name) ?? []), "--snapshot-count=50", "--snapshot-catchup-entries=5"]);
      const servers = new Map([...flags.keys()].map((name) => [name, startNamed(name)]));
      await Promise.all([...servers.values()].map((server) => server.serving()));
      const [name, late] = await followerOf(servers);
      const other = [...servers.values()].find((server) => server !== late);
      assert.ok(other !== undefined);
      await late.end("SIGKILL");
      await other.call(Lease.methods.LeaseGrant, { ID: 77, TTL: 1_000 });
      for (let i = 0; i < 300; i++) {
        const request = { key: bytes(`key ${i % 100}`), value: bytes(String(i)), lease: i % 2 === 0 ? 77 : 0 };
        await other.call(KV.methods.Put, request);
      }
      const again = await startNamed(name).serving();
      const hashes = await Promise.all([other, again].map((server) => server.call(Maintenance.methods.HashKV, {})));
      assert.deepEqual([hashes[0]?.hash, hashes[0]?.hashRevision], [hashes[1]?.hash, hashes[1]?.hashRevision]);
      const lease = await again.call(Lease.methods.LeaseTimeToLive, { ID: 77, keys: true });
      assert.deepEqual([lease.grantedTTL, lease.keys.length], [1_000, 50]);
      const before = await watch(again, "key 7", 1, 3);
      assert.deepEqual(
        before.flatMap((one) => one.events).map(({ kv }) => text(kv?.value)),
        ["7", "107", "207"],
      );
    });
  });
});

async function followerOf(servers: ReadonlyMap<string, ChildServer>): Promise<[string, ChildServer]> {
  const [leader] = await leaderOf(servers);
  const found = [...servers].find(([name]) => name !== leader);
  assert.ok(found !== undefined);
  return found;
}

async function refused(call: Promise<unknown>, code: number, words: string): Promise<void> {
  await assert.rejects(
    call,
    (error) => error instanceof RpcError && error.code === code && error.message.includes(words),
  );
}
