import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EMPTY_CONFIGURATION, type Fetch } from "@keyval/raft";
import type { EngineDone } from "@keyval/storage";
import type { ChunkFrame } from "./peers.js";
import { SnapshotFetch } from "./snapshot-fetch.js";
import type { Incoming } from "./state-machine.js";
import { DONE, NO_SPACE, ScriptedClock, ScriptedMachine } from "./world.test-helper.js";

interface World {
  readonly clock: ScriptedClock;
  readonly machine: ScriptedMachine;
  readonly fetch: SnapshotFetch;
  readonly notes: string[];
}

function setUp(): World {
  const [clock, machine, notes] = [new ScriptedClock(), new ScriptedMachine(), [] as string[]];
  const fetch = new SnapshotFetch(machine, {
    ask: ({ from, snapshot }, file, position) =>
      notes.push(`ask ${from} for ${snapshot.index}: ${file} from ${position}`),
    progressed: ({ index }) => notes.push(`progress ${index}`),
    received: ({ index }) => notes.push(`received ${index}`),
    failed: ({ index }) => notes.push(`failed ${index}`),
    after: (milliseconds, run) => clock.after(milliseconds, run),
    defer: (run) => {
      clock.endOfTurn(run);
    },
  });
  return { clock, machine, fetch, notes };
}

const snapshot = (index: number): Fetch => ({
  from: 1,
  snapshot: { index, term: 1, configuration: EMPTY_CONFIGURATION },
});

const chunk = (index: number, file: number, position: number, length = 4): ChunkFrame => ({
  kind: "chunk",
  group: 1,
  to: 2,
  from: 1,
  index,
  file,
  position,
  total: 8,
  bytes: new Uint8Array(length).fill(position + 1),
});

/** The manifest has come, and the state machine is receiving. */
function receiving(index = 10): World & { readonly incoming: Incoming; readonly done: EngineDone } {
  const world = setUp();
  world.fetch.start(snapshot(index));
  world.fetch.onChunk(chunk(index, 0, 0, 8));
  world.notes.length = 0;
  const [{ incoming, done } = assert.fail()] = world.machine.receives;
  return { ...world, incoming, done };
}

describe("fetching a snapshot", () => {
  test("goes piece by piece, first of the manifest, and copies of a piece change nothing", () => {
    const { clock, machine, fetch, notes } = setUp();
    fetch.start(snapshot(10));
    fetch.onChunk(chunk(10, 0, 0));
    fetch.onChunk(chunk(10, 0, 0));
    fetch.onChunk(chunk(10, 0, 4));
    const [{ incoming, done } = assert.fail()] = machine.receives;
    assert.deepEqual([...incoming.manifest], [1, 1, 1, 1, 5, 5, 5, 5]);
    const pieces: (readonly number[])[] = [];
    incoming.fetch(6, 4, ({ value = [] }) => pieces.push([...value]));
    fetch.onChunk(chunk(10, 6, 4));
    assert.deepEqual(pieces, [], "that was another file");
    fetch.onChunk(chunk(10, 7, 4));
    fetch.onChunk(chunk(10, 7, 4));
    assert.deepEqual(pieces, [[5, 5, 5, 5]]);
    done(DONE);
    const asked = ["ask 1 for 10: 0 from 0", "ask 1 for 10: 0 from 4", "ask 1 for 10: 7 from 4"];
    assert.deepEqual(notes, [...asked.flatMap((ask) => [ask, "progress 10"]), "received 10"]);
    assert.deepEqual(clock.timers, []);
  });

  test("asks again for a piece that does not come, and gives up in the end", () => {
    const { clock, fetch, notes } = setUp();
    fetch.start(snapshot(10));
    clock.pass(10_000);
    assert.deepEqual([notes.filter((note) => note.startsWith("ask")).length, notes.at(-1)], [6, "failed 10"]);
    assert.deepEqual(clock.timers, []);
  });

  test("fails with a snapshot that is gone, a piece that can not be one, and a manifest that is too large", () => {
    for (const hurt of [
      (fetch: SnapshotFetch): void => fetch.onGone(1, 10),
      (fetch: SnapshotFetch): void => fetch.onChunk(chunk(10, 0, 0, 0)),
      (fetch: SnapshotFetch): void => fetch.onChunk(chunk(10, 0, 0, 9)),
      (fetch: SnapshotFetch): void => fetch.onChunk({ ...chunk(10, 0, 0), total: 2 ** 24 + 1 }),
    ]) {
      const { fetch, notes, clock } = setUp();
      fetch.start(snapshot(10));
      hurt(fetch);
      assert.deepEqual([notes.at(-1), clock.timers], ["failed 10", []]);
    }
  });

  test("tells the state machine of what does not come, and fails with it", () => {
    const { fetch, notes, incoming, done } = receiving();
    const errors: (string | undefined)[] = [];
    incoming.fetch(0, 0, ({ error }) => errors.push(error?.message));
    fetch.onGone(1, 10);
    assert.deepEqual(errors, ["the snapshot is not there any more"]);
    assert.equal(notes.includes("failed 10"), false, "the state machine is still busy with it");
    done(NO_SPACE);
    assert.equal(notes.at(-1), "failed 10");
  });

  test("of another one waits until the machine has done what it does for the one before", () => {
    const { clock, fetch, notes, incoming, done } = receiving();
    const errors: (string | undefined)[] = [];
    incoming.fetch(0, 0, ({ error }) => errors.push(error?.message));
    fetch.start(snapshot(20));
    incoming.fetch(1, 0, ({ error }) => errors.push(error?.message));
    assert.equal(errors.length, 1, "no callback runs inside the call that asked");
    clock.turns();
    assert.deepEqual(errors, Array(2).fill("the snapshot is not wanted any more"));
    assert.deepEqual(notes, ["ask 1 for 10: 1 from 0"]);
    done({ error: new Error("given up") });
    assert.deepEqual(notes, ["ask 1 for 10: 1 from 0", "ask 1 for 20: 0 from 0"]);
  });

  test("is silent once it is stopped", () => {
    const { clock, fetch, notes, done } = receiving();
    fetch.stop();
    done(DONE);
    clock.pass(10_000);
    assert.deepEqual(notes, []);
  });
});
