import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Auth, Cluster, KV, Lease, Maintenance, type ResponseHeader, Watch, type WatchRequest } from "@keyval/api";
import type { Init, LeaseKeepAliveRequest, LeaseKeepAliveResponse, WatchResponse } from "@keyval/api";
import { RpcError } from "@keyval/grpc";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";
import {
  ALONE,
  type ChildServer,
  clusterFlags,
  eventually,
  leaderOf,
  withServers,
} from "./child-server.test-helper.js";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

interface Headed {
  readonly header: ResponseHeader | undefined;
}

/** Calls of a client that finds nothing wrong, each with how it is answered. */
function callsOf(server: ChildServer): Readonly<Record<string, () => Promise<Headed>>> {
  const key = bytes("k");
  return {
    Range: () => server.call(KV.methods.Range, { key }),
    Put: () => server.call(KV.methods.Put, { key }),
    DeleteRange: () => server.call(KV.methods.DeleteRange, { key }),
    Txn: () => server.call(KV.methods.Txn, { success: [{ requestPut: { key } }] }),
    ReadingTxn: () => server.call(KV.methods.Txn, { success: [{ requestRange: { key } }] }),
    Compact: () => server.call(KV.methods.Compact, { revision: 2 }),
    LeaseGrant: () => server.call(Lease.methods.LeaseGrant, { ID: 7, TTL: 60 }),
    LeaseTimeToLive: () => server.call(Lease.methods.LeaseTimeToLive, { ID: 7 }),
    LeaseLeases: () => server.call(Lease.methods.LeaseLeases, {}),
    LeaseRevoke: () => server.call(Lease.methods.LeaseRevoke, { ID: 7 }),
    MemberList: () => server.call(Cluster.methods.MemberList, {}),
    Alarm: () => server.call(Maintenance.methods.Alarm, {}),
    Status: () => server.call(Maintenance.methods.Status, {}),
    Hash: () => server.call(Maintenance.methods.Hash, {}),
    HashKV: () => server.call(Maintenance.methods.HashKV, {}),
    Downgrade: () => server.call(Maintenance.methods.Downgrade, { version: "3.6.0" }),
    AuthStatus: () => server.call(Auth.methods.AuthStatus, {}),
    Defragment: () => server.call(Maintenance.methods.Defragment, {}),
  };
}

const NO_HEADER = new Set(["Defragment"]);
const NO_REVISION = new Set(["MemberList"]);

