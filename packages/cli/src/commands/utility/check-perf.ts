import { randomInt } from "node:crypto";
import { bytesOf } from "../../arguments.js";
import { clientOptions } from "../../connection/client-options.js";
import { failureOf } from "../../connection/describe-error.js";
import { type Call, command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { ClientPool } from "../../load/client-pool.js";
import { type LoadResult, runLoad } from "../../load/run-load.js";
import { Progress } from "../../output/progress.js";
import { say } from "../../output/say.js";
import { checkFlags, cleanUp, connectionsFor, failures, refuseKeys, sizeOf } from "./check.js";

const SECONDS = 60;
const KEY_DIGITS = 256;
const VALUE_BYTES = 1024;

/** What has to be reached, and what must not be. */
const THROUGHPUT_SHARE = 0.9;
const SLOWEST_SECONDS = 0.5;
const DEVIATION_SECONDS = 0.1;

const SIZES = {
  s: { limit: 150, clients: 50 },
  m: { limit: 1_000, clients: 200 },
  l: { limit: 8_000, clients: 500 },
  xl: { limit: 15_000, clients: 1_000 },
} as const;

export const checkPerf = command({
  usage: "[options]",
  description: "Writes for a minute and says whether the cluster keeps up with the load: s, m, l or xl.",
  examples: [{ what: "Could this cluster carry a large load?", line: "check perf --load=l" }],
  flags: checkFlags("/etcdctl-check-perf/"),
  run: async (call) => {
    const { limit, clients } = SIZES[sizeOf(call.flags.load)];
    const { prefix } = call.flags;
    using pool = new ClientPool(await clientOptions(call), connectionsFor(clients));
    try {
      await refuseKeys(pool.at(0), prefix);
      const result = await load(pool, { limit, clients, prefix }, call);
      await cleanUp(pool.at(0), call);
      return verdict(result, limit, call);
    } catch (error) {
      throw failureOf(error);
    }
  },
});

function load(
  pool: ClientPool,
  { limit, clients, prefix }: { readonly limit: number; readonly clients: number; readonly prefix: string },
  { terminal }: Pick<Call, "terminal">,
): Promise<LoadResult> {
  using progress = new Progress(terminal, "puts");
  const value = new Uint8Array(VALUE_BYTES);
  return runLoad({
    clients,
    seconds: SECONDS,
    perSecond: limit,
    progress: (done) => progress.show(done, limit * SECONDS),
    signal: terminal.interrupted,
    request: (number) => {
      const key = bytesOf(
        prefix +
          randomInt(2 ** 47)
            .toString()
            .padStart(KEY_DIGITS, "0"),
      );
      return pool.at(number).rpc.kv.put({ key, value });
    },
  });
}

function verdict(
  { errors, latencies, seconds }: LoadResult,
  limit: number,
  call: Pick<Call, "terminal" | "globals">,
): number {
  const perSecond = latencies.count / seconds;
  const rate = `${Math.floor(perSecond) + 1} writes/s`;
  const slowest = latencies.maxMs / 1_000;
  const deviation = latencies.deviationMs / 1_000;
  const isFast = perSecond / limit > THROUGHPUT_SHARE;
  const isQuick = slowest <= SLOWEST_SECONDS;
  const isSteady = deviation <= DEVIATION_SECONDS;
  const hasPassed = errors.size === 0 && isFast && isQuick && isSteady;
  say(
    [
      failures(errors),
      isFast ? `PASS: Throughput is ${rate}\n` : `FAIL: Throughput too low: ${rate}\n`,
      `${isQuick ? "PASS: Slowest request took" : "Slowest request took too long:"} ${slowest.toFixed(6)}s\n`,
      `${isSteady ? "PASS: Stddev is" : "Stddev too high:"} ${deviation.toFixed(6)}s\n`,
      hasPassed ? "PASS\n" : "FAIL\n",
    ].join(""),
    {
      passed: hasPassed,
      errors: Object.fromEntries(errors),
      writesPerSecond: perSecond,
      slowestSeconds: slowest,
      stddevSeconds: deviation,
    },
    call,
  );
  return hasPassed ? ExitCode.success : ExitCode.error;
}
