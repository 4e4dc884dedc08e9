import assert from "node:assert/strict";
import { test } from "node:test";
import { createConfig, initialConfiguration, Raft, type Entry, type Restored } from "./index.js";

const hosts = [1, 2, 3].map((id) => ({ id, member: `m${id}`, incarnation: "first" }));
const random = { below: (): number => 0 };

function command(index: number, term: number): Entry {
  return { index, term, kind: "command", payload: new Uint8Array(1) };
}

/** A follower whose log ends with two entries of term 1 that were never committed. */
const restored: Restored = {
  hardState: { term: 1, vote: 0, commit: 3 },
  snapshot: { index: 0, term: 0, configuration: initialConfiguration(hosts) },
  log: { base: 0, baseTerm: 0, last: 5, terms: [{ first: 1, term: 1 }], configurations: [] },
  applied: 3,
  tailCut: false,
};

test("a batch cut short behind its hard state does not declare committed what its entries were to replace", () => {
  const follower = Raft.restore(createConfig({ id: 2 }), restored, random, 0);
  const entries = [command(4, 2), command(5, 2)];
  const message = { kind: "append", from: 1, to: 2, term: 2, prevIndex: 3, prevTerm: 1, entries, commit: 5 } as const;
  follower.step({ kind: "receive", now: 1, message });
  const { persist } = follower.drain();
  assert.deepEqual(persist?.entries, entries);
  assert.equal(follower.status.committed, 5);

  const afterCrash = Raft.restore(createConfig({ id: 2 }), { ...restored, hardState: persist.hardState }, random, 0);
  assert.equal(afterCrash.termAt(5), 1, "the batch's entries were lost");
  assert.equal(afterCrash.status.committed, 3);
});
