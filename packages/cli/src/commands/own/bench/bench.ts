import { bytesOf } from "../../../arguments.js";
import { clientOptions } from "../../../connection/client-options.js";
import { failureOf } from "../../../connection/describe-error.js";
import { type Call, command } from "../../../frame/command.js";
import { ExitCode } from "../../../frame/exit-code.js";
import { badArguments } from "../../../frame/failure.js";
import { integer, natural, text, toggle } from "../../../frame/flag.js";
import { nearest } from "../../../frame/nearest.js";
import { ClientPool } from "../../../load/client-pool.js";
import { type LoadResult, runLoad } from "../../../load/run-load.js";
import { type Answer, show } from "../../../output/answer.js";
import { Progress } from "../../../output/progress.js";
import { prefixEnd } from "../../../ranges.js";
import { watchLoad } from "./watch-load.js";
import { type BenchFlags, workloads } from "./workloads.js";

export const benchFlags = {
  total: natural(10_000, "Requests in all"),
  duration: natural(0, "Seconds to go on for, instead of a number of requests"),
  clients: natural(50, "Requests under way at a time"),
  connections: natural(1, "Connections that they share"),
  rate: natural(0, "Requests begun in a second at most (0: as fast as it goes)"),
  keys: natural(10_000, "Different keys"),
  "key-size": natural(16, "Digits of a key, behind the prefix"),
  "val-size": natural(128, "Bytes of a value"),
  reads: integer(90, "mix: percentage of gets"),
  limit: natural(100, "range: keys in an answer at most"),
  watchers: natural(10, "watch: watches that each see every put"),
  serializable: toggle("Let any member answer reads alone"),
  prefix: text("/kvctl-bench/", "Where the keys are: all below it is deleted at the end"),
  keep: toggle("Leave the keys where they are"),
};

export const bench = command({
  usage: "<put|get|range|mix|watch> [options]",
  description:
    "Measures any cluster that speaks etcd's protocol. Latencies are seen from here: what the client needs is in them.\n" +
    "watch measures from the beginning of a put to when a watch has seen it.",
  examples: [
    { what: "How fast are writes?", line: "bench put --total=20000 --clients=100" },
    {
      what: "Half reads, half writes, for ten seconds, for a program",
      line: "bench mix --reads=50 --duration=10 -o json",
    },
    { what: "How long until a watch sees what was written?", line: "bench watch --rate=1000 --watchers=100" },
  ],
  flags: benchFlags,
  run: async (call) => {
    const [name, ...rest] = call.args;
    const names = [...Object.keys(workloads), "watch"];
    if (name === undefined || rest.length > 0 || !names.includes(name)) {
      const near = name === undefined ? undefined : nearest(name, names);
      throw badArguments(
        `say what to measure: ${names.join(", ")}${near === undefined ? "" : ` (did you mean ${near}?)`}`,
      );
    }
    using pool = new ClientPool(await clientOptions(call), call.flags.connections);
    try {
      const result = await measure(name, pool, call);
      show(benchAnswer(name, result, call.flags), call);
      return result.errors.size === 0 ? ExitCode.success : ExitCode.error;
    } catch (error) {
      throw failureOf(error);
    }
  },
});

async function measure(name: string, pool: ClientPool, call: Call<typeof benchFlags>): Promise<LoadResult> {
  const { flags, terminal } = call;
  using progress = new Progress(terminal, name, (count) => `${count}`);
  const total = flags.duration > 0 ? undefined : flags.total;
  const shape = {
    clients: Math.max(1, flags.clients),
    ...(total === undefined ? { seconds: flags.duration } : { total }),
    ...(flags.rate === 0 ? {} : { perSecond: flags.rate }),
    progress: (done: number) => progress.show(done, total),
    signal: terminal.interrupted,
  };
  try {
    // The kinds of workload that only make requests are measured by how long these take.
    const workload = workloads[name];
    if (workload === undefined) return await watchLoad(pool, flags, shape);
    return await runLoad({ ...shape, request: workload(pool, flags) });
  } finally {
    if (!flags.keep) await clean(pool, flags);
  }
}

async function clean(pool: ClientPool, { prefix }: BenchFlags): Promise<void> {
  if (prefix === "") return;
  const key = bytesOf(prefix);
  await pool.at(0).rpc.kv.deleteRange({ key, rangeEnd: prefixEnd(key) }, { timeoutMs: 60_000 });
}

function benchAnswer(name: string, { errors, latencies, seconds }: LoadResult, { clients }: BenchFlags): Answer {
  const perSecond = latencies.count / seconds;
  const summary = Object.entries(latencies.summary());
  const failed = [...errors.values()].reduce((sum, count) => sum + count, 0);
  return {
    simple: () => [
      `${name}: ${latencies.count} in ${seconds.toFixed(2)} s with ${clients} clients: ${perSecond.toFixed(0)} per second\n`,
      `${summary.map(([percentile, milliseconds]) => `${percentile} ${milliseconds.toFixed(2)} ms`).join(", ")}\n`,
      ...[...errors].map(([error, count]) => `${count} failed: ${error}\n`),
    ],
    json: () => ({
      workload: name,
      clients,
      count: latencies.count,
      failed,
      errors: Object.fromEntries(errors),
      seconds,
      perSecond,
      latencyMs: Object.fromEntries(summary),
    }),
  };
}
