import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FIRST_LEVEL, MemberAddCommand, MemberAnnounceCommand, type ErrorName, type Id } from "@keyval/api";
import { initialConfiguration, type Change, type Configuration, type Host, type Status } from "@keyval/raft";
import { Members, UpgradeNeeded } from "@keyval/statemachine";
import type { ReadOutcome } from "../node/index.js";
import { hexOfId, idOfHex } from "./hex-id.js";
import { type Admission, MembershipKeeper } from "./membership-keeper.js";

const BIG = 2 ** 32;
const TERM = 7;

/** A leader's group, whose log takes every change at once. */
class Leader {
  configuration: Configuration;
  role: Status["role"] = "leader";
  /** In the log, and not committed yet. */
  isPending = false;
  readonly changes: Change[] = [];
  readonly matches = new Map<number, number>();
  committed = BIG;
  /** Entries that are committed and wait to be applied. */
  unapplied = 0;
  /** Of the last entry that was applied. */
  appliedTerm = TERM;
  /** What becomes of reads, and what happens meanwhile. */
  reads: () => ReadOutcome = () => ({ kind: "ready" });

  constructor(ids: readonly Id[]) {
    const hosts = ids.map((id, i): Host => ({ id: i + 1, member: hexOfId(id), incarnation: "" }));
    this.configuration = initialConfiguration(hosts);
  }

  readonly replica = 1;

  get status(): Status {
    const { role, configuration, committed } = this;
    const progress = [...this.matches].map(([id, match]) => ({ id, match, state: "replicate" }));
    const configurationIndex = this.isPending ? committed + 1 : committed;
    const applied = committed - this.unapplied;
    const status = { role, term: TERM, committed, applied, persisted: committed, configurationIndex };
    return { ...status, configuration, progress } as unknown as Status;
  }

  termAt(): number {
    return this.appliedTerm;
  }

  read(done: (outcome: ReadOutcome) => void): void {
    done(this.reads());
  }

  reconfigure(changes: readonly Change[]): undefined {
    this.changes.push(...changes);
    let { voters, learners, hosts, lastId } = this.configuration;
    for (const change of changes) {
      if (change.kind === "addLearner") {
        [learners, hosts] = [
          [...learners, change.host.id],
          [...hosts, change.host],
        ];
        lastId = change.host.id;
      } else if (change.kind === "promote") {
        [voters, learners] = [[...voters, change.id], learners.filter((id) => id !== change.id)];
      } else if (change.kind === "remove") {
        [voters, learners] = [voters, learners].map((ids) => ids.filter((id) => id !== change.id)) as [
          number[],
          number[],
        ];
        hosts = hosts.filter(({ id }) => id !== change.id);
      }
    }
    this.configuration = { ...this.configuration, voters, learners, hosts, lastId };
  }
}

function setUp(...ids: readonly Id[]): { leader: Leader; members: Members; keeper: MembershipKeeper } {
  const [leader, members] = [new Leader(ids), new Members()];
  for (const ID of ids) members.add(added(ID));
  const keeper = new MembershipKeeper({ group: leader, members: () => members, own: hexOfId(ids[0] ?? 0) });
  return { leader, members, keeper };
}

function added(ID: Id, isLearner = false): MemberAddCommand {
  return MemberAddCommand.create({ ID, peerURLs: [`http://m${ID}:2380`], isLearner });
}

/** The lives of data directories, as processes tell them. */
const [LIFE, ANOTHER_LIFE] = [hexOfId(7), hexOfId(8)];

/** What its process is told, at once. */
function admit(keeper: MembershipKeeper, id: Id, incarnation = LIFE): Admission {
  let answer: Admission | undefined;
  keeper.admit(hexOfId(id), incarnation, (admission) => (answer = admission));
  assert.ok(answer !== undefined);
  return answer;
}

/** Its process, in its first life, says who it is and what it understands. */
function announce(members: Members, ID: Id, level = FIRST_LEVEL): ErrorName | undefined {
  return members.announce(MemberAnnounceCommand.create({ ID, name: "new", incarnation: idOfHex(LIFE), level }));
}

const [A, B, NEW] = [1, 2n ** 63n, 2 ** 40];

