import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bareHeader, bodyOf, CommandKind, decodeEntry, encodeEntry } from "@keyval/api";
import type { Timer } from "./clock.js";
import { LEADERLESS_RETRY_MS, SUBMITTED_BYTES_MAX, TIMEOUT_CHECK_MS } from "./limits.js";
import type { ProposalOutcome, ReadOutcome } from "./outcome.js";
import type { ForwardAnswer, Submitted } from "./submission.js";
import { Submissions } from "./submissions.js";

const RUN = 2 ** 40;
const TIMEOUT_MS = 5_000;

/** A member of three, whose leader, log and time are the test's. */
class Scene {
  isLeader = true;
  leader = 1;
  readonly proposed: { readonly entry: Uint8Array; readonly done: (outcome: ProposalOutcome) => void }[] = [];
  readonly forwarded: {
    readonly member: string;
    readonly entry: Uint8Array;
    readonly done: (answer: ForwardAnswer) => void;
  }[] = [];
  readonly reads: ((outcome: ReadOutcome) => void)[] = [];
  /** What some member does not know yet. */
  unknown: readonly CommandKind[] = [];
  stamp: (entry: Uint8Array) => Uint8Array | undefined = (entry) => entry;
  readonly submissions: Submissions;
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  constructor() {
    const roleAndLeader = {
      isLeader: { get: () => this.isLeader },
      leader: { get: () => this.leader },
    };
    const group = Object.defineProperties(
      {
        isLeader: false,
        leader: 0,
        memberOf: (replica: number) => (replica === 0 ? undefined : `m${replica}`),
        propose: (entry: Uint8Array, done: (outcome: ProposalOutcome) => void) => this.proposed.push({ entry, done }),
        read: (done: (outcome: ReadOutcome) => void) => this.reads.push(done),
      },
      roleAndLeader,
    );
    this.submissions = new Submissions({
      group,
      forwarder: {
        forward: (member, entry, _, done) => this.forwarded.push({ member, entry, done }),
      },
      run: RUN,
      timeoutMs: TIMEOUT_MS,
      now: () => this.#now,
      after: (milliseconds, run) => this.#after(milliseconds, run),
      stamped: (entry) => this.stamp(entry),
      isKnownToAll: (kind) => !this.unknown.some((unknown) => unknown === kind),
    });
  }

  follow(leader: number): void {
    this.isLeader = false;
    this.leader = leader;
  }

  /** The outcomes of a command, none as long as it waits. */
  submit(body = "body"): Submitted[] {
    const outcomes: Submitted[] = [];
    this.submissions.submit(bareHeader(CommandKind.put), bytes(body), (outcome) => outcomes.push(outcome));
    return outcomes;
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }

