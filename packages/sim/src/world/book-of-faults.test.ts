import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { initialConfiguration } from "@keyval/raft";
import { BookOfFaults } from "./book-of-faults.js";
import { LogMirror } from "./log-mirror.js";
import type { Process } from "./process.js";

/**
 * `terms` are those of the entries on each member's disk; `knows` says whether the others have met everybody, `atFirst`
 * how many there were in the beginning, `voters` how many of them, the last ones, have not been removed.
 */
function setUp(
  terms: readonly (readonly number[])[],
  { knows = true, atFirst = terms.length, voters = terms.length } = {},
): { book: BookOfFaults; members: readonly Process[] } {
  const hosts = terms.map((_, i) => ({ id: i + 1, member: `m${i + 1}`, incarnation: "" }));
  const configuration = initialConfiguration(hosts.slice(-voters));
  const members = terms.map((ofMember, i) => {
    const mirror = new LogMirror();
    const runs = ofMember.map((term, index) => ({ first: index + 1, term }));
    const log = { base: 0, baseTerm: 0, last: ofMember.length, terms: runs, configurations: [] };
    const hardState = { term: ofMember.at(-1) ?? 0, vote: 0, commit: 0 };
    mirror.found({ group: 1, replica: i + 1, hardState, snapshot: { index: 0, term: 0, configuration }, log });
    const status = { configuration, configurationIndex: 0, committed: 0 };
    const process = { member: `m${i + 1}`, replica: i + 1, mirror, group: { status }, knows: () => knows };
    return process as unknown as Process;
  });
  const world = { knobs: { members: atFirst }, processes: () => members, leader: () => members.at(-1) };
  return { book: new BookOfFaults(world), members };
}

const all = (count: number): number[][] => Array.from({ length: count }, () => [1, 1]);

describe("the book of faults", () => {
  test("lets a minority be damaged, and no more", () => {
    for (const [count, room, atFirst = count] of [
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 1],
      [5, 2],
      // Without one of them, two damaged ones would be too many.
      [5, 1, 4],
    ] as const) {
      const { book, members } = setUp(all(count), { atFirst });
      let damaged = 0;
      for (const member of members) {
        if (!book.mayLose(member)) continue;
        book.enter(member);
        damaged += 1;
      }
      assert.equal(damaged, room, `of ${count}`);
    }
  });

  test("counts members that were removed as long as they run", () => {
    const { book, members } = setUp(all(4), { atFirst: 3, voters: 3 });
    const [removed, voter] = members;
    assert.ok(removed !== undefined && voter !== undefined);
    assert.equal(book.mayLose(voter), true);
    book.enter(removed);
    assert.equal(book.mayLose(voter), false);
  });

  test("lets no disk be lost whose incarnation somebody else does not know", () => {
    const { book, members } = setUp(all(3), { knows: false });
    assert.deepEqual(
      members.map((member) => book.mayLose(member)),
      [false, false, false],
    );
  });

  test("lets only a disk rot without which a majority has all that is on it", () => {
    const { book, members } = setUp([[1, 1], [1, 1], [1]]);
    assert.deepEqual(
      members.map((member) => book.mayRot(member)),
      [false, false, true],
    );
    const sound = setUp(all(3));
    assert.deepEqual(
      sound.members.map((member) => sound.book.mayRot(member)),
      [true, true, true],
    );
  });
});
