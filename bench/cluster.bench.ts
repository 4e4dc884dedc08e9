import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PutRequest, RangeRequest } from "@keyval/api";
import type { Measurement } from "./bench.js";
import { BenchCluster, type BenchMember, buildEtcd, type ClusterKind, programOf } from "./cluster-members.js";
import { H2load } from "./h2load.js";
import { Samples } from "./samples.js";

const KINDS: readonly ClusterKind[] = ["keyval", "etcd"];
const KEY = new TextEncoder().encode("bench/key/01");
const VALUE = new Uint8Array(256).fill(118);

/** How many calls a round makes with so many in flight. */
const SHAPES: readonly (readonly [inFlight: number, calls: number])[] = [
  [1, 1_000],
  [10, 8_000],
  [100, 30_000],
  [300, 60_000],
];
const ROUNDS = 3;

/** Before anything is measured: a member that has been busy for ten seconds runs compiled code. */
const WARM_UP = [100, 150_000] as const;

/** Puts with 100 in flight, beside etcd's. */
const PUTS_RATIO_MIN = 3;
/** The time of one put alone, beside etcd's. */
const ONE_PUT_RATIO_MAX = 1;

const FAILOVERS = 20;
const FAILOVER_MS_MAX = 300;
const RETRY_MS = 2;

/** Three members of KeyVal and three of etcd on this machine, in turn under the same light client, at the one that leads. */
export async function* bench(): AsyncIterable<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "keyval-bench-"));
  const calls = { puts: puts(), gets: gets() };
  try {
    const tools = buildEtcd(folder);
    if (tools === undefined || calls.puts === undefined || calls.gets === undefined) {
      yield { name: "skipped: it needs Go, for etcd, and h2load (Debian: nghttp2-client)", value: 0, unit: "runs" };
      return;
    }
    const clusters = new Map<ClusterKind, BenchCluster>();
    try {
      for (const kind of KINDS) {
        const data = join(folder, `data of ${kind}`);
        mkdirSync(data);
        clusters.set(kind, await BenchCluster.start(programOf(kind, tools.etcd), data));
      }
      yield* besideEachOther("puts", clusters, calls.puts);
      yield* besideEachOther("gets", clusters, calls.gets);
      const ours = clusters.get("keyval");
      if (ours !== undefined) yield* failover(ours);
    } finally {
      for (const cluster of clusters.values()) await cluster.stop();
    }
  } finally {
    calls.puts?.remove();
    calls.gets?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function puts(): H2load | undefined {
  return H2load.find({ path: "/etcdserverpb.KV/Put", message: PutRequest.encode({ key: KEY, value: VALUE }) });
}

function gets(): H2load | undefined {
  return H2load.find({ path: "/etcdserverpb.KV/Range", message: RangeRequest.encode({ key: KEY }) });
}

async function* besideEachOther(
  what: "puts" | "gets",
  clusters: ReadonlyMap<ClusterKind, BenchCluster>,
  load: H2load,
): AsyncIterable<Measurement> {
  for (const cluster of clusters.values()) await secondsOf(what, cluster, load, ...WARM_UP);
  for (const [inFlight, calls] of SHAPES) {
    const rates = new Samples<ClusterKind>();
    const costs = new Samples<ClusterKind>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [kind, cluster] of clusters) {
        const before = cluster.cpuSeconds();
        rates.add(kind, calls / (await secondsOf(what, cluster, load, inFlight, calls)));
        costs.add(kind, ((cluster.cpuSeconds() - before) / calls) * 1e6);
      }
    }
    const [ours, theirs] = [rates.median("keyval"), rates.median("etcd")];
    const name = `${what}, ${inFlight} in flight`;
    for (const kind of KINDS) {
      yield { name: `${name}, ${kind}`, value: rates.median(kind), unit: `${what}/s` };
      yield { name: `${name}, ${kind}, CPU of all members`, value: costs.median(kind), unit: "µs each" };
    }
    const isBound = what === "puts" && inFlight === 100;
    yield { name, value: ours / theirs, unit: "× etcd", ...(isBound && { atLeast: PUTS_RATIO_MIN }) };
    if (inFlight > 1) continue;
    const bound = what === "puts" ? { atMost: ONE_PUT_RATIO_MAX } : {};
    yield { name: `time of one, ${what}`, value: theirs / ours, unit: "× etcd", ...bound };
  }
}

async function secondsOf(
  what: "puts" | "gets",
  cluster: BenchCluster,
  load: H2load,
  inFlight: number,
  calls: number,
): Promise<number> {
  const { port } = await cluster.leader();
  const before = await cluster.revision();
  const seconds = await load.run(port, 1, inFlight, calls);
  const grown = (await cluster.revision()) - before;
  if (grown !== (what === "puts" ? calls : 0)) throw new Error(`${calls} ${what} made ${grown} revisions`);
  return seconds;
}

/** From the kill of who leads to the first put that another member takes. */
async function* failover(cluster: BenchCluster): AsyncIterable<Measurement> {
  const times = new Samples<"failover">();
  for (let i = 0; i < FAILOVERS; i++) {
    const leader = await cluster.leader();
    const other = cluster.members.find((member) => member !== leader);
    if (other === undefined) throw new Error("a cluster has more than one member");
    await other.put(KEY, VALUE);
    const killed = await leader.end("SIGKILL");
    times.add("failover", (await firstPut(other)) - killed);
    leader.start();
  }
  await cluster.leader();
  yield {
    name: "a put after the leader was killed",
    value: times.median("failover"),
    unit: "ms",
    atMost: FAILOVER_MS_MAX,
  };
}

async function firstPut(member: BenchMember): Promise<number> {
  for (;;) {
    try {
      await member.put(KEY, VALUE, 1_000);
      return performance.now();
    } catch {
      await sleep(RETRY_MS);
    }
  }
}
