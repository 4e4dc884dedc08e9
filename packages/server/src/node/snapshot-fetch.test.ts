import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EMPTY_CONFIGURATION } from "@keyval/raft";
import type { ChunkFrame } from "./peers.js";
import { SnapshotFetch } from "./snapshot-fetch.js";
import { DONE, NO_SPACE, ScriptedClock, ScriptedMachine } from "./world.test-helper.js";

function setUp(): { clock: ScriptedClock; machine: ScriptedMachine; fetch: SnapshotFetch; notes: string[] } {
  const [clock, machine, notes] = [new ScriptedClock(), new ScriptedMachine(), [] as string[]];
  const fetch = new SnapshotFetch(machine, {
    ask: ({ from, snapshot }, position) => notes.push(`ask ${from} for ${snapshot.index} from ${position}`),
    progressed: ({ index }) => notes.push(`progress ${index}`),
    received: ({ index }) => notes.push(`received ${index}`),
    failed: ({ index }) => notes.push(`failed ${index}`),
    after: (milliseconds, run) => clock.after(milliseconds, run),
  });
  return { clock, machine, fetch, notes };
}

const snapshot = (
  index: number,
): { from: number; snapshot: { index: number; term: number; configuration: typeof EMPTY_CONFIGURATION } } => ({
  from: 1,
  snapshot: { index, term: 1, configuration: EMPTY_CONFIGURATION },
});

const chunk = (index: number, position: number, length = 4): ChunkFrame => ({
  kind: "chunk",
  group: 1,
  to: 2,
  from: 1,
  index,
  position,
  total: 8,
  bytes: new Uint8Array(length),
});

describe("fetching a snapshot", () => {
  test("goes piece by piece, and copies of a piece change nothing", () => {
    const { clock, machine, fetch, notes } = setUp();
    fetch.start(snapshot(10));
    fetch.onChunk(chunk(10, 0));
    fetch.onChunk(chunk(10, 0));
    machine.writes[0]?.done(DONE);
    fetch.onChunk(chunk(10, 0));
    fetch.onChunk(chunk(10, 4));
    machine.writes[1]?.done(DONE);
    machine.completions[0]?.done(DONE);
    assert.deepEqual(
      machine.writes.map(({ position }) => position),
      [0, 4],
    );
    assert.deepEqual(notes, [
      "ask 1 for 10 from 0",
      "progress 10",
      "ask 1 for 10 from 4",
      "progress 10",
      "received 10",
    ]);
    assert.deepEqual(clock.timers, []);
  });

  test("asks again for a piece that does not come, and gives up in the end", () => {
    const { clock, fetch, notes } = setUp();
    fetch.start(snapshot(10));
    clock.pass(10_000);
    assert.deepEqual([notes.filter((note) => note.startsWith("ask")).length, notes.at(-1)], [6, "failed 10"]);
    assert.deepEqual(clock.timers, []);
  });

  test("fails with the disk, with a snapshot that is gone, and with a piece of nothing", () => {
    for (const hurt of [
      ({ fetch, machine }: ReturnType<typeof setUp>): void => {
        fetch.onChunk(chunk(10, 0));
        machine.writes[0]?.done(NO_SPACE);
      },
      ({ fetch }: ReturnType<typeof setUp>): void => fetch.onGone(1, 10),
      ({ fetch }: ReturnType<typeof setUp>): void => fetch.onChunk(chunk(10, 0, 0)),
    ]) {
      const all = setUp();
      all.fetch.start(snapshot(10));
      hurt(all);
      assert.deepEqual([all.notes.at(-1), all.clock.timers], ["failed 10", []]);
    }
  });

  test("of another one waits until the machine has done what it does for the one before", () => {
    const { machine, fetch, notes } = setUp();
    fetch.start(snapshot(10));
    fetch.onChunk(chunk(10, 0));
    fetch.start(snapshot(20));
    assert.deepEqual(notes, ["ask 1 for 10 from 0"]);
    machine.writes[0]?.done(DONE);
    assert.deepEqual(notes, ["ask 1 for 10 from 0", "ask 1 for 20 from 0"]);
    fetch.onChunk(chunk(20, 0));
    assert.equal(machine.writes.length, 2);
  });

  test("is silent once it is stopped", () => {
    const { clock, machine, fetch, notes } = setUp();
    fetch.start(snapshot(10));
    fetch.onChunk(chunk(10, 0));
    fetch.stop();
    machine.writes[0]?.done(DONE);
    clock.pass(10_000);
    assert.deepEqual(notes, ["ask 1 for 10 from 0"]);
  });
});
