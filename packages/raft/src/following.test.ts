import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Message } from "./message.js";
import { command, diskWith, Solo, votersOf, type Said } from "./testing/index.js";

const configuration = votersOf(1, 2, 3);

/** From just below these. */
const STARTS = [1, 2 ** 31 - 2, 2 ** 32 - 2, 2 ** 52 - 2];

/** What the leader says: there is nothing behind `prevIndex`, and all is committed up to `commit`. */
function append(prevIndex: number, commit: number): Said {
  return { kind: "append", from: 1, term: 1, prevIndex, prevTerm: 1, entries: [], commit };
}

function acks(messages: readonly Message[]): number[] {
  return messages.filter((message) => message.kind === "appendReply").map(({ index }) => index);
}

/** One with an entry behind `start` that it has not heard of from this leader. */
function follower(start: number): Solo {
  return new Solo({ id: 2 }, diskWith({ configuration, base: start, baseTerm: 1, entries: [command(start + 1, 1)] }));
}

describe("an append without entries", () => {
  for (const start of STARTS) {
    const last = start + 1;

    it(`that tells of a higher commit index is not answered, and all others are (from ${start})`, () => {
      const solo = follower(start);
      assert.deepEqual(acks(solo.hear(append(last, start))), [last]);
      assert.deepEqual(acks(solo.hear(append(last, last))), []);
      assert.equal(solo.status.committed, last);
      assert.deepEqual(acks(solo.hear(append(last, last))), [last], "asked again, because an ack may have been lost");
    });

    it(`that tells of a commit beyond what this replica has is news once, and answered then (from ${start})`, () => {
      const solo = follower(start);
      solo.hear(append(last, start));
      assert.deepEqual(acks(solo.hear(append(last, last + 2))), []);
      assert.equal(solo.status.committed, last);
      assert.deepEqual(acks(solo.hear(append(last, last + 2))), [last]);
    });

    it(`is answered if nothing was acked to this leader before (from ${start})`, () => {
      const solo = follower(start);
      assert.deepEqual([acks(solo.hear(append(last, last))), solo.status.committed], [[last], last]);
    });
  }
});
