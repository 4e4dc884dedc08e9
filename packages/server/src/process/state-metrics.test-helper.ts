import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChildServer } from "./child-server.test-helper.js";

const DEADLINE_MS = 60_000;

export async function metric(server: ChildServer, series: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1));
}

/** Resolves once the member has found the others' states equal to its own so often. */
export async function compared(server: ChildServer, times: number): Promise<void> {
  const until = Date.now() + DEADLINE_MS;
  while ((await metric(server, 'keyval_state_comparisons_total{equal="true"}')) < times) {
    assert.ok(Date.now() < until, "the members compare their states");
    await sleep(50);
  }
}

/** Nobody has found a state that is not its own, nor was any set aside. */
export async function checkStates(servers: Iterable<ChildServer>): Promise<void> {
  for (const server of servers) {
    assert.equal(await metric(server, 'keyval_state_comparisons_total{equal="false"}'), 0);
    assert.equal(await metric(server, "keyval_quarantined"), 0);
  }
}
