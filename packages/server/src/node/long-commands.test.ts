import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Group } from "./group.js";
import type { Frame } from "./peers.js";
import { command, ScriptedProcess, type ScriptedMachine } from "./world.test-helper.js";

const LONG = "delete everything";
const LONG_MS = 3_000;

interface Member {
  readonly process: ScriptedProcess;
  readonly group: Group;
  readonly machine: ScriptedMachine;
}

/** A group of which the first leads, and has told the others so. */
function startMembers(count: number): { readonly members: readonly Member[]; readonly exchange: () => void } {
  const processes = Array.from({ length: count }, () => new ScriptedProcess());
  const members = processes.map((process, i) => {
    const [group, machine] = process.addGroup(7, count, { id: i + 1 });
    return { process, group, machine };
  });
  const byName = Object.fromEntries(processes.map((process, i) => [`m${i + 1}`, process]));
  const exchange = (): void => ScriptedProcess.exchange(byName);
  members[0]?.group.step({ kind: "campaign", now: processes[0]?.clock.now() ?? 0 });
  exchange();
  return { members, exchange };
}

function tellsOfCommit({ frames }: { readonly frames: readonly Frame[] }, index: number): boolean {
  return frames.some(
    (frame) => frame.kind === "raft" && frame.message.kind === "append" && frame.message.commit >= index,
  );
}

describe("a command that takes long", () => {
  test("is applied a turn after the others were told that it is committed, and behind what came before it", () => {
    const { members } = startMembers(2);
    const [leader, follower] = members;
    assert.ok(leader !== undefined && follower !== undefined);
    const seen: string[] = [];
    const index = leader.group.status.lastIndex + 2;
    let [turn, toldIn] = [0, Infinity];
    leader.machine.slow.set(LONG, () => seen.push(toldIn < turn ? "long, told" : "long, not told"));
    leader.group.propose(command("a"), () => seen.push("a is answered"));
    leader.group.propose(command(LONG), () => seen.push("long is answered"));
    const { clock, sent } = leader.process;
    clock.turns();
    for (const { frames } of sent.splice(0)) follower.process.node.receive("m1", frames);
    follower.process.clock.turns();
    for (const { frames } of follower.process.sent.splice(0)) leader.process.node.receive("m2", frames);
    for (; clock.turn(); turn++) if (sent.some((said) => tellsOfCommit(said, index))) toldIn = Math.min(toldIn, turn);
    assert.deepEqual(seen, ["a is answered", "long, told", "long is answered"]);
  });

  test("on all members at once ends no term, though timers come before what was said meanwhile", () => {
    const { members, exchange } = startMembers(3);
    const [leader] = members;
    assert.ok(leader !== undefined);
    for (const { process, machine } of members) machine.slow.set(LONG, () => (process.clock.time += LONG_MS));
    const before = members.map(({ group }) => ({ ...group.counts.roles }));
    leader.group.propose(command(LONG), () => undefined);
    exchange();
    for (const { process } of members) process.clock.pass(100);
    exchange();
    for (const { process } of members) process.clock.pass(100);
    exchange();
    assert.deepEqual(
      members.map(({ machine }) => machine.commands),
      [[LONG], [LONG], [LONG]],
    );
    assert.deepEqual(
      members.map(({ group }) => group.counts.roles),
      before,
      "nobody stood for election, and nobody stepped down",
    );
  });

  test("delays an election where the leader went meanwhile, and does not prevent it", () => {
    const { members, exchange } = startMembers(3);
    const [leader, ...followers] = members;
    assert.ok(leader !== undefined);
    for (const { process, machine } of followers) machine.slow.set(LONG, () => (process.clock.time += LONG_MS));
    leader.group.propose(command(LONG), () => undefined);
    exchange();
    leader.process.isReachable = false;
    for (let i = 0; i < 10; i++) {
      for (const { process } of followers) process.clock.pass(50);
      exchange();
    }
    assert.deepEqual(followers.map(({ group }) => group.status.role).sort(), ["follower", "leader"]);
  });
});
