import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Cluster, KV } from "@keyval/api";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";
import { type ChildServer, eventually, withServers } from "./child-server.test-helper.js";

interface Told {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function post(server: ChildServer, path: string, body: string, token?: string): Promise<Told> {
  const headers = token === undefined ? {} : { "keyval-cluster-token": token };
  const response = await fetch(server.url + path, { method: "POST", body, headers });
  return { status: response.status, body: (await response.json()) as Told["body"] };
}

async function names(server: ChildServer): Promise<string[]> {
  const { members } = await server.call(Cluster.methods.MemberList, { linearizable: true });
  return members.map(({ name }) => name).toSorted();
}

const ELSEWHERE = "no leader reaches this member: the others look for it elsewhere than its flags say";

void describe("the short set of flags", () => {
  it("makes a cluster that members join one after the other, and leave", async () => {
    await withServers(async (start) => {
      const ports = await freePorts(6);
      const at = (i: number): string => `127.0.0.1:${ports[i] ?? 0}`;
      const flags = (i: number): string[] => ["-id", `node${i}`, "-laddr", at(i), "-raddr", at(3 + i)];
      const first = await start(flags(0)).serving();
      const joining = [1, 2].map((i) => [...flags(i), "-join", at(0)]);
      const others = joining.map((joined) => start(joined));
      await Promise.all(others.map((server) => server.serving()));
      for (const server of [first, ...others]) assert.deepEqual(await names(server), ["node0", "node1", "node2"]);
      const [second, third] = others;
      assert.ok(second !== undefined && third !== undefined);
      await third.heard(({ voters }) => Array.isArray(voters) && voters.length === 3);
      const [key, value] = [new Uint8Array([1]), new Uint8Array([2])];
      await second.call(KV.methods.Put, { key, value });

      // With its directory it comes back, whoever it was told to join.
      await third.end("SIGTERM");
      const again = await start(joining[1] ?? []).serving();
      const { kvs } = await again.call(KV.methods.Range, { key });
      assert.deepEqual(kvs[0]?.value, value);

      await again.end("SIGKILL");
      const left = await post(second, "/leave", '{"id":"node2"}');
      assert.deepEqual([left.status, left.body["id"]], [200, "node2"]);
      assert.deepEqual(await names(first), ["node0", "node1"]);
      assert.equal(await start(joining[1] ?? []).ended(), 0);
    });
  });
});

void describe("a member of the short set of flags that comes back", () => {
  it("is quiet about addresses, and says where it is looked for if it has another one, until the others are told", async () => {
    await withServers(async (start) => {
      const ports = await freePorts(7);
      const at = (i: number): string => `127.0.0.1:${ports[i] ?? 0}`;
      const flags = (i: number, raddr = at(3 + i)): string[] => ["-id", `node${i}`, "-laddr", at(i), "-raddr", raddr];
      const joining = (i: number, raddr?: string): string[] => [...flags(i, raddr), "-join", at(0)];
      const first = await start(flags(0)).serving();
      await start(joining(1)).serving();
      const joined = await start(joining(2)).serving();
      await joined.heard(({ voters }) => Array.isArray(voters) && voters.length === 3);
      await joined.end("SIGTERM");
      const again = await start(joining(2)).serving();
      const rejected = again.lines.filter(({ msg }) => msg === "rejected connection on peer endpoint");
      assert.deepEqual(rejected, []);
      await again.end("SIGTERM");

      const moved = start(joining(2, at(6)));
      const said = await moved.said(ELSEWHERE);
      const here = `http://${at(6)}`;
      assert.deepEqual([said["they look at"], said["its flags say"]], [[`http://${at(5)}`], [here]]);
      const { members } = await first.call(Cluster.methods.MemberList, { linearizable: true });
      const { ID = 0 } = members.find(({ name }) => name === "node2") ?? {};
      await first.call(Cluster.methods.MemberUpdate, { ID, peerURLs: [here] });
      await moved.serving();
    });
  });

  it("may have another's name then, by which neither of them is let go", async () => {
    await withServers(async (start) => {
      const ports = await freePorts(4);
      const at = (i: number): string => `127.0.0.1:${ports[i] ?? 0}`;
      const first = await start(["-id", "node0", "-laddr", at(0), "-raddr", at(1)]).serving();
      const flags = (id: string): string[] => [
        "-id",
        id,
        "-laddr",
        at(2),
        "-raddr",
        at(3),
        "-join",
        at(0),
        "--data-dir=second",
      ];
      const joined = await start(flags("node1")).serving();
      await joined.end("SIGTERM");
      const namesake = await start(flags("node0")).serving();
      assert.deepEqual(await names(first), ["node0", "node0"]);
      const { status, body } = await post(first, "/leave", '{"id":"node0"}');
      assert.deepEqual([status, body["code"]], [409, "ambiguousName"]);
      const nowhere = await post(first, "/leave", '{"id":"node0","raftAddress":"127.0.0.1:1"}');
      assert.deepEqual([nowhere.status, nowhere.body["code"]], [409, "ambiguousName"]);
      const left = await eventually(async () => {
        const answer = await post(first, "/leave", `{"id":"node0","raftAddress":"${at(3)}"}`);
        assert.equal(answer.status, 200);
        return answer;
      });
      assert.equal(left.body["id"], "node0");
      assert.equal(await namesake.ended(), 0);
      assert.deepEqual(await names(first), ["node0"]);
    });
  });
});

void describe("/join and /leave", () => {
  it("say what is wrong with a request", async () => {
    await withServers(async (start) => {
      const [client, peer] = await freePorts(2);
      const server = await start([
        "-id",
        "a",
        "-laddr",
        `127.0.0.1:${client}`,
        "-raddr",
        `127.0.0.1:${peer}`,
      ]).serving();
      const bodies = ["", "{}", '{"id":"b"}', '{"id":"b","raftAddress":"nowhere"}', '{"id":5,"raftAddress":"h:1"}'];
      for (const port of [0, 65_536, 99_999]) bodies.push(`{"id":"b","raftAddress":"127.0.0.1:${port}"}`);
      for (const body of bodies) assert.equal((await post(server, "/join", body)).status, 400, body);
      assert.equal((await post(server, "/leave", "{}")).status, 400);
      assert.equal((await post(server, "/leave", '{"id":"b"}')).status, 404);
      assert.equal((await post(server, "/leave", '{"id":"a"}')).status, 409);
      const taken = await post(server, "/join", '{"id":"a","raftAddress":"127.0.0.1:1"}');
      assert.deepEqual([taken.status, taken.body["code"]], [409, "memberExists"]);
      const joined = await post(server, "/join", '{"id":"b","raftAddress":"127.0.0.1:1"}');
      const repeated = await post(server, "/join", '{"id":"b","raftAddress":"127.0.0.1:1"}');
      assert.equal(joined.status, 200);
      assert.deepEqual(repeated.body["member"], joined.body["member"], "who asks again is not added again");
      assert.equal((await post(server, "/leave", '{"id":"b"}')).status, 404, "it has not told its name");
      const left = await post(server, "/leave", '{"id":"b","raftAddress":"127.0.0.1:1"}');
      assert.deepEqual([left.status, left.body], [200, { id: "b", member: joined.body["member"] }]);
      assert.deepEqual(await names(server), ["a"]);
      const started = await post(server, "/leave", `{"id":"b","raftAddress":"127.0.0.1:${peer}"}`);
      assert.equal(started.status, 404, "an address does not name a member that has a name");
    });
  });

  it("need the cluster's own token where others can reach them", async () => {
    await withServers(async (start) => {
      const open = ["--listen-client-urls=http://0.0.0.0:0", "--advertise-client-urls=http://127.0.0.1:1"];
      const peers = ["--listen-peer-urls=http://127.0.0.1:0"];
      const guarded = await start([...open, ...peers, "--initial-cluster-token=secret", "--data-dir=1"]).serving();
      const body = '{"id":"nobody"}';
      assert.equal((await post(guarded, "/leave", body)).status, 403);
      assert.equal((await post(guarded, "/leave", body, "guess")).status, 403);
      assert.equal((await post(guarded, "/leave", body, "secret")).status, 404);
      const unguarded = await start([...open, ...peers, "--data-dir=2"]).serving();
      assert.equal((await post(unguarded, "/leave", body, "etcd-cluster")).status, 403, "everybody knows this token");
    });
  });
});
