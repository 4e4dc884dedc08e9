import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { PutRequest } from "@keyval/api";
import type { Measurement } from "./bench.js";
import { BenchCluster, type BenchMember, programOf } from "./cluster-members.js";
import { type Part, PARTS, sharesOf } from "./cpu-profile.js";
import { H2load } from "./h2load.js";

const IN_FLIGHT = 100;
const WARM_UP = 150_000;
const CALLS = 50_000;

/** What the architecture allows a put at a leader, in microseconds of CPU. */
const LEADER_MAX: Partial<Record<Part, number>> = {
  "gRPC and services": 3.5,
  "consensus, log, peers": 2.5,
  "state machine": 3.5,
};
const TOTAL_MAX = { leader: 10, follower: 5 };
const ROLES = ["leader", "follower"] as const;

type Role = (typeof ROLES)[number];

/** Of a member, in microseconds a put: by all of its threads, and by the first one, which does most. */
interface Spent {
  readonly all: number;
  readonly first: number;
}

/** A member of each role, between two times in microseconds. */
interface Measured {
  readonly pids: Readonly<Record<Role, number>>;
  readonly spent: Readonly<Record<Role, Spent>>;
  readonly from: number;
  readonly to: number;
}

/**
 * Where the CPU of a put goes: what the system accounts for it, and the parts of it that V8's profiler sees. They are measured
 * one after the other, because a profiler costs about as much as the server.
 */
export async function* bench(): AsyncIterable<Measurement> {
  const message = PutRequest.encode({ key: new TextEncoder().encode("bench/key/01"), value: new Uint8Array(256) });
  const load = H2load.find({ path: "/etcdserverpb.KV/Put", message });
  if (load === undefined) {
    yield { name: "skipped: it needs h2load (Debian: nghttp2-client)", value: 0, unit: "runs" };
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "keyval-bench-"));
  const profiles = join(folder, "profiles");
  try {
    const { spent } = await underLoad(programOf("keyval", ""), join(folder, "plain"), load);
    const { pids, from, to } = await underLoad(profiled(folder, profiles), join(folder, "profiled"), load);
    for (const role of ROLES) yield* told(role, spent[role], sharesOf(profileOf(profiles, pids[role]), from, to));
  } finally {
    load.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the launcher starts it, by a `node` that brings a profiler, which is not to be had by the environment. */
function profiled(folder: string, profiles: string): [string, ...string[]] {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const script = `#!/bin/sh\nexec "${process.execPath}" --cpu-prof "--cpu-prof-dir=${profiles}" "$@"\n`;
  writeFileSync(join(bin, "node"), script, { mode: 0o755 });
  return ["env", `PATH=${bin}${delimiter}${process.env["PATH"] ?? ""}`, ...programOf("keyval", "")];
}

async function underLoad(program: readonly [string, ...string[]], data: string, load: H2load): Promise<Measured> {
  mkdirSync(data);
  const cluster = await BenchCluster.start(program, data);
  try {
    const leader = await cluster.leader();
    const follower = cluster.members.find((member) => member !== leader);
    if (follower === undefined) throw new Error("a cluster has more than one member");
    await load.run(leader.port, 1, IN_FLIGHT, WARM_UP);
    const before = { leader: cpuOf(leader), follower: cpuOf(follower) };
    const from = microseconds();
    await load.run(leader.port, 1, IN_FLIGHT, CALLS);
    const to = microseconds();
    const spent = {
      leader: eachSince(before.leader, cpuOf(leader)),
      follower: eachSince(before.follower, cpuOf(follower)),
    };
    return { pids: { leader: leader.pid, follower: follower.pid }, spent, from, to };
  } finally {
    await cluster.stop("SIGTERM");
  }
}

function* told(role: Role, { all, first }: Spent, shares: ReadonlyMap<Part, number>): Iterable<Measurement> {
  for (const part of PARTS) {
    const atMost = role === "leader" ? LEADER_MAX[part] : undefined;
    const value = (shares.get(part) ?? NaN) * first;
    yield { name: `${role}: ${part}`, value, unit: "µs a put", ...(atMost !== undefined && { atMost }) };
  }
  yield { name: `${role}: other threads`, value: all - first, unit: "µs a put" };
  yield { name: `${role}: in all`, value: all, unit: "µs a put", atMost: TOTAL_MAX[role] };
}

/** In seconds. */
function cpuOf(member: BenchMember): Spent {
  return { all: member.cpuSeconds(), first: member.cpuSeconds("first") };
}

function eachSince(before: Spent, after: Spent): Spent {
  const each = (seconds: number): number => (seconds / CALLS) * 1e6;
  return { all: each(after.all - before.all), first: each(after.first - before.first) };
}

/** The one of a process's first thread: the others have profiles of their own. */
function profileOf(profiles: string, pid: number): string {
  const found = readdirSync(profiles).find((name) => name.split(".").slice(3, 5).join() === `${pid},0`);
  if (found === undefined) throw new Error(`process ${pid} left no profile`);
  return join(profiles, found);
}

function microseconds(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}
