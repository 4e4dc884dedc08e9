import { randomInt } from "node:crypto";
import { bytesOf } from "../../arguments.js";
import { askHttpOf, clientOptions } from "../../connection/client-options.js";
import type { AskHttp } from "../../connection/ask-http.js";
import { failureOf } from "../../connection/describe-error.js";
import { type Call, command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { Failure } from "../../frame/failure.js";
import { ClientPool } from "../../load/client-pool.js";
import { runLoad } from "../../load/run-load.js";
import { Progress } from "../../output/progress.js";
import { say } from "../../output/say.js";
import { metricsOf } from "../own/status/member-metrics.js";
import { checkFlags, cleanUp, connectionsFor, failures, refuseKeys, sizeOf, tellStep } from "./check.js";

const PAIR_BYTES = 1024;
const PATIENCE_MS = 5_000;

const SIZES = {
  s: { limit: 10_000, clients: 50 },
  m: { limit: 100_000, clients: 200 },
  l: { limit: 1_000_000, clients: 500 },
  xl: { limit: 3_000_000, clients: 1_000 },
} as const;

export const checkDatascale = command({
  usage: "[options]",
  description: "Writes many keys and says how much memory that takes on the first endpoint, by its /metrics.",
  examples: [{ what: "How much memory do 100,000 keys take?", line: "check datascale --load=m" }],
  flags: checkFlags("/etcdctl-check-datascale/"),
  run: async (call) => {
    const { limit, clients } = SIZES[sizeOf(call.flags.load)];
    using pool = new ClientPool(await clientOptions(call), connectionsFor(clients));
    const client = pool.at(0);
    const [endpoint = ""] = client.endpoints;
    const askHttp = askHttpOf(call, client);
    try {
      await refuseKeys(client, call.flags.prefix);
      const before = await residentMemory(endpoint, askHttp, "before");
      const about = `${limit} key-value pairs, ${PAIR_BYTES} bytes per key-value, ${clients} concurrent clients`;
      tellStep(`Start data scale check for work load [${about}].`, call);
      const errors = await write(pool, limit, clients, call);
      const after = await residentMemory(endpoint, askHttp, "after");
      await cleanUp(client, call);
      const hasPassed = errors.size === 0;
      const memory = `PASS: Approximate system memory used : ${((after - before) / 2 ** 20).toFixed(2)} MB.\n`;
      const value = { passed: hasPassed, errors: Object.fromEntries(errors), memoryBytes: after - before };
      say(hasPassed ? memory : failures(errors), value, call);
      return hasPassed ? ExitCode.success : ExitCode.error;
    } catch (error) {
      throw failureOf(error);
    }
  },
});

async function write(
  pool: ClientPool,
  total: number,
  clients: number,
  { flags, terminal }: Pick<Call, "terminal"> & { readonly flags: { readonly prefix: string } },
): Promise<ReadonlyMap<string, number>> {
  using progress = new Progress(terminal, "puts");
  const value = new Uint8Array(PAIR_BYTES / 2);
  const { errors } = await runLoad({
    clients,
    total,
    progress: (done) => progress.show(done, total),
    signal: terminal.interrupted,
    request: (number) => {
      const key = bytesOf(
        flags.prefix +
          randomInt(2 ** 47)
            .toString()
            .padStart(PAIR_BYTES / 2, "0"),
      );
      return pool.at(number).rpc.kv.put({ key, value });
    },
  });
  return errors;
}

async function residentMemory(endpoint: string, askHttp: AskHttp, when: string): Promise<number> {
  const metrics = await metricsOf(endpoint, askHttp, PATIENCE_MS);
  if (metrics !== undefined) return metrics.memoryBytes;
  const what = `Could not read process_resident_memory_bytes ${when} the put operations.`;
  throw new Failure(what, ExitCode.error, `Check that /metrics of ${endpoint} can be read from here.`);
}
