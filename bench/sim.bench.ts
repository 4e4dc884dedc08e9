import { execFileSync } from "node:child_process";
import { Session, type Profiler } from "node:inspector";
import { fileURLToPath } from "node:url";
import { simulate } from "@keyval/sim";
import type { Measurement } from "./bench.js";

/** What each measurement runs: the same worlds every time, so that figures can be compared. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const SECONDS = 20;

/** Figures are the median of so many. */
const ROUNDS = 3;

/** Together about a hundred operations in a simulated second. */
const CLIENTS = { clients: 4, restMicroseconds: 30_000 };

/** For three nodes, with the write-ahead log on simulated disks. */
const SPEED_MIN = 100;

const MAIN = fileURLToPath(new URL("../../packages/sim/dist/main.js", import.meta.url));
const SERVER_SEEDS = 100;
/** For members that run the whole server, on all cores. */
const SERVER_SPEED_MIN = 60;

interface Cost {
  readonly simulatedSeconds: number;
  readonly cpuSeconds: number;
  readonly operations: number;
}

/** Clusters with clients and faults, in one thread, against the CPU time of the whole process. */
export function* bench(): Iterable<Measurement> {
  // Code that is compiled well first: it takes some rounds, and long runs have them behind them.
  for (let round = 0; round < ROUNDS; round++) costOf(3);
  for (const members of [3, 5]) yield* speed(members);
  yield* whereTheTimeGoes();
  yield wholeServers();
}

/** Worlds as seeds draw them, in a process that has compiled nothing yet, against true time. */
function wholeServers(): Measurement {
  const chosen = { FIRST: "1", SEEDS: `${SERVER_SEEDS}`, SECONDS: `${SECONDS}`, KNOBS: '{"keyspace":{}}' };
  const table = execFileSync(process.execPath, [MAIN], { env: { ...process.env, ...chosen }, encoding: "utf8" });
  const value = Number(/times real time +(\d+)/u.exec(table)?.[1]);
  return { name: "simulated time, whole servers, all cores", value, unit: "× real time", atLeast: SERVER_SPEED_MIN };
}

function* speed(members: number): Iterable<Measurement> {
  const costs = Array.from({ length: ROUNDS }, () => costOf(members)).sort((a, b) => a.cpuSeconds - b.cpuSeconds);
  const { simulatedSeconds, cpuSeconds, operations } = costs[Math.floor(ROUNDS / 2)] ?? costOf(members);
  yield {
    name: `simulated time, ${members} nodes with faults`,
    value: simulatedSeconds / cpuSeconds,
    unit: "× CPU time",
    ...(members === 3 && { atLeast: SPEED_MIN }),
  };
  yield { name: `operations, ${members} nodes`, value: operations / simulatedSeconds, unit: "1/simulated s" };
  yield { name: `CPU time, ${members} nodes`, value: (cpuSeconds / operations) * 1e6, unit: "µs/operation" };
}

function costOf(members: number): Cost {
  const started = process.cpuUsage();
  let [simulatedSeconds, operations] = [0, 0];
  for (const seed of SEEDS) {
    const result = simulate({ seed, seconds: SECONDS, knobs: { ...CLIENTS, members } });
    simulatedSeconds += result.simulatedSeconds;
    operations += result.operations.length;
  }
  const { user, system } = process.cpuUsage(started);
  return { simulatedSeconds, operations, cpuSeconds: (user + system) / 1e6 };
}

/** Where the samples of a CPU profile stand: self time, by room. */
function* whereTheTimeGoes(): Iterable<Measurement> {
  const rooms = new Map<string, number>();
  let total = 0;
  const { nodes, samples = [], timeDeltas = [] } = profileOf(() => costOf(3));
  const roomOf = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  for (const [i, id] of samples.entries()) {
    const room = roomOf.get(id) ?? "";
    const microseconds = timeDeltas[i] ?? 0;
    rooms.set(room, (rooms.get(room) ?? 0) + microseconds);
    total += microseconds;
  }
  for (const [room, microseconds] of Array.from(rooms).sort(([, a], [, b]) => b - a)) {
    if (microseconds * 100 > total)
      yield { name: `self time, ${room}`, value: (microseconds / total) * 100, unit: "%" };
  }
}

function nameOf({ url, functionName }: Profiler.ProfileNode["callFrame"]): string {
  const [, room, folder = ""] = /packages\/([^/]+)\/dist\/(?:([^/]+)\/)?/.exec(url) ?? [];
  if (room !== undefined) return folder === "" ? room : `${room}/${folder}`;
  return url === "" ? functionName : "node";
}

function profileOf(work: () => void): Profiler.Profile {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.start");
  work();
  let profile: Profiler.Profile | undefined;
  session.post("Profiler.stop", (_, stopped) => {
    profile = stopped.profile;
  });
  session.disconnect();
  if (profile === undefined) throw new Error("the profiler gave no profile");
  return profile;
}
