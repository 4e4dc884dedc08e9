import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, type Id, type Init, type Member, MemberAddCommand } from "@keyval/api";
import { memberChecker } from "./member-checker.js";
import { type How, RunBuilder } from "./run-builder.test-helper.js";

const AT_NO_REVISION = { header: { revision: 0 } };

const voter = (ID: Id, peerURLs: readonly string[] = []): Init<Member> => ({ ID, peerURLs });
const learner = (ID: Id): Init<Member> => ({ ID, isLearner: true, peerURLs: [urlOf(ID)] });
const urlOf = (ID: Id): string => `http://u${ID.toString()}:1`;

/** A cluster of members 1 and 2. */
class MemberRun extends RunBuilder {
  constructor() {
    super();
    this.addition(1);
    this.addition(2);
  }

  list(members: readonly Init<Member>[], how: How & { readonly linearizable?: boolean } = {}): void {
    const { linearizable = true } = how;
    this.call("memberList", { linearizable }, { members, ...AT_NO_REVISION }, { commits: 0, ...how });
  }

  /** Adds a learner; `as` is what the log has. */
  addLearner(ID: Id, members: readonly Init<Member>[], how: How & { readonly as?: Init<MemberAddCommand> } = {}): void {
    const { start = this.now, end = start + 10, at = start + 5 } = how;
    const number = this.nextNumber;
    const request = { peerURLs: [urlOf(ID)], isLearner: true };
    this.call("memberAdd", request, { member: learner(ID), members, ...AT_NO_REVISION }, { ...how, start, end });
    if (how.commits === 0) return;
    const body = MemberAddCommand.encode({ ID, ...request, ...how.as });
    this.commit(CommandKind.memberAdd, body, { at }, { user: "c1", authRevision: number });
  }

  remove(ID: Id, members: readonly Init<Member>[], how: How = {}): void {
    this.call("memberRemove", { ID }, { members, ...AT_NO_REVISION }, how);
  }
}

function assertRight(write: (run: MemberRun) => void): void {
  assert.equal(judged(write), "nothing is wrong");
}

function assertWrong(sentence: RegExp, write: (run: MemberRun) => void): void {
  assert.match(judged(write), sentence);
}

function judged(write: (run: MemberRun) => void): string {
  const run = new MemberRun();
  write(run);
  return memberChecker(run.replay()) ?? "nothing is wrong";
}

void describe("changes of members", () => {
  it("are answered with the members that the model has after them", () => {
    assertRight((run) => {
      run.addLearner(3, [voter(1), voter(2), learner(3)]);
      run.call(
        "memberUpdate",
        { ID: 1, peerURLs: ["http://a:1"] },
        {
          ...{ members: [voter(1, ["http://a:1"]), voter(2), learner(3)], ...AT_NO_REVISION },
        },
      );
      const promoted = [voter(1, ["http://a:1"]), voter(2), voter(3, [urlOf(3)])];
      run.call("memberPromote", { ID: 3 }, { members: promoted, ...AT_NO_REVISION });
      run.remove(1, promoted.slice(1));
    });
    assertWrong(/c1\/1 \(memberRemove .* was told .*"ID":1.* while command 3 gives/, (run) => {
      run.remove(1, [voter(1), voter(2)]);
    });
    assertWrong(/c1\/2 \(memberUpdate .* was told/, (run) => {
      run.addLearner(3, [voter(1), voter(2), learner(3)]);
      const members = [voter(1, ["http://a:1"]), voter(2), voter(3, [urlOf(3)])];
      run.call("memberUpdate", { ID: 1, peerURLs: ["http://a:1"] }, { members, ...AT_NO_REVISION });
    });
  });

  it("stand in the log, once, and are applied before they are answered", () => {
    const after = [voter(1), voter(2), learner(3)];
    assertWrong(/was answered, but is not in the log/, (run) => {
      run.addLearner(3, after, { commits: 0 });
    });
    assertWrong(/was answered before command 3 was applied/, (run) => {
      run.addLearner(3, after, { start: 0, end: 10, at: 11 });
    });
    assertWrong(/stands in the log 2 times/, (run) => {
      run.remove(1, [voter(2)], { commits: 2 });
    });
    assertWrong(/reads otherwise at 3/, (run) => {
      run.addLearner(3, after, { as: { isLearner: false } });
    });
    assertWrong(/was told of member 3, while 4 was added/, (run) => {
      run.addLearner(3, [voter(1), voter(2), { ...learner(3), ID: 4 }], { as: { ID: 4 } });
    });
  });

  it("are refused for a reason that the model confirms", () => {
    assertRight((run) => {
      run.remove(7, [], { instead: "memberNotFound" });
      run.call("memberPromote", { ID: 1 }, {}, { instead: "memberNotLearner" });
      run.call("memberPromote", { ID: 1 }, {}, { instead: "learnerNotReady", commits: 0 });
    });
    assertWrong(/was told memberNotFound, while command 3 gives/, (run) => {
      run.remove(1, [], { instead: "memberNotFound" });
    });
    assertWrong(/was told memberNotFound, which only the log can tell/, (run) => {
      run.remove(7, [], { instead: "memberNotFound", commits: 0 });
    });
  });
});

void describe("lists of members", () => {
  it("show them as they were meanwhile", () => {
    assertRight((run) => {
      run.list([voter(1), voter(2)]);
      run.remove(1, [voter(2)], { start: 50, end: 90, at: 70 });
      run.list([voter(1), voter(2)], { start: 45, end: 80 });
      run.list([voter(2)], { start: 46, end: 81 });
    });
    assertWrong(/memberList .* shows .*, and neither at 2 nor later/, (run) => {
      run.list([voter(1), voter(2)]);
      run.remove(1, [voter(2)], { start: 50, end: 90, at: 70 });
      run.list([voter(2)], { start: 20, end: 60 });
    });
    assertWrong(/memberList .* shows/, (run) => {
      run.list([voter(1), voter(2), voter(3)]);
    });
  });

  it("are no older than what anybody had been shown, unless that does not matter", () => {
    assertWrong(/memberList .* and neither at 3 nor later/, (run) => {
      run.remove(1, [voter(2)]);
      run.list([voter(1), voter(2)], { member: "m2" });
    });
    assertWrong(/memberList .* and neither at 3 nor later/, (run) => {
      run.remove(1, [], { start: 0, end: 90, at: 5, instead: undefined });
      run.list([voter(2)], { start: 10, end: 20 });
      run.list([voter(1), voter(2)], { start: 30, end: 40 });
    });
    assertRight((run) => {
      run.remove(1, [voter(2)]);
      run.list([voter(1), voter(2)], { member: "m2", linearizable: false });
    });
  });

  it("never show what is older than what the same member had shown", () => {
    assertWrong(/memberList .* and neither at 3 nor later/, (run) => {
      run.remove(1, [voter(2)], { member: "m2" });
      run.list([voter(1), voter(2)], { member: "m2", linearizable: false, life: 2 });
    });
  });
});
