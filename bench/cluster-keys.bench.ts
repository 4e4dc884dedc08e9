import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Measurement } from "./bench.js";
import { BenchCluster, buildEtcd, type ClusterKind, programOf } from "./cluster-members.js";
import { Samples } from "./samples.js";

const KINDS: readonly ClusterKind[] = ["keyval", "etcd"];

/** A million keys if LONG=1 says so, which takes some minutes to fill them in. */
const KEYS = process.env["LONG"] === "1" ? 1_000_000 : 20_000;
const FILL_MS_MAX = 1_800_000;

const SHAPES: readonly (readonly [inFlight: number, calls: number])[] = [
  [1, 1_000],
  [10, 6_000],
  [100, 15_000],
  [300, 30_000],
];
const ROUNDS = 3;

/** The slowest hundredth of puts beside a client that lists all keys, beside that without one. */
const BESIDE_LISTER_RATIO_MAX = 3;
const BESIDE_LISTER = [10, 6_000] as const;

/** What the program in tests/tools/etcd/load tells of its puts. */
interface Puts {
  readonly seconds: number;
  readonly p99Ms: number;
  readonly revisions: number;
}

/** etcd's own client, at the leader of three members of KeyVal and of etcd in turn: random keys, and somebody who lists all of them. */
export async function* bench(): AsyncIterable<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "keyval-bench-"));
  const clusters: BenchCluster[] = [];
  const clients = new Map<ClusterKind, Client>();
  try {
    const tools = buildEtcd(folder);
    if (tools === undefined) {
      yield { name: "skipped: it needs Go, for etcd and its client", value: 0, unit: "runs" };
      return;
    }
    for (const kind of KINDS) {
      const data = join(folder, `data of ${kind}`);
      mkdirSync(data);
      const cluster = await BenchCluster.start(programOf(kind, tools.etcd), data);
      clusters.push(cluster);
      const client = new Client(tools.load, cluster);
      await client.fill();
      clients.set(kind, client);
    }
    yield* randomPuts(clients);
    for (const [kind, client] of clients) yield* besideLister(kind, client);
  } finally {
    for (const cluster of clusters) await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* randomPuts(clients: ReadonlyMap<ClusterKind, Client>): AsyncIterable<Measurement> {
  for (const [inFlight, calls] of SHAPES) {
    const rates = new Samples<ClusterKind>();
    const slowest = new Samples<ClusterKind>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [kind, client] of clients) {
        const { seconds, p99Ms } = await client.put(inFlight, calls);
        rates.add(kind, calls / seconds);
        slowest.add(kind, p99Ms);
      }
    }
    const name = `random puts by Go, ${inFlight} in flight`;
    for (const kind of clients.keys()) {
      yield { name: `${name}, ${kind}`, value: rates.median(kind), unit: "puts/s" };
      yield { name: `${name}, ${kind}, p99`, value: slowest.median(kind), unit: "ms" };
    }
    yield { name, value: rates.median("keyval") / rates.median("etcd"), unit: "× etcd" };
  }
}

async function* besideLister(kind: ClusterKind, client: Client): AsyncIterable<Measurement> {
  const times = new Samples<"alone" | "beside">();
  for (let round = 0; round < ROUNDS; round++) {
    times.add("alone", (await client.put(...BESIDE_LISTER)).p99Ms);
    await client.whileListing(async () => {
      times.add("beside", (await client.put(...BESIDE_LISTER)).p99Ms);
    });
  }
  const value = times.median("beside") / times.median("alone");
  const bound = kind === "keyval" && { atMost: BESIDE_LISTER_RATIO_MAX };
  yield { name: `p99 of puts beside a lister, ${kind}`, value, unit: "× alone", ...bound };
}

/** The program in tests/tools/etcd/load. */
class Client {
  readonly #program: string;
  readonly #cluster: BenchCluster;

  constructor(program: string, cluster: BenchCluster) {
    this.#program = program;
    this.#cluster = cluster;
  }

  async fill(): Promise<void> {
    await this.#run("fill");
  }

  async put(inFlight: number, calls: number): Promise<Puts> {
    const puts = JSON.parse(await this.#run(`-in-flight=${inFlight}`, `-calls=${calls}`, "put")) as Puts;
    if (puts.revisions !== calls) throw new Error(`${calls} puts made ${puts.revisions} revisions`);
    return puts;
  }

  /** From the first time on that somebody has listed all keys. */
  async whileListing(work: () => Promise<void>): Promise<void> {
    const lister = spawn(this.#program, [...(await this.#flags()), "list"], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(lister, "exit");
    try {
      for await (const found of createInterface({ input: lister.stdout })) {
        if (Number(found) !== KEYS) throw new Error(`the lister found ${found} of ${KEYS} keys`);
        await work();
        if (lister.exitCode !== null) throw new Error("the lister ended before it was told to");
        return;
      }
      throw new Error("the lister listed nothing");
    } finally {
      lister.kill();
      await ended;
    }
  }

  async #run(...args: readonly string[]): Promise<string> {
    const flags = await this.#flags();
    return (await promisify(execFile)(this.#program, [...flags, ...args], { timeout: FILL_MS_MAX })).stdout;
  }

  async #flags(): Promise<string[]> {
    const { port } = await this.#cluster.leader();
    return [`-endpoint=127.0.0.1:${port}`, `-keys=${KEYS}`];
  }
}