test("a single server, as clients and tools of etcd see it", async (context) => {
  await withServers(async (start) => {
    const server = await start(ALONE).serving();

    await context.test("is not without anything in its status that tools ask for", async () => {
      const status = await server.call(Maintenance.methods.Status, {});
      const { leader, dbSize, dbSizeInUse, raftIndex, raftTerm, raftAppliedIndex, dbSizeQuota } = status;
      for (const [name, value] of Object.entries({ dbSize, dbSizeInUse, raftIndex, raftTerm, raftAppliedIndex }))
        assert.ok(value > 0, name);
      assert.equal(leader, status.header?.memberId);
      assert.deepEqual([status.version, status.storageVersion, dbSizeQuota], ["3.7.1", "3.7.0", 2 ** 31]);
      assert.deepEqual([status.isLearner, status.errors, status.downgradeInfo?.enabled], [false, [], false]);
      const hash = await server.call(Maintenance.methods.HashKV, {});
      assert.ok(hash.hash > 0 && hash.hashRevision > 0);
      assert.equal(hash.compactRevision, -1);
    });

    await context.test("says who answers, at which revision and in which term, wherever etcd does", async () => {
      const { header: expected } = await server.call(KV.methods.Put, { key: bytes("k") });
      for (const [name, call] of Object.entries(callsOf(server))) {
        const { header } = await call();
        if (NO_HEADER.has(name)) assert.equal(header, undefined, name);
        else {
          const ids = [header?.clusterId, header?.memberId, header?.raftTerm];
          assert.deepEqual(ids, [expected?.clusterId, expected?.memberId, expected?.raftTerm], name);
          assert.equal(header?.revision === 0, NO_REVISION.has(name), name);
        }
      }
    });

    await context.test("takes a request of up to 1.5 MiB, and messages a little larger", async () => {
      const put = (length: number): Promise<Headed> =>
        server.call(KV.methods.Put, { key: bytes("large"), value: new Uint8Array(length) });
      await put(1.5 * 2 ** 20 - 100);
      await refused(put(1.5 * 2 ** 20), 3, "etcdserver: request is too large");
      await refused(put(2 * 2 ** 20), 8, "");
    });

    await context.test("ends a snapshot with the digest of what it sent", async () => {
      const response = await fetch(`${server.url}/v3/maintenance/snapshot`, { method: "POST", body: "{}" });
      const lines = (await response.text()).trimEnd().split("\n");
      const blobs = lines.map((line) => Buffer.from(/"blob":"([^"]*)"/u.exec(line)?.[1] ?? "", "base64"));
      const digest = blobs.pop();
      const body = Buffer.concat(blobs);
      assert.ok(lines.at(-1)?.startsWith('{"result":{"blob":'), lines.at(-1));
      assert.equal(body.length % 512, 0);
      assert.deepEqual(digest, createHash("sha256").update(body).digest());
    });

    await context.test("counts what dashboards show, and a watch that its client ends as cancelled", async () => {
      const call = server.channel.bidi<Init<WatchRequest>, WatchResponse>(Watch.methods.Watch);
      call.write({ createRequest: { key: bytes("k") } });
      await new Promise<unknown>((resolve) => {
        call.onMessage = resolve;
      });
      call.cancel();
      const ended =
        'grpc_server_handled_total{grpc_type="bidi_stream",grpc_service="etcdserverpb.Watch",grpc_method="Watch",grpc_code="Canceled"} 1';
      const lines = await eventually(async () => {
        const all = (await (await fetch(`${server.url}/metrics`)).text()).split("\n");
        assert.ok(all.includes(ended), "the cancelled watch is counted");
        return all;
      });
      const isThere = (metric: RegExp): boolean => lines.some((line) => metric.test(line));
      assert.ok(isThere(/^etcd_mvcc_put_total [1-9]/u));
      assert.ok(isThere(/^etcd_mvcc_delete_total [1-9]/u));
      assert.ok(isThere(/^etcd_debugging_mvcc_keys_total [1-9]/u));
      assert.ok(isThere(/^etcd_debugging_mvcc_db_compaction_total_duration_milliseconds_count [1-9]/u));
      for (const line of [
        'etcd_server_version{server_version="3.7.1"} 1',
        'etcd_cluster_version{cluster_version="3.7"} 1',
        "etcd_server_is_learner 0",
      ])
        assert.ok(lines.includes(line), line);
    });

    await context.test("logs what tools wait for, and nothing that looks like trouble", async () => {
      await server.said("ready to serve client requests");
      await server.said("finished scheduled compaction");
      for (const line of server.lines) {
        assert.deepEqual(Object.keys(line).slice(0, 4), ["level", "ts", "caller", "msg"]);
        assert.notEqual(line["level"], "error", JSON.stringify(line));
      }
    });

    await context.test("shows its process in numbers as an object of JSON", async () => {
      const said = (await (await fetch(`${server.url}/debug/vars`)).json()) as object;
      assert.ok(Object.keys(said).includes("cmdline"));
    });
  });
});

test("HTTP with a door of its own leaves gRPC alone on the clients' one, and metrics may have one, too", async () => {
  await withServers(async (start) => {
    const [http = 0, metrics = 0] = await freePorts(2);
    const [httpUrl, metricsUrl] = [`http://127.0.0.1:${http}`, `http://127.0.0.1:${metrics}`];
    const flags = [`--listen-client-http-urls=${httpUrl}`, `--listen-metrics-urls=${metricsUrl}`];
    const server = await start([...ALONE, ...flags]).serving();
    await server.call(KV.methods.Put, { key: bytes("k") });
    await assert.rejects(fetch(`${server.url}/version`), "no HTTP beside gRPC");
    assert.equal((await fetch(`${httpUrl}/version`)).status, 200);
    assert.match(await (await fetch(`${metricsUrl}/metrics`)).text(), /^etcd_mvcc_put_total 1$/mu);
    assert.equal((await fetch(`${metricsUrl}/health`)).status, 200);
    for (const path of ["/kv/k", "/kv", "/v3/kv/range", "/join", "/leave", "/watch"]) {
      for (const method of ["GET", "POST"]) {
        assert.equal((await fetch(metricsUrl + path, { method })).status, 404, `${path} is not for who reads metrics`);
      }
    }
  });
});

