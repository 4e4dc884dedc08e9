import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeyEvent } from "../keyspace/key-event.js";
import { keyOfText } from "../key-text.js";
import { EVENT_BYTES } from "./limits.js";
import { RecentEvents } from "./recent-events.js";

/** One key of one byte, put at this revision. */
const BYTES = EVENT_BYTES + 1;

function eventAt(mod: number, sub = 0): KeyEvent {
  const key = keyOfText("a");
  return {
    ...{ key, mod, sub, isDelete: false, create: mod, version: 1 },
    ...{ lease: 0, value: new Uint8Array(0), hasPrevious: false },
  };
}

function modsSince(recent: RecentEvents, from: number): number[] {
  return Array.from(recent.since(from), ({ mod }) => mod);
}

const upTo = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

void describe("recent events", () => {
  for (const first of [2, 2 ** 31 - 100, 2 ** 32 - 100, 2 ** 52 - 100]) {
    it(`are the last that its bytes hold, however many came and however it grew (from ${first})`, () => {
      for (const most of [1, 63, 64, 65, 150, 200]) {
        const recent = new RecentEvents(most * BYTES, first - 1);
        for (let mod = first; mod < first + 500; mod++) {
          recent.push(eventAt(mod));
          const oldest = Math.max(first, mod - most + 1);
          assert.deepEqual([recent.covers(oldest), recent.covers(oldest - 1)], [true, false]);
          if (mod % 7 === 0) assert.deepEqual(modsSince(recent, oldest), upTo(oldest, mod));
        }
        assert.deepEqual(modsSince(recent, first + 499), [first + 499]);
        assert.deepEqual(modsSince(recent, first + 500), []);
      }
    });
  }

  it("grow where the first of them were dropped before", () => {
    const recent = new RecentEvents(100 * BYTES, 1);
    const large = { ...eventAt(2), value: new Uint8Array(60 * BYTES) };
    recent.push(large);
    for (let mod = 3; mod < 300; mod++) recent.push(eventAt(mod));
    assert.deepEqual(modsSince(recent, 2), upTo(200, 299));
  });

  it("do not cover a revision of which the first event was dropped", () => {
    const recent = new RecentEvents(3 * BYTES, 1);
    for (const sub of [0, 1]) recent.push(eventAt(2, sub));
    for (const mod of [3, 4]) recent.push(eventAt(mod));
    assert.deepEqual([recent.covers(2), recent.covers(3)], [false, true]);
    assert.deepEqual(modsSince(recent, 3), [3, 4]);
  });

  it("are the same objects for all who ask", () => {
    const recent = new RecentEvents(10 * BYTES, 1);
    for (const mod of [2, 3]) recent.push(eventAt(mod));
    const [one, other] = [[...recent.since(2)], [...recent.since(2)]];
    assert.equal(one.length, 2);
    for (const [i, event] of one.entries()) assert.equal(other[i], event);
  });

  it("are forgotten when the state is replaced", () => {
    const recent = new RecentEvents(10 * BYTES, 1);
    recent.push(eventAt(2));
    recent.skipTo(9);
    assert.deepEqual([recent.covers(9), recent.covers(10), modsSince(recent, 1)], [false, true, []]);
    recent.push(eventAt(10));
    assert.deepEqual(modsSince(recent, 10), [10]);
  });
});
