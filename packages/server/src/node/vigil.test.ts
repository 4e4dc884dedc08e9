import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Group } from "./group.js";
import { ScriptedClock, ScriptedProcess } from "./world.test-helper.js";

/** Two groups of three that have fallen asleep, all led by m1. */
function asleep(): { clock: ScriptedClock; processes: Record<string, ScriptedProcess>; groups: Group[] } {
  const clock = new ScriptedClock();
  const processes: Record<string, ScriptedProcess> = {};
  const groups: Group[] = [];
  for (const id of [1, 2, 3]) {
    const process = (processes[`m${id}`] = new ScriptedProcess(clock));
    for (const group of [4, 5]) groups.push(process.addGroup(group, 3, { id, quiesceAfter: 100 })[0]);
  }
  for (const group of groups.slice(0, 2)) group.step({ kind: "campaign", now: clock.now() });
  ScriptedProcess.exchange(processes);
  pass(clock, processes, 500);
  return { clock, processes, groups };
}

function pass(clock: ScriptedClock, processes: Record<string, ScriptedProcess>, milliseconds: number): string[] {
  const kinds: string[] = [];
  for (let i = 0; i < milliseconds; i += 10) {
    clock.pass(10);
    for (const { sent } of Object.values(processes)) {
      for (const { frames } of sent)
        kinds.push(...frames.map((frame) => (frame.kind === "raft" ? frame.message.kind : frame.kind)));
    }
    ScriptedProcess.exchange(processes);
  }
  return kinds;
}

describe("sleeping groups", () => {
  test("share one greeting for each pair of processes, and say nothing else", () => {
    const { clock, processes, groups } = asleep();
    assert.ok(groups.every(({ isAsleep }) => isAsleep));
    const kinds = pass(clock, processes, 1_000);
    assert.deepEqual([...new Set(kinds)], ["alive"]);
    assert.ok(kinds.length >= 18 * 6 && kinds.length <= 22 * 6, `${kinds.length} greetings`);
    assert.ok(groups.every(({ isAsleep }) => isAsleep));
  });

  test("whose leader falls silent elect another", () => {
    const { clock, processes, groups } = asleep();
    const { m2, m3 } = processes;
    assert.ok(m2 !== undefined && m3 !== undefined);
    pass(clock, { m2, m3 }, 1_500);
    const leaders = groups.slice(2).filter(({ status }) => status.role === "leader");
    assert.deepEqual(leaders.map(({ id }) => id).sort(), [4, 5]);
  });

  test("do not hold against their leader that their own process was paused", () => {
    const { clock, processes, groups } = asleep();
    clock.time += 1_000;
    pass(clock, processes, 1_000);
    assert.ok(groups.every(({ isAsleep }) => isAsleep));
    assert.ok(groups.every(({ status }) => status.term === 1));
  });
});
