import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Cluster, KV, Maintenance, type Member } from "@keyval/api";
import { RpcError } from "@keyval/grpc";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";
import { type ChildServer, eventually, withServers } from "./child-server.test-helper.js";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString();

/** Peer URLs of members that may come to be, by name. */
async function peerUrls(...names: readonly string[]): Promise<Map<string, string>> {
  const ports = await freePorts(names.length);
  return new Map(names.map((name, i) => [name, `http://127.0.0.1:${ports[i] ?? 0}`]));
}

function flagsOf(name: string, urls: ReadonlyMap<string, string>, all: readonly string[], state = "new"): string[] {
  const peer = urls.get(name) ?? "";
  return [
    `--name=${name}`,
    `--data-dir=${name}.data`,
    "--listen-client-urls=http://127.0.0.1:0",
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${all.map((one) => `${one}=${urls.get(one) ?? ""}`).join(",")}`,
    `--initial-cluster-state=${state}`,
  ];
}

async function members(server: ChildServer): Promise<readonly Member[]> {
  return (await server.call(Cluster.methods.MemberList, { linearizable: true })).members;
}

async function idOf(server: ChildServer, name: string): Promise<Member["ID"]> {
  const found = (await members(server)).find((member) => member.name === name);
  assert.ok(found !== undefined, `${name} is a member`);
  return found.ID;
}

function add(server: ChildServer, url: string, isLearner = false): Promise<unknown> {
  return server.call(Cluster.methods.MemberAdd, { peerURLs: [url], isLearner });
}

/** Puts one value after the other until it is stopped, and knows what was acknowledged. */
class Writer {
  acknowledged = 0;
  #isStopped = false;
  readonly #done: Promise<void>;

  constructor(server: ChildServer, key: string) {
    this.#done = this.#write(server, key);
  }

  async stop(): Promise<number> {
    this.#isStopped = true;
    await this.#done;
    return this.acknowledged;
  }

  async #write(server: ChildServer, key: string): Promise<void> {
    for (let i = 1; !this.#isStopped; i++) {
      await server.call(KV.methods.Put, { key: bytes(key), value: bytes(String(i)) });
      this.acknowledged = i;
    }
  }
}

async function valueOf(server: ChildServer, key: string): Promise<string> {
  return text((await server.call(KV.methods.Range, { key: bytes(key) })).kvs[0]?.value);
}

function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function refused(call: Promise<unknown>, message: string): Promise<void> {
  return assert.rejects(call, (error) => error instanceof RpcError && error.message.endsWith(message));
}

void describe("a cluster that grows from one member to three", () => {
  it("goes on writing, and any of its members may be lost then", async () => {
    await withServers(async (start) => {
      const urls = await peerUrls("a", "b", "c");
      const a = await start(flagsOf("a", urls, ["a"])).serving();
      const writer = new Writer(a, "k");
      await add(a, urls.get("b") ?? "");
      const b = await start(flagsOf("b", urls, ["a", "b"], "existing")).serving();
      await eventually(() => add(b, urls.get("c") ?? ""));
      const c = await start(flagsOf("c", urls, ["a", "b", "c"], "existing")).serving();
      assert.deepEqual((await members(c)).map(({ name }) => name).toSorted(), ["a", "b", "c"]);
      const acknowledged = await writer.stop();
      assert.ok(acknowledged > 0);
      for (const server of [a, b, c]) assert.equal(await valueOf(server, "k"), String(acknowledged));
      // All three vote once the leader has seen them catch up.
      for (const server of [b, c]) await server.heard((line) => countOf(line["voters"]) === 3);
      await a.end("SIGKILL");
      await eventually(() => b.call(KV.methods.Put, { key: bytes("k"), value: bytes("after") }));
      assert.equal(await valueOf(c, "k"), "after");
      const again = await start(flagsOf("a", urls, ["a"])).serving();
      assert.equal(await valueOf(again, "k"), "after");
    });
  });
});

void describe("a member that is added", () => {
  it("is refused where it could cost the cluster its quorum, or is none", async () => {
    await withServers(async (start) => {
      const urls = await peerUrls("a", "b", "c");
      const a = await start(flagsOf("a", urls, ["a"])).serving();
      await refused(add(a, "no url"), "etcdserver: given member URLs are invalid");
      const missing = "members can not be reached by TLS, which does not exist yet: give them URLs with http or unix";
      await refused(add(a, "https://127.0.0.1:1"), missing);
      const update = { ID: await idOf(a, "a"), peerURLs: ["https://127.0.0.1:1"] };
      await refused(a.call(Cluster.methods.MemberUpdate, update), missing);
      await refused(a.call(Cluster.methods.MemberRemove, { ID: 5 }), "etcdserver: member not found");
      await refused(a.call(Cluster.methods.MemberPromote, { ID: 5 }), "etcdserver: member not found");
      await refused(add(a, urls.get("a") ?? ""), "etcdserver: Peer URLs already exists");
      await add(a, urls.get("b") ?? "");
      const notEnough = "etcdserver: re-configuration failed due to not enough started members";
      await refused(add(a, urls.get("c") ?? ""), notEnough);
      await refused(a.call(Cluster.methods.MemberRemove, { ID: await idOf(a, "a") }), notEnough);
    });
  });
});

void describe("a learner", () => {
  it("answers little, is promoted once it is in sync, and takes part from then on", async () => {
    await withServers(async (start) => {
      const urls = await peerUrls("a", "b");
      const a = await start(flagsOf("a", urls, ["a"])).serving();
      await a.call(KV.methods.Put, { key: bytes("k"), value: bytes("v") });
      await add(a, urls.get("b") ?? "", true);
      const unstarted = (await members(a)).find(({ isLearner }) => isLearner);
      assert.deepEqual([unstarted?.name, unstarted?.clientURLs], ["", []]);
      const learner = unstarted?.ID ?? 0;
      const notReady = "etcdserver: can only promote a learner member which is in sync with leader";
      await refused(a.call(Cluster.methods.MemberPromote, { ID: learner }), notReady);
      await refused(add(a, "http://127.0.0.1:1", true), "etcdserver: too many learner members in cluster");
      const b = await start(flagsOf("b", urls, ["a", "b"], "existing")).serving();
      await refused(b.call(KV.methods.Range, { key: bytes("k") }), "etcdserver: rpc not supported for learner");
      await refused(b.call(KV.methods.Put, { key: bytes("k") }), "etcdserver: rpc not supported for learner");
      const local = await b.call(KV.methods.Range, { key: bytes("k"), serializable: true });
      assert.equal(text(local.kvs[0]?.value), "v");
      assert.equal((await b.call(Maintenance.methods.Status, {})).isLearner, true);
      const { members: after } = await a.call(Cluster.methods.MemberPromote, { ID: learner });
      assert.deepEqual(
        after.map(({ isLearner }) => isLearner),
        [false, false],
      );
      await refused(
        a.call(Cluster.methods.MemberPromote, { ID: learner }),
        "etcdserver: can only promote a learner member",
      );
      await b.heard((line) => countOf(line["voters"]) === 2);
      await eventually(async () => {
        assert.equal(await valueOf(b, "k"), "v");
      });
    });
  });
});

void describe("a member that is removed", () => {
  it("ends by itself, also if it led or was away, and another one takes its place under another id", async () => {
    await withServers(async (start) => {
      const urls = await peerUrls("a", "b", "c");
      const names = ["a", "b", "c"];
      const servers = new Map(names.map((name) => [name, start(flagsOf(name, urls, names))]));
      await Promise.all([...servers.values()].map((server) => server.serving()));
      const [leader, asked, away] = await byRole(servers);
      await asked.server.call(KV.methods.Put, { key: bytes("k"), value: bytes("before") });
      await away.server.end("SIGKILL");
      const awayId = await idOf(asked.server, away.name);
      await eventually(() => asked.server.call(Cluster.methods.MemberRemove, { ID: awayId }));
      const back = start(flagsOf(away.name, urls, names));
      assert.equal(await back.ended(), 0);
      assert.ok(back.lines.some(({ msg }) => msg === REMOVED));
      // It has to be connected for five seconds before one that is up may go.
      const leaderId = await idOf(asked.server, leader.name);
      await eventually(() => asked.server.call(Cluster.methods.MemberRemove, { ID: leaderId }));
      assert.equal(await leader.server.ended(), 0);
      assert.ok(leader.server.lines.some(({ msg }) => msg === REMOVED));
      await eventually(() => asked.server.call(KV.methods.Put, { key: bytes("k"), value: bytes("after") }));
      await add(asked.server, urls.get(away.name) ?? "");
      const flags = flagsOf(away.name, urls, [asked.name, away.name], "existing");
      const anew = await start([...flags, "--data-dir=another"]).serving();
      assert.equal(await valueOf(anew, "k"), "after");
      assert.notEqual(await idOf(anew, away.name), awayId);
    });
  });

  it("that lost its disk does not come back under its old id", async () => {
    await withServers(async (start) => {
      const urls = await peerUrls("a", "b");
      const a = await start(flagsOf("a", urls, ["a"])).serving();
      await add(a, urls.get("b") ?? "");
      const flags = flagsOf("b", urls, ["a", "b"], "existing");
      const b = await start(flags).serving();
      await b.heard((line) => countOf(line["voters"]) === 2);
      await b.end("SIGKILL");
      const reborn = start([...flags, "--data-dir=another"]);
      assert.equal(await reborn.ended(), 1);
      assert.match(JSON.stringify(reborn.lines), /lost its disk.*remove it from the cluster and add it again/u);
    });
  });
});

const REMOVED = "the member has been permanently removed from the cluster";

interface Named {
  readonly name: string;
  readonly server: ChildServer;
}

/** Who leads, and two who do not. */
function byRole(servers: ReadonlyMap<string, ChildServer>): Promise<[Named, Named, Named]> {
  return eventually(async () => {
    const [leaders, others]: [Named[], Named[]] = [[], []];
    for (const [name, server] of servers) {
      const { leader, header } = await server.call(Maintenance.methods.Status, {});
      (leader === header?.memberId ? leaders : others).push({ name, server });
    }
    const [[leader], [second, third]] = [leaders, others];
    assert.ok(leader !== undefined && second !== undefined && third !== undefined, "one of three leads");
    return [leader, second, third];
  });
}
