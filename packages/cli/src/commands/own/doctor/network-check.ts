import type { Client } from "@keyval/client";
import { KeyValError } from "@keyval/client";
import { judge, median, type Verdict } from "./verdict.js";

const ROUND_TRIPS = 10;
const PATIENCE_MS = 2_000;

const DISTANCE = {
  soonFrom: 10,
  wrongFrom: 100,
  advice: "Members further apart than 10 ms make every write slower: look at the network, or at what else runs there.",
};

/** How far away each endpoint is. Members that can not be reached are found by the look at the cluster. */
export async function checkNetwork(client: Client, endpoints: readonly string[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const endpoint of endpoints) {
    const times = await roundTrips(client, endpoint);
    if (times.length === 0) continue;
    const middle = median(times);
    const what = `${endpoint} answers in ${middle.toFixed(1)} ms (median), ${Math.max(...times).toFixed(1)} ms at worst`;
    verdicts.push(judge("network", what, middle, DISTANCE));
  }
  return verdicts;
}

/** The first one connects and does not count. */
async function roundTrips(client: Client, endpoint: string): Promise<number[]> {
  const times: number[] = [];
  try {
    for (let i = 0; i <= ROUND_TRIPS; i++) {
      const began = performance.now();
      await client.rpc.maintenance.status({}, { endpoint, timeoutMs: PATIENCE_MS });
      times.push(performance.now() - began);
    }
  } catch (error) {
    if (!(error instanceof KeyValError)) throw error;
  }
  return times.slice(1);
}
