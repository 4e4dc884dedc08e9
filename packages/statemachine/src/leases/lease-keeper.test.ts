import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LeaseKeeper } from "./lease-keeper.js";
import { Leases } from "./leases.js";
import { RENEWALS_MAX, WAITING_RENEWALS_MAX } from "./limits.js";

const TERM = 3;
const START = 1_000_000;

/** A keeper whose clock shows START when lease time is 0, and some leases of so many seconds each. */
function keeperOf(...ttls: number[]): { leases: Leases; keeper: LeaseKeeper } {
  const leases = new Leases();
  for (const [i, ttl] of ttls.entries()) leases.grant(i + 1, ttl, 0);
  return { leases, keeper: new LeaseKeeper({ leases, sessions: { size: 0 } }, TERM, START) };
}

void describe("the keeper of leases", () => {
  it("continues the time that the state had when its term began", () => {
    const leases = new Leases();
    leases.pass(50_000);
    const keeper = new LeaseKeeper({ leases, sessions: { size: 0 } }, TERM, 7);
    assert.equal(keeper.time(7), 50_000);
    assert.equal(keeper.time(1_007.9), 51_000);
    assert.equal(keeper.time(900), 51_000, "it never goes back");
  });

  it("is silent, and lets its group sleep, while no lease lives", () => {
    const { leases, keeper } = keeperOf();
    assert.equal(keeper.wakeAt(), Infinity);
    assert.deepEqual(keeper.commands(START + 1e9), []);
    leases.grant(1, 10, keeper.time(START + 1e9));
    assert.ok(keeper.wakeAt() <= START + 1e9 + 500);
  });

  it("tells the time to sessions as well", () => {
    const sessions = { size: 1 };
    const keeper = new LeaseKeeper({ leases: new Leases(), sessions }, TERM, START);
    assert.equal(keeper.wakeAt(), START + 500);
    assert.deepEqual(keeper.commands(START + 500), [{ kind: "leaseTime", time: 500 }]);
    sessions.size = 0;
    assert.equal(keeper.wakeAt(), Infinity);
  });

  it("tells the time every 500 ms while a lease lives, unless another command just did", () => {
    const { keeper } = keeperOf(60);
    assert.equal(keeper.wakeAt(), START + 500);
    assert.deepEqual(keeper.commands(START + 499), []);
    const [tick] = keeper.commands(START + 500);
    assert.ok(tick?.kind === "leaseTime");
    assert.equal(tick.time, 500);
    keeper.renew(1, () => undefined);
    const renewals = keeper.commands(START + 800);
    assert.deepEqual(renewals, [{ kind: "leaseRenew", ids: [1], time: 800 }]);
    keeper.settled(tick);
    assert.equal(keeper.wakeAt(), START + 1_300);
    assert.deepEqual(keeper.commands(START + 1_299), []);
    assert.deepEqual(keeper.commands(START + 1_300), [{ kind: "leaseTime", time: 1_300 }]);
  });

  it("has one time and one expiry under way, not a pile of them, where nothing is committed", () => {
    const { keeper } = keeperOf(2);
    assert.equal(keeper.commands(START + 600).length, 1);
    assert.deepEqual(keeper.commands(START + 1_800), []);
    const [expiry] = keeper.commands(START + 2_000);
    assert.ok(expiry?.kind === "leaseExpire");
    assert.deepEqual(expiry.ids, [1]);
    assert.equal(expiry.time, 2_000);
    assert.deepEqual(keeper.commands(START + 5_000), []);
    assert.equal(keeper.wakeAt(), Infinity);
    keeper.settled(expiry);
    const again = { kind: "leaseExpire", ids: [1], time: 5_000, term: TERM };
    assert.deepEqual(keeper.commands(START + 5_000), [again], "it was lost, and is proposed again");
  });

  it("wakes when the next lease is over, renewals counted", () => {
    const { leases, keeper } = keeperOf(2, 60);
    keeper.commands(START + 1_900);
    assert.equal(keeper.wakeAt(), START + 2_000);
    leases.renew([1], 1_950);
    assert.equal(keeper.wakeAt(), START + 3_950);
  });

  it("asks for renewals before expiries, so that a renewal that arrived in time saves its lease", () => {
    const { leases, keeper } = keeperOf(2);
    keeper.renew(1, () => undefined);
    const [renewal, expiry] = keeper.commands(START + 10_000);
    assert.ok(renewal?.kind === "leaseRenew" && expiry?.kind === "leaseExpire");
    leases.renew(renewal.ids, renewal.time);
    assert.deepEqual(leases.expire(expiry.ids, expiry.time, expiry.term, TERM), []);
  });

  it("makes one command of all renewals of a turn, and answers each call once it is applied", () => {
    const { leases, keeper } = keeperOf(10, 20);
    const answers: string[] = [];
    for (const [call, id] of [1, 2, 1, 9].entries()) keeper.renew(id, (ttl) => answers.push(`${call}: ${ttl}`));
    const commands = keeper.commands(START + 100);
    assert.deepEqual(commands, [{ kind: "leaseRenew", ids: [1, 2, 9], time: 100 }]);
    assert.deepEqual(answers, [], "nothing is committed yet");
    const [renewal] = commands;
    assert.ok(renewal?.kind === "leaseRenew");
    keeper.settledRenewal(renewal, leases.renew(renewal.ids, renewal.time));
    assert.deepEqual(answers.sort(), ["0: 10", "1: 20", "2: 10", "3: 0"]);
  });

  it("refuses keep-alives once it is deposed: nobody is told that a lease lives", () => {
    const { keeper } = keeperOf(10);
    const answers: (number | undefined)[] = [];
    keeper.renew(1, (ttl) => answers.push(ttl));
    keeper.commands(START + 100);
    keeper.renew(1, (ttl) => answers.push(ttl));
    keeper.close();
    assert.deepEqual(answers, [undefined, undefined]);
  });

  it("bounds how much one command holds and how many wait", () => {
    const { keeper } = keeperOf();
    let refused = 0;
    for (let id = 1; id <= WAITING_RENEWALS_MAX + 10; id++) if (!keeper.renew(id, () => undefined)) refused += 1;
    assert.equal(refused, 10);
    const commands = keeper.commands(START);
    assert.equal(commands.length, WAITING_RENEWALS_MAX / RENEWALS_MAX);
    const [first] = commands;
    assert.ok(first?.kind === "leaseRenew");
    assert.equal(first.ids.length, RENEWALS_MAX);
    keeper.settledRenewal(first, undefined);
    assert.ok(
      keeper.renew(1, () => undefined),
      "there is room again",
    );
  });
});
