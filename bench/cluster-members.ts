import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { KV, Maintenance } from "@keyval/api";
import { callUnary, Channel } from "@keyval/grpc";
import { dialer, nodeClock } from "@keyval/grpc/transport";

export type ClusterKind = "keyval" | "etcd";

const KEYVAL = fileURLToPath(new URL("../../packages/keyval/bin/keyval", import.meta.url));
const ETCD_SOURCE = fileURLToPath(new URL("../../tests/tools/etcd", import.meta.url));
const READY_MS_MAX = 60_000;
const CALL_MS_MAX = 10_000;
const POLL_MS = 5;

/** Of the system's accounts of a process: where the times spent in it and for it stand, behind its name, and their unit. */
const CPU_FIELDS = [11, 12];
const TICKS_PER_SECOND = 100;

/** Builds etcd, and load by its own client, into a folder; undefined without Go. */
export function buildEtcd(folder: string): { readonly etcd: string; readonly load: string } | undefined {
  if (spawnSync("go", ["version"]).status !== 0) return undefined;
  execFileSync("go", ["build", "-o", `${folder}/`, "./etcd", "./load"], { cwd: ETCD_SOURCE });
  return { etcd: join(folder, "etcd"), load: join(folder, "load") };
}

/** One of three. */
export class BenchMember {
  readonly name: string;
  readonly port: number;
  readonly channel: Channel;
  readonly #command: readonly [string, ...string[]];
  #process: ChildProcess | undefined;

  constructor(name: string, port: number, command: readonly [string, ...string[]]) {
    this.name = name;
    this.port = port;
    this.#command = command;
    const failed = (bug: unknown): void => {
      throw bug;
    };
    const backoff = { firstMs: POLL_MS, maxMs: POLL_MS };
    const addresses = [`127.0.0.1:${port}`];
    this.channel = new Channel({ addresses, dial: dialer(), clock: nodeClock, random: Math.random, failed, backoff });
  }

  /** 0 while it does not run. */
  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  start(): void {
    const [program, ...flags] = this.#command;
    this.#process = spawn(program, flags, { stdio: "ignore" });
  }

  /** When it was killed. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<number> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return performance.now();
    const ended = once(child, "exit");
    child.kill(signal);
    const at = performance.now();
    await ended;
    return at;
  }

  /** Spent since it began, in all of its threads or in the first one; NaN where the system keeps no such accounts. */
  cpuSeconds(threads: "all" | "first" = "all"): number {
    const accounts = threads === "all" ? `/proc/${this.pid}/stat` : `/proc/${this.pid}/task/${this.pid}/stat`;
    try {
      const [, behindName = ""] = readFileSync(accounts, "utf8").split(") ");
      const fields = behindName.split(" ");
      return CPU_FIELDS.reduce((sum, field) => sum + Number(fields[field]), 0) / TICKS_PER_SECOND;
    } catch {
      return NaN;
    }
  }

  put(key: Uint8Array, value: Uint8Array, timeoutMs = CALL_MS_MAX): Promise<unknown> {
    return callUnary(this.channel, KV.methods.Put, { key, value }, { timeoutMs });
  }

  /** The member itself and its leader, by id; undefined while it does not answer, or knows none. */
  async leadership(): Promise<{ readonly own: unknown; readonly leader: unknown } | undefined> {
    try {
      const { header, leader } = await callUnary(this.channel, Maintenance.methods.Status, {}, { timeoutMs: 1_000 });
      return leader === 0 ? undefined : { own: header?.memberId, leader };
    } catch {
      return undefined;
    }
  }
}

/** Three members on this machine. */
export class BenchCluster {
  readonly members: readonly BenchMember[];

  private constructor(members: readonly BenchMember[]) {
    this.members = members;
  }

  static async start(program: readonly [string, ...string[]], folder: string): Promise<BenchCluster> {
    const ports = await freePorts(6);
    const names = ["a", "b", "c"];
    const peer = (i: number): string => `http://127.0.0.1:${ports[3 + i] ?? 0}`;
    const initial = names.map((name, i) => `${name}=${peer(i)}`).join(",");
    const members = names.map((name, i) => {
      const client = `http://127.0.0.1:${ports[i] ?? 0}`;
      const [command, ...parameters] = program;
      const flags = [
        ...["--name", name, "--data-dir", join(folder, name), "--initial-cluster", initial],
        ...["--listen-client-urls", client, "--advertise-client-urls", client],
        ...["--listen-peer-urls", peer(i), "--initial-advertise-peer-urls", peer(i)],
      ];
      return new BenchMember(name, ports[i] ?? 0, [command, ...parameters, ...flags]);
    });
    for (const member of members) member.start();
    const cluster = new BenchCluster(members);
    await cluster.leader();
    return cluster;
  }

  /** Who leads, once all that were started agree. */
  async leader(): Promise<BenchMember> {
    const deadline = performance.now() + READY_MS_MAX;
    while (performance.now() < deadline) {
      const told = await Promise.all(this.members.map((member) => member.leadership()));
      const leader = told[0]?.leader;
      if (told.every((answer) => answer !== undefined && answer.leader === leader)) {
        const found = this.members.find((_, i) => told[i]?.own === leader);
        if (found !== undefined) return found;
      }
      await sleep(POLL_MS);
    }
    throw new Error("the members of a cluster do not agree on a leader");
  }

  async revision(): Promise<number> {
    const [first] = this.members;
    if (first === undefined) return 0;
    const request = { key: Uint8Array.of(1), countOnly: true };
    const { header } = await callUnary(first.channel, KV.methods.Range, request, { timeoutMs: CALL_MS_MAX });
    return header?.revision ?? 0;
  }

  /** What all members have spent. */
  cpuSeconds(): number {
    return this.members.reduce((sum, member) => sum + member.cpuSeconds(), 0);
  }

  /** By a signal that lets members write what they want to leave behind, or not. */
  async stop(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    for (const { channel } of this.members) channel.abort();
    await Promise.all(this.members.map((member) => member.end(signal)));
  }
}

export function programOf(kind: ClusterKind, etcd: string): readonly [string, ...string[]] {
  return kind === "keyval" ? [KEYVAL] : [etcd, "--log-level", "error"];
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
