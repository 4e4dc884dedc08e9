import { createConfig, initialConfiguration, REFUSALS, type Message } from "./index.js";
import { MemoryDisk, MemoryHost, type Machine } from "./testing/index.js";

/** Three replicas elect a leader by their timers, and commit, apply and read. Runs wherever JavaScript does. */
export function commitOnThreeNodes(payloads: readonly Uint8Array[]): { machines: Machine[]; reads: number } {
  const group = startGroup();
  let now = 0;
  const runFor = (milliseconds: number): void => {
    for (const end = now + milliseconds; now < end;) runOnce(group, ++now);
  };
  runFor(1_000);
  const leader = group.find((node) => node.raft.status.role === "leader");
  if (leader === undefined) throw new Error("No leader was elected");
  for (const refusal of [
    leader.step({ kind: "propose", now, payloads }),
    ...group.map((node) => node.step({ kind: "read", now, id: node.config.id })),
  ]) {
    if (refusal !== undefined) throw new Error(REFUSALS[refusal]);
  }
  runFor(200);
  return { machines: group.map((node) => node.machine), reads: group.flatMap((node) => node.readsReady).length };
}

function startGroup(): MemoryHost[] {
  let seed = 1;
  const random = { below: (limit: number): number => (seed = (seed * 48_271) % 2_147_483_647) % limit };
  const hosts = [1, 2, 3].map((id) => ({ id, member: `m${id}`, incarnation: "first" }));
  const configuration = initialConfiguration(hosts);
  return hosts.map(({ id }) => new MemoryHost(createConfig({ id }), new MemoryDisk(configuration), random, 0));
}

/** One millisecond, in which every message arrives and every disk is done. */
function runOnce(group: readonly MemoryHost[], now: number): void {
  for (const node of group) if (node.raft.deadline <= now) node.step({ kind: "tick", now });
  for (let messages = exchange(group, now); messages.length > 0; messages = exchange(group, now)) {
    for (const message of messages) group[message.to - 1]?.step({ kind: "receive", now, message });
  }
}

function exchange(group: readonly MemoryHost[], now: number): Message[] {
  for (const node of group) {
    node.sync(now);
    node.applyCommitted(now);
  }
  return group.flatMap((node) => node.takeSent());
}
