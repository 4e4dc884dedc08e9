import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Cluster, KV, PutRequest, RangeRequest, statusOf } from "@keyval/api";
import { RpcError } from "@keyval/grpc";
import { SeededRandom } from "@keyval/raft/testing";
import { type ChildServer, clusterFlags, eventually, withServers } from "./child-server.test-helper.js";
import { checkStates, compared, metric } from "./state-metrics.test-helper.js";
import { checkAll, Writers } from "./writers.test-helper.js";

const NEXT = `--import=${new URL("next-build.test-helper.js", import.meta.url).href}`;
const NAMES = ["a", "b", "c"] as const;
const EQUAL = 'keyval_state_comparisons_total{equal="true"}';

/** A put that the next build makes by a command that this one does not know. */
const KEY = Buffer.from("next/key");
const PUT = PutRequest.create({ key: KEY, value: Buffer.from("new") });

/** Whoever runs the next build may not use it yet. */
async function refuses(server: ChildServer): Promise<void> {
  const { code, message } = statusOf("awaitsUpgrade");
  await assert.rejects(server.call(KV.methods.Put, PUT), (error) => {
    return error instanceof RpcError && error.code === code && error.details === message;
  });
}

/** All of them have found each other's states to be equal again, and again. */
async function compareMore(servers: ReadonlyMap<string, ChildServer>): Promise<void> {
  await Promise.all([...servers.values()].map(async (server) => compared(server, (await metric(server, EQUAL)) + 3)));
  await checkStates(servers.values());
}

void describe("a cluster whose members are upgraded one by one", () => {
  it("loses nothing, is of one mind all the time, and uses what is new once all members know it", async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    t.diagnostic(`seed ${seed}`);
    await withServers(async (start) => {
      const flags = await clusterFlags(NAMES);
      const startNamed = (name: string, ...options: string[]): ChildServer =>
        start([...(flags.get(name) ?? []), "--snapshot-count=100"], options);
      const servers = new Map<string, ChildServer>();
      const starting = NAMES.map(async (name) => servers.set(name, await startNamed(name).serving()));
      await Promise.all(starting);
      await using writers = new Writers(servers, new SeededRandom(seed));
      const upgraded: ChildServer[] = [];
      for (const name of NAMES) {
        await writers.more(50);
        for (const server of upgraded) await refuses(server);
        await servers.get(name)?.end("SIGTERM");
        await writers.more(20);
        const server = await startNamed(name, NEXT).serving();
        servers.set(name, server);
        upgraded.push(server);
        await compareMore(servers);
      }

      for (const server of upgraded) await eventually(() => server.call(KV.methods.Put, PUT));
      await writers.more(50);
      await compareMore(servers);
      await writers.stop();
      t.diagnostic(`${writers.acknowledged.size} acknowledged, ${writers.unknown} unknown`);
      await checkAll(upgraded, writers.acknowledged);
      for (const server of upgraded) {
        assert.equal(await metric(server, "keyval_cluster_level"), 2);
        const { kvs } = await server.call(KV.methods.Range, RangeRequest.create({ key: KEY }));
        assert.ok((kvs[0]?.version ?? 0) >= upgraded.length);
      }

      await servers.get("c")?.end("SIGTERM");
      const old = startNamed("c");
      assert.equal(await old.ended(), 1);
      const why = JSON.stringify(old.lines.at(-1));
      assert.match(
        why,
        /the cluster is at level 2, and this version understands no more than level 1: start a newer one/,
      );
      const again = await startNamed("c", NEXT).serving();
      await checkAll([again], writers.acknowledged);
    });
  });

  it("does not keep a member of the older version that was added, and loses nothing by it", async () => {
    await withServers(async (start) => {
      const [founder, urls, flags] = await upgradedFounder(start);
      await founder.call(Cluster.methods.MemberAdd, { peerURLs: urls, isLearner: false });
      const old = start(flags);
      assert.equal(await old.ended(), 1);
      assert.match(JSON.stringify(old.lines.at(-1)), TOO_OLD);
      // It has no vote, so the one member is a majority.
      await founder.call(KV.methods.Put, PUT);
      const newer = await start(flags, [NEXT]).serving();
      assert.equal(await metric(newer, "keyval_cluster_level"), 2);
      await newer.heard(({ voters }) => Array.isArray(voters) && voters.length === 2);
    });
  });

  it("does not take in a member of the older version that joins", async () => {
    await withServers(async (start) => {
      const [founder, , flags] = await upgradedFounder(start);
      const withoutList = flags.filter((flag) => !flag.startsWith("--initial-cluster"));
      const joining = [...withoutList, `--join=${new URL(founder.url).host}`];
      const old = start(joining);
      assert.equal(await old.ended(), 1);
      assert.match(JSON.stringify(old.lines.at(-1)), /memberTooOld.*start a newer one/u);
      const { members } = await founder.call(Cluster.methods.MemberList, {});
      assert.equal(members.length, 1);
      await founder.call(KV.methods.Put, PUT);
      const newer = await start(joining, [NEXT]).serving();
      assert.equal(await metric(newer, "keyval_cluster_level"), 2);
    });
  });
});

const TOO_OLD = /understands no more than level 1: start a newer one/u;

type Start = Parameters<Parameters<typeof withServers>[0]>[0];

/** A cluster of one member at the level of the next build; where another one is to be reached, and its flags. */
async function upgradedFounder(start: Start): Promise<[ChildServer, string[], string[]]> {
  const both = await clusterFlags(["a", "b"]);
  const [own = [], other = []] = both.values();
  const listOf = (flags: readonly string[]): string =>
    flags.find((flag) => flag.startsWith("--initial-cluster=")) ?? "";
  const alone = own.map((flag) => (flag === listOf(own) ? (flag.split(",")[0] ?? "") : flag));
  const founder = await start(alone, [NEXT]).serving();
  await eventually(async () => assert.equal(await metric(founder, "keyval_cluster_level"), 2));
  const urls = other.filter((flag) => flag.startsWith("--listen-peer-urls=")).map((flag) => flag.split("=")[1] ?? "");
  return [founder, urls, [...other, "--initial-cluster-state=existing"]];
}
