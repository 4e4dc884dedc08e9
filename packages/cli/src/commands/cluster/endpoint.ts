import { AlarmAction, AlarmType } from "@keyval/api";
import { type Client, KeyValError } from "@keyval/client";
import { bytesOf } from "../../arguments.js";
import { describeError, failureOf } from "../../connection/describe-error.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { Failure } from "../../frame/failure.js";
import { integer } from "../../frame/flag.js";
import { show } from "../../output/answer.js";
import { hashAnswer, type Health, healthAnswer, statusAnswer } from "../../output/answers/endpoint.js";
import { goDuration } from "../../output/go-duration.js";
import { endpointFlags } from "./endpoint-flags.js";
import { askEach, endpointsToAsk } from "./endpoints.js";

const ALARMS: Readonly<Record<number, string>> = { [AlarmType.NOSPACE]: "NOSPACE", [AlarmType.CORRUPT]: "CORRUPT" };

export const endpointHealth = command({
  usage: "",
  examples: [{ what: "See whether every member can serve", line: "endpoint health --cluster" }],
  flags: endpointFlags,
  run: (call) =>
    withClient(call, async (client) => {
      const { terminal, globals } = call;
      const endpoints = await endpointsToAsk(client, call.flags.cluster);
      const all = await Promise.all(endpoints.map((endpoint) => healthOf(client, endpoint)));
      show(healthAnswer(all), call);
      const failed = all.filter(({ error }) => error !== "");
      if (failed.length === 0) return;
      if (globals["write-out"] === "simple") {
        for (const { endpoint, error } of failed) {
          terminal.error(`${endpoint} is unhealthy: failed to commit proposal: ${error}\n`);
        }
      }
      throw new Failure("unhealthy cluster", undefined, "'kvctl status' says what is wrong, and what to do.");
    }),
});

export const endpointStatus = command({
  usage: "",
  description:
    "Each line has the endpoint, member id, version, storage version, size, size in use, unused share, quota, whether it\n" +
    "leads, whether it is a learner, term, index, applied index, errors, and the version that is downgraded to.",
  examples: [{ what: "Compare all members", line: "endpoint status --cluster -w table" }],
  flags: endpointFlags,
  run: (call) =>
    withClient(call, async (client) => {
      const endpoints = await endpointsToAsk(client, call.flags.cluster);
      const ask = (endpoint: string) => client.rpc.maintenance.status({}, { endpoint });
      const { answers, lastError } = await askEach(endpoints, ask, { terminal: call.terminal, what: "status" });
      show(statusAnswer(answers), call);
      return lastError === undefined ? ExitCode.success : ExitCode.error;
    }),
});

export const endpointHashKv = command({
  usage: "",
  examples: [{ what: "See whether all members hold the same", line: "endpoint hashkv --cluster" }],
  flags: { ...endpointFlags, rev: integer(0, "maximum revision to hash (default: latest revision)") },
  run: (call) =>
    withClient(call, async (client) => {
      const { cluster, rev: revision } = call.flags;
      const endpoints = await endpointsToAsk(client, cluster);
      const ask = (endpoint: string) => client.rpc.maintenance.hashKV({ revision }, { endpoint });
      const { answers, lastError } = await askEach(endpoints, ask, { terminal: call.terminal, what: "hash" });
      show(hashAnswer(answers), call);
      if (lastError !== undefined) throw failureOf(lastError);
    }),
});

/** Any answer to a read that goes through consensus will do, and no alarms. */
async function healthOf(client: Client, endpoint: string): Promise<Health> {
  const began = performance.now();
  let error = "";
  try {
    await client.rpc.kv.range({ key: bytesOf("health") }, { endpoint });
  } catch (reason) {
    if (!(reason instanceof KeyValError)) throw reason;
    // Whoever may not read has been told so after consensus, too.
    if (reason.code !== "permissionDenied") error = describeError(reason);
  }
  const took = goDuration(performance.now() - began);
  if (error === "") error = await alarmsOf(client, endpoint);
  return { endpoint, isHealthy: error === "", took, error };
}

async function alarmsOf(client: Client, endpoint: string): Promise<string> {
  try {
    const { alarms } = await client.rpc.maintenance.alarm({ action: AlarmAction.GET }, { endpoint });
    if (alarms.length === 0) return "";
    return `Active Alarm(s): ${alarms.map(({ alarm }) => `${ALARMS[alarm] ?? "UNKNOWN"} `).join("")}`;
  } catch (reason) {
    if (!(reason instanceof KeyValError)) throw reason;
    return "Unable to fetch the alarm list";
  }
}