void describe("MembershipKeeper", () => {
  it("gives nobody a replica before its process asks, and then one that nobody had", () => {
    const { leader, members, keeper } = setUp(A, B);
    members.add(added(NEW));
    keeper.tend();
    assert.deepEqual(leader.changes, []);
    leader.isPending = true;
    assert.deepEqual(admit(keeper, NEW), { kind: "later" });
    assert.deepEqual(leader.changes, [
      { kind: "addLearner", host: { id: 3, member: hexOfId(NEW), incarnation: LIFE } },
    ]);
    assert.deepEqual(admit(keeper, NEW), { kind: "later" }, "the configuration may still be taken back");
    leader.isPending = false;
    assert.deepEqual(admit(keeper, NEW), { kind: "admitted", replica: 3 });
    assert.equal(leader.changes.length, 1);
  });

  it("refuses strangers, those that were removed, and those that lost their disk", () => {
    const { leader, members, keeper } = setUp(A, B);
    const refusal = (id: Id, incarnation = LIFE): string => {
      const admission = admit(keeper, id, incarnation);
      return admission.kind === "refused" ? admission.why : admission.kind;
    };
    assert.equal(refusal(NEW), "unknownMember");
    leader.appliedTerm = TERM - 1;
    assert.equal(refusal(NEW), "later", "a new leader may not know yet who was added");
    leader.appliedTerm = TERM;
    leader.unapplied = 1;
    assert.equal(refusal(NEW), "later", "who was added may stand in what waits to be applied");
    assert.deepEqual(leader.changes, []);
    leader.unapplied = 0;
    assert.equal(refusal(B), "wrongIncarnation", "a member of the beginning has its replica");
    members.add(added(NEW));
    refusal(NEW);
    assert.equal(refusal(NEW, ANOTHER_LIFE), "wrongIncarnation");
    members.remove(NEW);
    assert.equal(refusal(NEW), "admitted", "the others may need its vote to do without it");
    keeper.tend();
    leader.isPending = true;
    assert.equal(refusal(NEW), "later", "the configuration without it may still be taken back");
    leader.isPending = false;
    assert.equal(refusal(NEW), "removed");
    assert.equal(leader.configuration.lastId, 3);
  });

  it("calls nobody a stranger whom another leader may have added", () => {
    const { leader, members, keeper } = setUp(A, B);
    leader.reads = () => ({ kind: "refused", why: "leaderChanged" });
    assert.deepEqual(admit(keeper, NEW), { kind: "later" });
    leader.reads = () => {
      members.add(added(NEW));
      return { kind: "ready" };
    };
    assert.deepEqual(admit(keeper, NEW), { kind: "later" }, "it gets its replica now");
    assert.deepEqual(admit(keeper, NEW), { kind: "admitted", replica: 3 });
  });

  it("finishes what an earlier leader began: the table is ahead of the configuration", () => {
    const { leader, members, keeper } = setUp(A, B);
    members.add(added(NEW));
    admit(keeper, NEW);
    announce(members, NEW);
    members.remove(B);
    leader.changes.length = 0;
    leader.matches.set(3, BIG);
    keeper.tend();
    assert.deepEqual(leader.changes, [{ kind: "remove", id: 2 }]);
    keeper.tend();
    assert.deepEqual(leader.changes.at(-1), { kind: "promote", id: 3 });
    leader.changes.length = 0;
    keeper.tend();
    assert.deepEqual(leader.changes, [], "they agree");
    assert.deepEqual(leader.configuration.voters, [1, 3]);
  });

  it("promotes only voters by the table, once they have what was committed a while ago", () => {
    const { leader, members, keeper } = setUp(A);
    members.add(added(NEW, true));
    admit(keeper, NEW);
    announce(members, NEW);
    leader.changes.length = 0;
    leader.matches.set(2, BIG);
    keeper.tend();
    keeper.tend();
    assert.deepEqual(leader.changes, [], "a learner by the table stays one");
    members.promote(NEW);
    leader.matches.set(2, BIG - 1);
    keeper.tend();
    assert.deepEqual(leader.changes, [], "it is behind");
    leader.committed = BIG + 100;
    leader.matches.set(2, BIG + 1);
    keeper.tend();
    assert.deepEqual(leader.changes, [{ kind: "promote", id: 2 }]);
  });

  it("promotes nobody whose program was not heard to be new enough, however much of the log it has", () => {
    const { leader, members, keeper } = setUp(A);
    const newest = FIRST_LEVEL + 1;
    members.announce(MemberAnnounceCommand.create({ ID: A, incarnation: 1, level: newest }));
    members.raiseLevel(newest);
    members.add(added(NEW));
    admit(keeper, NEW);
    leader.changes.length = 0;
    leader.matches.set(2, BIG);
    const tendTwice = (): readonly Change[] => {
      keeper.tend();
      keeper.tend();
      return leader.changes;
    };
    assert.deepEqual(tendTwice(), [], "it has said nothing");
    assert.equal(announce(members, NEW), "memberTooOld");
    assert.deepEqual(tendTwice(), [], "it is too old");
    announce(members, NEW, newest);
    assert.deepEqual(tendTwice(), [{ kind: "promote", id: 2 }]);
  });

  it("calls a learner in sync that has nine tenths", () => {
    const { leader, members, keeper } = setUp(A);
    members.add(added(NEW, true));
    assert.equal(keeper.isInSync(NEW), false, "it has not started");
    admit(keeper, NEW);
    leader.matches.set(2, BIG);
    assert.equal(keeper.isInSync(NEW), false, "it has not announced itself");
    announce(members, NEW);
    leader.matches.set(2, Math.floor(BIG * 0.9));
    assert.equal(keeper.isInSync(NEW), false);
    leader.matches.set(2, Math.ceil(BIG * 0.9));
    assert.equal(keeper.isInSync(NEW), true);
    assert.equal(keeper.isInSync(A), true, "whoever is no learner is refused by the table");
    leader.role = "follower";
    assert.equal(keeper.isInSync(NEW), undefined);
  });

  it("leaves everything to the leader, and the cluster once another one leads", () => {
    const { leader, members, keeper } = setUp(A, B);
    assert.equal(keeper.leavesOver(new UpgradeNeeded(2, 1)), false);
    members.remove(A);
    leader.role = "follower";
    assert.deepEqual([keeper.isRemoved, keeper.hasToLeave], [true, false], "another leader may need its vote");
    leader.role = "leader";
    assert.deepEqual([keeper.isRemoved, keeper.hasToLeave], [true, false]);
    keeper.tend();
    assert.deepEqual(leader.changes, [{ kind: "remove", id: 1 }]);
    assert.equal(keeper.isGone(hexOfId(A)), true);
    leader.role = "follower";
    assert.equal(keeper.hasToLeave, true);
    assert.equal(keeper.leavesOver(new UpgradeNeeded(2, 1)), true, "it needs no newer version");
    assert.equal(keeper.leavesOver(new Error("a bug")), false);
    members.remove(B);
    keeper.tend();
    assert.equal(leader.changes.length, 1);
  });
});
