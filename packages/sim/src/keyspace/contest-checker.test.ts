import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Init } from "@keyval/api";
import { bytesOf } from "./bytes-of.js";
import { contestChecker } from "./contest-checker.js";
import type { CallKind, CallMessages } from "./history.js";
import { kv, RunBuilder } from "./run-builder.test-helper.js";

const NAME = bytesOf("n");
const claimOf = (lease: number): Uint8Array => bytesOf(`n/${lease}`);
const at = (revision: number): { readonly header: { readonly revision: number } } => ({ header: { revision } });
const leader = (lease: number, rev: number): object => ({ name: NAME, key: claimOf(lease), rev, lease });

/** Leases 3 and 4 claim a name, at 2 and at 3; at 4 the claim of 3 is gone. Then what somebody is told. */
function judged<Kind extends CallKind>(
  kind: Kind,
  request: Init<CallMessages[Kind]["request"]>,
  reply: Init<CallMessages[Kind]["reply"]>,
): string {
  const run = new RunBuilder();
  run.grant(3, 60);
  run.grant(4, 60);
  run.put("n/3", "", 2, {}, { lease: 3 });
  run.put("n/4", "", 3, {}, { lease: 4 });
  run.delete("n/3", 1, 4);
  run.call(kind, request, reply);
  return contestChecker(run.replay()) ?? "nothing is wrong";
}

void describe("a contest", () => {
  it("for a lock is won with the oldest claim there is", () => {
    const lock = (lease: number, key: number, revision: number): string =>
      judged("lock", { name: NAME, lease }, { key: claimOf(key), ...at(revision) });
    assert.equal(lock(3, 3, 2), "nothing is wrong");
    assert.equal(lock(3, 3, 3), "nothing is wrong");
    assert.equal(lock(4, 4, 4), "nothing is wrong");
    assert.match(lock(4, 4, 3), /has a claim of 3, and n\/3 is of 2$/);
    assert.match(lock(3, 3, 4), /is told of n\/3, which is no claim of lease 3$/);
    assert.match(lock(3, 4, 4), /is told of n\/4, which is no claim of lease 3$/);
    assert.match(lock(4, 4, 5), /is at revision 5, while nobody was beyond 4$/);
  });

  it("for an office is won once all older claims are gone", () => {
    const campaign = (lease: number, rev: number, revision: number): string =>
      judged("campaign", { name: NAME, lease }, { leader: leader(lease, rev), ...at(revision) });
    assert.equal(campaign(4, 3, 3), "nothing is wrong");
    assert.match(campaign(4, 2, 3), /is told of a claim that is not there$/);
    assert.match(campaign(3, 2, 4), /is told of a claim that is not there$/);
    const run = new RunBuilder();
    run.put("n/3", "", 2);
    run.put("n/4", "", 3);
    run.call("campaign", { name: NAME, lease: 4 }, { leader: leader(4, 3), ...at(3) });
    assert.match(contestChecker(run.replay()) ?? "", /has a claim of 3, and n\/3 is of 2$/);
  });

  it("is looked at from outside: it is the oldest claim that others are told of", () => {
    const told = (claim: Parameters<typeof kv>, revision: number): string =>
      judged("leader", { name: NAME }, { kv: kv(...claim), ...at(revision) });
    assert.equal(told(["n/3", "", 2, 2, 1, 3], 3), "nothing is wrong");
    assert.equal(told(["n/4", "", 3, 3, 1, 4], 4), "nothing is wrong");
    assert.match(told(["n/4", "", 3, 3, 1, 4], 3), /has a claim of 3, and n\/3 is of 2$/);
    assert.match(told(["n/3", "", 2, 2, 1, 3], 4), /is told of a claim that is not there$/);
  });

  it("is over for whoever gave up", () => {
    const wrong = /leaves n\/4$/;
    assert.equal(judged("unlock", { key: claimOf(3) }, at(4)), "nothing is wrong");
    assert.match(judged("unlock", { key: claimOf(4) }, at(4)), wrong);
    assert.equal(judged("resign", { leader: leader(3, 2) }, at(4)), "nothing is wrong");
    assert.match(judged("resign", { leader: leader(4, 3) }, at(4)), wrong);
    // Of a claim that was made later with the same lease.
    assert.equal(judged("resign", { leader: leader(4, 1) }, at(4)), "nothing is wrong");
  });
});
