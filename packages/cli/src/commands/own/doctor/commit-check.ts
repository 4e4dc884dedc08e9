import { type Client, KeyValError } from "@keyval/client";
import { describeError } from "../../../connection/describe-error.js";
import { judge, median, unknown, type Verdict } from "./verdict.js";

const ROUNDS = 10;
const LEASE_TTL = 60;

const SPEED = {
  soonFrom: 50,
  wrongFrom: 500,
  advice:
    "A write waits for the disks of a majority: give the data directory a disk of its own, with fast syncs ('kvctl doctor --data-dir' measures one).",
};

/** How long a command takes through the log of a majority. Leases leave keys and their history alone. */
export async function checkCommits(client: Client): Promise<Verdict> {
  const times: number[] = [];
  try {
    for (let i = 0; i < ROUNDS; i++) {
      const began = performance.now();
      const { ID } = await client.rpc.lease.leaseGrant({ TTL: LEASE_TTL });
      times.push(performance.now() - began);
      await client.rpc.lease.leaseRevoke({ ID });
    }
  } catch (error) {
    if (!(error instanceof KeyValError)) throw error;
    return unknown(
      "commits",
      `no command went through: ${describeError(error)}`,
      "See what is wrong with the cluster first.",
    );
  }
  const middle = median(times);
  const what = `a command is durable on a majority in ${middle.toFixed(1)} ms (median), ${Math.max(...times).toFixed(1)} ms at worst`;
  return judge("commits", what, middle, SPEED);
}
