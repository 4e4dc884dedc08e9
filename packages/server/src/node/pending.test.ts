import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PendingProposals } from "./pending-proposals.js";
import { PendingReads } from "./pending-reads.js";

/** Notes each outcome under a name. */
class Notes {
  readonly lines: string[] = [];

  readonly as =
    (name: string) =>
    (outcome: { readonly kind: string; readonly why?: string }): void => {
      this.lines.push(`${name}: ${outcome.why ?? outcome.kind}`);
    };
}

const BYTES = new Uint8Array(10);

describe("pending proposals", () => {
  test("are decided by what is applied at their index", () => {
    const [pending, notes] = [new PendingProposals(), new Notes()];
    pending.add(5, 1, BYTES, notes.as("a"));
    pending.add(6, 1, BYTES, notes.as("b"));
    pending.applied(5, 1, "result");
    assert.deepEqual([notes.lines, pending.count], [["a: applied"], 1]);
    pending.applied(6, 2, undefined);
    assert.deepEqual([notes.lines.at(-1), pending.count, pending.bytes], ["b: replaced", 0, 0]);
  });

  test("of which two stand for the same index: the earlier one may still win", () => {
    const [pending, notes] = [new PendingProposals(), new Notes()];
    pending.add(5, 1, BYTES, notes.as("earlier"));
    pending.add(5, 3, BYTES, notes.as("later"));
    assert.deepEqual([notes.lines, pending.count], [[], 2]);
    pending.applied(5, 1, undefined);
    assert.deepEqual(notes.lines.sort(), ["earlier: applied", "later: replaced"]);
  });

  test("are lost for certain once a later term's entry is applied before them", () => {
    const [pending, notes] = [new PendingProposals(), new Notes()];
    pending.add(8, 1, BYTES, notes.as("a"));
    pending.add(9, 3, BYTES, notes.as("b"));
    pending.applied(5, 1, undefined);
    assert.deepEqual(notes.lines, []);
    pending.applied(6, 2, undefined);
    assert.deepEqual([notes.lines, pending.count], [["a: replaced"], 1]);
  });

  test("that a snapshot jumps over have an unknown outcome", () => {
    const [pending, notes] = [new PendingProposals(), new Notes()];
    for (const index of [5, 6, 7]) pending.add(index, 1, BYTES, notes.as(`${index}`));
    pending.skippedTo(6, 1);
    assert.deepEqual([notes.lines, pending.count], [["5: unknown", "6: unknown"], 1]);
    pending.skippedTo(6, 2);
    assert.deepEqual([notes.lines.at(-1), pending.count], ["7: replaced", 0]);
  });

  test("may be added by whoever is told of one", () => {
    const [pending, notes] = [new PendingProposals(), new Notes()];
    pending.add(5, 1, BYTES, () => {
      pending.add(7, 1, BYTES, notes.as("added"));
    });
    pending.abandon();
    assert.deepEqual([notes.lines, pending.count], [[], 1]);
    pending.abandon();
    assert.deepEqual([notes.lines, pending.count, pending.bytes], [["added: unknown"], 0, 0]);
  });
});

describe("pending reads", () => {
  test("wait to be confirmed, and then for the state machine", () => {
    const [pending, notes] = [new PendingReads(), new Notes()];
    const ids = ["a", "b", "c"].map((name) => pending.add(notes.as(name)));
    assert.deepEqual(ids, [1, 2, 3]);
    pending.confirmed([
      { id: 1, index: 4 },
      { id: 2, index: 6 },
    ]);
    pending.appliedTo(5);
    assert.deepEqual([notes.lines, pending.count], [["a: ready"], 2]);
    pending.refused([3], "leaderChanged");
    pending.refused([3], "leaderChanged");
    pending.appliedTo(6);
    assert.deepEqual([notes.lines, pending.count], [["a: ready", "c: leaderChanged", "b: ready"], 0]);
  });

  test("are all answered when they are abandoned", () => {
    const [pending, notes] = [new PendingReads(), new Notes()];
    for (const name of ["a", "b"]) pending.add(notes.as(name));
    pending.confirmed([{ id: 1, index: 4 }]);
    pending.abandon("stopped");
    assert.deepEqual([notes.lines.sort(), pending.count], [["a: stopped", "b: stopped"], 0]);
  });
});