test("three members, as clients and tools of etcd see them", async (context) => {
  await withServers(async (start) => {
    const flags = await clusterFlags(["a", "b", "c"]);
    const servers = new Map([...flags].map(([name, given]) => [name, start(given)]));
    await Promise.all([...servers.values()].map((server) => server.serving()));
    const all = [...servers.values()];

    await context.test("have leases that any of them grants, lists, renews and ends", async () => {
      for (const [i, server] of all.entries()) {
        const others = all.filter((other) => other !== server);
        await server.call(Lease.methods.LeaseGrant, { ID: 100 + i, TTL: 600 });
        await server.call(KV.methods.Put, { key: bytes(`leased ${i}`), lease: 100 + i });
        for (const other of others) {
          const { leases } = await other.call(Lease.methods.LeaseLeases, {});
          assert.deepEqual(
            leases.map(({ ID }) => ID),
            [100 + i],
          );
          assert.equal(await renewed(other, 100 + i), 600);
        }
        await others[0]?.call(Lease.methods.LeaseRevoke, { ID: 100 + i });
        for (const other of all) {
          assert.equal((await other.call(KV.methods.Range, { key: bytes(`leased ${i}`) })).count, 0);
          assert.equal((await other.call(Lease.methods.LeaseTimeToLive, { ID: 100 + i })).TTL, -1);
          assert.equal(await renewed(other, 100 + i), 0);
        }
      }
    });

    await context.test(
      "agree on who leads, who moves away when it is asked to and when it is told to stop",
      async () => {
        const before = await agreed(all);
        const [, leader] = await leaderOf(servers);
        const follower = all.find((server) => server !== leader);
        assert.ok(follower !== undefined);
        const { header } = await follower.call(Maintenance.methods.Status, {});
        const moved = await leader.call(Maintenance.methods.MoveLeader, { targetID: header?.memberId ?? 0 });
        assert.equal(moved.header, undefined);
        const then = await agreed(all);
        assert.equal(then.leader, header?.memberId);
        assert.ok(then.term > before.term);
        assert.equal(await follower.end("SIGTERM"), 0);
        const after = await agreed(all.filter((server) => server !== follower));
        assert.notEqual(after.leader, header?.memberId);
        assert.ok(after.term > then.term);
      },
    );
  });
});

/** Seconds that a lease was given anew. */
async function renewed(server: ChildServer, ID: number): Promise<number> {
  const call = server.channel.bidi<Init<LeaseKeepAliveRequest>, LeaseKeepAliveResponse>(Lease.methods.LeaseKeepAlive);
  const answer = new Promise<LeaseKeepAliveResponse>((resolve, reject) => {
    call.onMessage = resolve;
    call.onEnd = reject;
  });
  call.write({ ID });
  const { TTL } = await answer;
  call.cancel();
  return TTL;
}

/** Who leads in which term, once all say the same. */
function agreed(servers: readonly ChildServer[]): Promise<{ leader: unknown; term: number }> {
  return eventually(async () => {
    const statuses = await Promise.all(servers.map((server) => server.call(Maintenance.methods.Status, {})));
    const [first, ...others] = statuses.map(({ leader, raftTerm }) => ({ leader, term: raftTerm }));
    assert.ok(first !== undefined && first.leader !== 0);
    for (const other of others) assert.deepEqual(other, first);
    return first;
  });
}

async function refused(call: Promise<unknown>, code: number, message: string): Promise<void> {
  await assert.rejects(
    call,
    (error) => error instanceof RpcError && error.code === code && error.message.endsWith(message),
  );
}