  #after(milliseconds: number, run: () => void): Timer {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

void describe("commands where this member leads", () => {
  it("are proposed as they are, and answered with what applying them gave", () => {
    const scene = new Scene();
    const outcomes = scene.submit();
    const [proposal] = scene.proposed;
    assert.deepEqual(bodyOf(proposal?.entry ?? bytes("")), bytes("body"));
    assert.equal(decodeEntry(proposal?.entry ?? bytes("")).header.origin, undefined);
    assert.deepEqual(outcomes, []);
    proposal?.done({ kind: "applied", index: 7, result: "done" });
    assert.deepEqual(outcomes, [{ error: undefined, result: "done" }]);
    assert.equal(scene.submissions.count, 0);
  });

  it("carry what the leader adds, and wait until it can", () => {
    const scene = new Scene();
    scene.stamp = () => undefined;
    scene.submit();
    assert.equal(scene.proposed.length, 0);
    scene.stamp = () => bytes("stamped");
    scene.pass(LEADERLESS_RETRY_MS);
    assert.deepEqual(scene.proposed[0]?.entry, bytes("stamped"));
  });

  it("are tried again only where they certainly have no effect", () => {
    const scene = new Scene();
    const [replaced, unknown, full, stopped] = [scene.submit(), scene.submit(), scene.submit(), scene.submit()];
    scene.proposed[0]?.done({ kind: "refused", why: "replaced" });
    scene.proposed[1]?.done({ kind: "unknown" });
    scene.proposed[2]?.done({ kind: "refused", why: "tooManyUncommittedBytes" });
    scene.proposed[3]?.done({ kind: "refused", why: "stopped" });
    scene.pass(LEADERLESS_RETRY_MS);
    assert.equal(scene.proposed.length, 5);
    scene.proposed[4]?.done({ kind: "applied", index: 9, result: "at last" });
    assert.deepEqual(replaced, [{ error: undefined, result: "at last" }]);
    assert.deepEqual(unknown, [{ error: "timeoutLeaderFailed" }]);
    assert.deepEqual(full, [{ error: "tooManyRequests" }]);
    assert.deepEqual(stopped, [{ error: "stopped" }]);
  });
});

void describe("a leader's own commands", () => {
  const own = (scene: Scene): Submitted[] => {
    const outcomes: Submitted[] = [];
    scene.submissions.submitAsLeader(bareHeader(CommandKind.leaseTime), bytes("time"), (outcome) => {
      outcomes.push(outcome);
    });
    return outcomes;
  };

  it("are answered with what applying them gave", () => {
    const scene = new Scene();
    const outcomes = own(scene);
    scene.proposed[0]?.done({ kind: "applied", index: 7, result: "done" });
    assert.deepEqual(outcomes, [{ error: undefined, result: "done" }]);
  });

  it("are neither tried again nor sent to the next leader, whose time is another one", () => {
    const scene = new Scene();
    const [replaced, unknown] = [own(scene), own(scene)];
    scene.follow(2);
    scene.proposed[0]?.done({ kind: "refused", why: "replaced" });
    scene.proposed[1]?.done({ kind: "unknown" });
    scene.pass(TIMEOUT_MS);
    assert.deepEqual([replaced, unknown], [[{ error: "notLeader" }], [{ error: "timeoutLeaderFailed" }]]);
    assert.equal(scene.proposed.length, 2);
    assert.equal(scene.forwarded.length, 0);
  });
});

void describe("commands where another member leads", () => {
  it("go there under a name, by which they are known when they are applied here", () => {
    const scene = new Scene();
    scene.follow(2);
    const [first, second] = [scene.submit("first"), scene.submit("second")];
    assert.deepEqual(
      scene.forwarded.map(({ member }) => member),
      ["m2", "m2"],
    );
    const origins = scene.forwarded.map(({ entry }) => decodeEntry(entry).header.origin);
    assert.deepEqual(origins, [
      { run: RUN, number: 1 },
      { run: RUN, number: 2 },
    ]);
    scene.forwarded[1]?.done("applied");
    assert.deepEqual(second, [], "the leader's word is not this member's apply");
    scene.submissions.applied({ run: RUN, number: 2 }, "here");
    scene.submissions.applied({ run: RUN + 1, number: 1 }, "another run's");
    assert.deepEqual([first, second], [[], [{ error: undefined, result: "here" }]]);
    scene.forwarded[0]?.done("unknown");
    scene.pass(TIMEOUT_MS + TIMEOUT_CHECK_MS);
    assert.deepEqual(first, [{ error: "timeout" }]);
    assert.equal(scene.forwarded.length, 2, "what may have an effect is not sent again");
  });

  it("are sent again when they were refused, wherever the leader is by then", () => {
    const scene = new Scene();
    scene.follow(2);
    const outcomes = scene.submit();
    scene.forwarded[0]?.done("refused");
    scene.leader = 0;
    scene.pass(LEADERLESS_RETRY_MS);
    scene.leader = 3;
    scene.pass(LEADERLESS_RETRY_MS);
    assert.deepEqual(
      scene.forwarded.map(({ member }) => member),
      ["m2", "m3"],
    );
    scene.forwarded[1]?.done("busy");
    assert.deepEqual(outcomes, [{ error: "tooManyRequests" }]);
  });

  it("get a name when this member leads no more", () => {
    const scene = new Scene();
    scene.submit();
    scene.follow(2);
    scene.proposed[0]?.done({ kind: "refused", why: "notLeader" });
    scene.pass(LEADERLESS_RETRY_MS);
    const { header, body } = decodeEntry(scene.forwarded[0]?.entry ?? bytes(""));
    assert.deepEqual([header.origin, body], [{ run: RUN, number: 1 }, bytes("body")]);
  });
});

void describe("every command has an end", () => {
  it("by time, where nobody leads", () => {
    const scene = new Scene();
    scene.follow(0);
    const outcomes = scene.submit();
    scene.pass(TIMEOUT_MS - 1);
    assert.deepEqual(outcomes, []);
    scene.pass(TIMEOUT_CHECK_MS + 1);
    assert.deepEqual(outcomes, [{ error: "timeout" }]);
  });

  it("by the process, when it stops", () => {
    const scene = new Scene();
    const outcomes = [scene.submit(), scene.submit()];
    scene.submissions.stop();
    assert.deepEqual(outcomes, [[{ error: "stopped" }], [{ error: "stopped" }]]);
    scene.proposed[0]?.done({ kind: "applied", index: 1, result: "late" });
    assert.equal(outcomes[0]?.length, 1);
  });

  it("by bytes, when too many wait", () => {
    const scene = new Scene();
    const large = "x".repeat(SUBMITTED_BYTES_MAX / 2 - 100);
    const outcomes = [scene.submit(large), scene.submit(large), scene.submit(large)];
    scene.pass(0);
    assert.deepEqual(
      outcomes.map(([outcome]) => outcome?.error),
      [undefined, undefined, "tooManyRequests"],
    );
    scene.proposed[0]?.done({ kind: "applied", index: 1, result: "" });
    assert.deepEqual(scene.submit(large), []);
    assert.equal(scene.proposed.length, 3);
  });
});

void describe("what other members send", () => {
  const ENTRY = encodeEntry(bareHeader(CommandKind.put), bytes("body"));

  it("is proposed here, and answered with what became of it here", () => {
    const scene = new Scene();
    const answers: ForwardAnswer[] = [];
    for (let i = 0; i < 4; i++) scene.submissions.forwarded(ENTRY, (answer) => answers.push(answer));
    scene.proposed[0]?.done({ kind: "applied", index: 1, result: "" });
    scene.proposed[1]?.done({ kind: "unknown" });
    scene.proposed[2]?.done({ kind: "refused", why: "tooManyUncommittedBytes" });
    scene.proposed[3]?.done({ kind: "refused", why: "replaced" });
    assert.deepEqual(answers, ["applied", "unknown", "busy", "refused"]);
  });

  it("is refused where this member does not lead", () => {
    const scene = new Scene();
    scene.follow(2);
    const answers: ForwardAnswer[] = [];
    scene.submissions.forwarded(ENTRY, (answer) => answers.push(answer));
    assert.deepEqual(answers, [], "not inside the call");
    scene.pass(0);
    assert.deepEqual([answers, scene.proposed.length], [["refused"], 0]);
  });

  it("is refused, to be sent again, where this member has not applied yet that all members know it", () => {
    const scene = new Scene();
    const answers: ForwardAnswer[] = [];
    scene.unknown = [CommandKind.put];
    scene.submissions.forwarded(ENTRY, (answer) => answers.push(answer));
    scene.pass(0);
    assert.deepEqual([answers, scene.proposed.length], [["refused"], 0]);
    scene.unknown = [];
    scene.submissions.forwarded(ENTRY, (answer) => answers.push(answer));
    assert.equal(scene.proposed.length, 1);
  });
});

void describe("what some member does not know", () => {
  const refused = (scene: Scene): void => {
    scene.unknown = [CommandKind.put];
    const outcomes = scene.submit();
    scene.submissions.submitAsLeader(bareHeader(CommandKind.put), bytes("body"), (outcome) => outcomes.push(outcome));
    assert.deepEqual(outcomes, [], "not inside the call");
    scene.pass(0);
    assert.deepEqual(outcomes, [{ error: "awaitsUpgrade" }, { error: "awaitsUpgrade" }]);
    assert.deepEqual([scene.proposed.length, scene.forwarded.length, scene.submissions.count], [0, 0, 0]);
  };

  it("is not proposed where this member leads", () => {
    refused(new Scene());
  });

  it("is not sent where another one leads", () => {
    const scene = new Scene();
    scene.follow(2);
    refused(scene);
  });

  it("keeps nothing else waiting", () => {
    const scene = new Scene();
    scene.unknown = [CommandKind.deleteRange];
    scene.submit();
    assert.equal(scene.proposed.length, 1);
  });
});

void describe("a read", () => {
  const confirm = (scene: Scene): (string | undefined)[] => {
    const answers: (string | undefined)[] = [];
    scene.submissions.confirm((error) => answers.push(error));
    return answers;
  };

  it("is confirmed by the leader, and asked for again after a change of leaders", () => {
    const scene = new Scene();
    const answers = confirm(scene);
    scene.reads[0]?.({ kind: "refused", why: "leaderChanged" });
    scene.pass(LEADERLESS_RETRY_MS);
    scene.reads[1]?.({ kind: "ready" });
    assert.deepEqual(answers, [undefined]);
  });

  it("ends with its time also where the leader has confirmed it, and this member does not get as far", () => {
    const scene = new Scene();
    const answers = confirm(scene);
    scene.pass(TIMEOUT_MS - 1);
    assert.deepEqual(answers, []);
    scene.pass(TIMEOUT_CHECK_MS);
    assert.deepEqual(answers, ["timeout"]);
    scene.reads[0]?.({ kind: "ready" });
    scene.pass(TIMEOUT_MS);
    assert.deepEqual(answers, ["timeout"], "it is answered once");
    const left = confirm(scene);
    scene.submissions.stop();
    assert.deepEqual(left, ["stopped"]);
  });

  it("ends with its time, with too many others, and with the process", () => {
    const scene = new Scene();
    scene.follow(0);
    const answers = [confirm(scene), confirm(scene), confirm(scene)];
    scene.reads[1]?.({ kind: "refused", why: "tooManyReads" });
    scene.reads[2]?.({ kind: "refused", why: "stopped" });
    scene.pass(TIMEOUT_MS);
    scene.reads[0]?.({ kind: "refused", why: "noLeader" });
    assert.deepEqual(answers, [["noLeader"], ["tooManyRequests"], ["stopped"]]);
  });
});
