import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Entry } from "@keyval/raft";
import type { Group } from "./group.js";
import type { ProposalOutcome, ReadOutcome } from "./outcome.js";
import type { Frame } from "./peers.js";
import { command, DONE, NO_SPACE, ScriptedClock, ScriptedProcess } from "./world.test-helper.js";

describe("a proposal", () => {
  test("is answered once it is durable and applied, and not before", () => {
    const process = new ScriptedProcess();
    const [group, machine] = process.leadGroup(7);
    process.log.isPrompt = false;
    const outcomes: ProposalOutcome[] = [];
    group.propose(command("a"), (outcome) => outcomes.push(outcome));
    process.clock.turns();
    assert.deepEqual([machine.commands, outcomes], [[], []]);
    process.log.sync();
    assert.deepEqual(outcomes, [], "not inside the call of the log");
    process.clock.turns();
    assert.deepEqual(machine.commands, ["a"]);
    assert.deepEqual(outcomes, [{ kind: "applied", index: 2, result: "1 commands" }]);
    assert.equal(group.status.applied, 2);
  });

  test("that is refused is answered at the turn's end", () => {
    const process = new ScriptedProcess();
    const [group] = process.addGroup(7, 3);
    const outcomes: ProposalOutcome[] = [];
    group.propose(command("a"), (outcome) => outcomes.push(outcome));
    assert.deepEqual(outcomes, []);
    process.clock.turns();
    assert.deepEqual(outcomes, [{ kind: "refused", why: "notLeader" }]);
  });

  test("is refused while too much waits to be applied, committed or not", () => {
    const process = new ScriptedProcess();
    const tiny = { messageBytesMax: 1, tailBytesMax: 1, inflightBytesMax: 1 };
    const [group] = process.leadGroup(7, { uncommittedBytesMax: 200, ...tiny });
    process.log.holdsReads = true;
    const outcomes: string[] = [];
    for (let i = 0; i < 5; i++) {
      group.propose(command("a"), (outcome) => outcomes.push(outcome.kind === "refused" ? outcome.why : outcome.kind));
      process.clock.turns();
    }
    assert.equal(group.status.committed, group.status.lastIndex);
    assert.deepEqual(new Set(outcomes), new Set(["tooManyUncommittedBytes"]));
    process.log.releaseReads();
    process.clock.turns();
    assert.deepEqual([outcomes.length, group.waiting], [5, 0]);
    assert.equal(outcomes.at(-1), "applied");
  });
});

test("what is committed and held back is neither applied nor shown until it is let go", () => {
  const process = new ScriptedProcess();
  const held: { readonly index: number; readonly apply: () => void }[] = [];
  const [group, machine] = process.leadGroup(7, { holdBack: (index, apply) => held.push({ index, apply }) });
  const outcomes: string[] = [];
  for (const text of ["a", "b"]) {
    group.propose(command(text), ({ kind }) => outcomes.push(kind));
    process.clock.turns();
  }
  group.read(({ kind }) => outcomes.push(kind));
  process.clock.turns();
  assert.deepEqual([group.status.committed, group.status.applied, machine.commands, outcomes], [3, 0, [], []]);
  assert.deepEqual(
    held.map(({ index }) => index),
    [1, 2, 3],
  );
  // What is let go early takes all before it along.
  held[1]?.apply();
  assert.deepEqual(machine.commands, [], "not inside the call");
  process.clock.turns();
  assert.deepEqual([machine.commands, outcomes], [["a"], ["applied"]]);
  for (const { apply } of held) apply();
  process.clock.turns();
  assert.deepEqual(
    [machine.commands, outcomes],
    [
      ["a", "b"],
      ["applied", "applied", "ready"],
    ],
  );
});

test("a removed leader leaves nobody waiting", () => {
  const processes = { m1: new ScriptedProcess(), m2: new ScriptedProcess() };
  const [group] = processes.m1.addGroup(1, 2);
  processes.m2.addGroup(1, 2, { id: 2 });
  group.step({ kind: "campaign", now: 1_000 });
  ScriptedProcess.exchange(processes);
  const outcomes: string[] = [];
  assert.equal(group.reconfigure([{ kind: "remove", id: 1 }]), undefined);
  group.propose(command("a"), ({ kind }) => outcomes.push(kind));
  processes.m1.clock.turns();
  processes.m1.log.isPrompt = false;
  group.propose(command("b"), ({ kind }) => outcomes.push(kind));
  ScriptedProcess.exchange(processes);
  assert.equal(group.status.role, "follower");
  assert.deepEqual([outcomes.length, group.waiting], [2, 0]);
});

test("all groups of a process share a batch of the log and a list of frames", () => {
  const process = new ScriptedProcess();
  const groups = [5, 9].map((id) => process.addGroup(id, 2)[0]);
  for (const group of groups) group.step({ kind: "campaign", now: process.clock.now() });
  process.clock.turns();
  const frames = process.sent.map(({ to, frames }) => [to, frames.map((frame) => "group" in frame && frame.group)]);
  assert.deepEqual(frames, [["m2", [5, 9]]]);
  for (const group of [5, 9]) {
    const message = { kind: "voteReply", from: 2, to: 1, term: 1, pre: true, granted: true } as const;
    process.node.receive("m2", [{ kind: "raft", group, message }]);
  }
  process.clock.turns();
  const latest = process.log.batches.at(-1);
  assert.deepEqual(
    latest?.map(({ group, hardState }) => [group, hardState?.term]),
    [
      [5, 1],
      [9, 1],
    ],
  );
});

describe("the end of a turn", () => {
  const entry = (index: number): Entry => ({ index, term: 1, kind: "command", payload: command(`${index}`) });
  const append = (prevIndex: number, commit: number, ...entries: Entry[]): Frame => {
    const said = { from: 1, to: 2, term: 1, prevIndex, prevTerm: prevIndex === 0 ? 0 : 1, commit, entries };
    return { kind: "raft", group: 1, message: { kind: "append", ...said } };
  };

  test("gives the disk its work before what is committed is applied", () => {
    const process = new ScriptedProcess();
    const [, machine] = process.addGroup(1, 2, { id: 2 });
    process.node.receive("m1", [append(0, 0, entry(1))]);
    process.clock.turns();
    const before = process.log.batches.length;
    let atApply = 0;
    machine.apply = ({ index }) => {
      atApply = process.log.batches.length;
      machine.skip(index);
      return "";
    };
    process.node.receive("m1", [append(1, 1, entry(2))]);
    process.clock.turns();
    assert.deepEqual([machine.applied, atApply], [1, before + 1]);
  });

  /** A leader of two that has just heard that its entry is committed, and what it sends then. */
  const commit = (): { leader: ScriptedProcess; group: Group; news: () => number[][] } => {
    const leader = new ScriptedProcess();
    const [group] = leader.addGroup(1, 2);
    const other = new ScriptedProcess();
    other.addGroup(1, 2, { id: 2 });
    group.step({ kind: "campaign", now: leader.clock.now() });
    ScriptedProcess.exchange({ m1: leader, m2: other });
    group.propose(command("a"), () => undefined);
    leader.clock.turns();
    for (const { frames } of leader.sent.splice(0)) other.node.receive("m1", frames);
    other.clock.turns();
    for (const { frames } of other.sent.splice(0)) leader.node.receive("m2", frames);
    const entriesOf = (frame: Frame): number =>
      frame.kind === "raft" && frame.message.kind === "append" ? frame.message.entries.length : NaN;
    const news = (): number[][] => leader.sent.map(({ frames }) => frames.map(entriesOf));
    return { leader, group, news };
  };

  test("keeps the news of a commit until the next, when it goes with the entries of then", () => {
    const { leader, group, news } = commit();
    assert.equal(leader.clock.turn(), true);
    assert.deepEqual(news(), []);
    group.propose(command("b"), () => undefined);
    leader.clock.turns();
    assert.deepEqual(news(), [[0, 1]]);
  });

  test("keeps it no longer than that", () => {
    const { leader, news } = commit();
    assert.equal(leader.clock.turns(), 2);
    assert.deepEqual(news(), [[0]]);
  });
});

test("groups with equal commands do not mix", () => {
  const process = new ScriptedProcess();
  const [first, firstMachine] = process.leadGroup(5);
  const [second, secondMachine] = process.leadGroup(9);
  first.propose(command("x"), () => undefined);
  second.propose(command("x"), () => undefined);
  second.propose(command("y"), () => undefined);
  process.clock.turns();
  assert.deepEqual([firstMachine.commands, secondMachine.commands], [["x"], ["x", "y"]]);
  assert.throws(() => process.addGroup(5), /added once/u);
});

describe("a node that fails", () => {
  const fail = (failsAt: number, batchesBefore: number, hurt: (process: ScriptedProcess) => void): void => {
    const process = new ScriptedProcess();
    const [group, machine] = process.leadGroup(5);
    const [other] = process.leadGroup(6);
    machine.failsAt = failsAt;
    process.log.isPrompt = false;
    const outcomes: (ProposalOutcome | ReadOutcome)[] = [];
    const answer = (outcome: ProposalOutcome | ReadOutcome): void => void outcomes.push(outcome);
    for (const one of [group, other]) {
      one.propose(command("a"), answer);
      one.read(answer);
      one.propose(command("b"), answer);
    }
    process.clock.turns();
    const { length: batches } = process.log.batches;
    // In the turn that fails, another group has something to write.
    other.propose(command("d"), answer);
    hurt(process);
    process.clock.turns();
    assert.equal(process.failures.length, 1);
    assert.deepEqual(process.clock.timers, []);
    const { length: sent } = process.sent;
    group.propose(command("c"), answer);
    group.read(answer);
    assert.equal(group.transfer(2), "stopped");
    process.node.receive("m2", [{ kind: "alive" }]);
    process.clock.pass(1_000);
    process.log.sync();
    process.clock.turns();
    assert.equal(outcomes.length, 9, "everybody gets one answer");
    assert.deepEqual([group.waiting, other.waiting], [0, 0]);
    assert.deepEqual(outcomes.slice(-2), [
      { kind: "refused", why: "stopped" },
      { kind: "refused", why: "stopped" },
    ]);
    const left = [process.log.batches.length - batches, process.sent.length];
    assert.deepEqual(left, [batchesBefore, sent], "nothing leaves it any more");
    assert.equal(process.failures.length, 1);
  };

  test("because of its log stops for good", () => {
    fail(Infinity, 0, (process) => process.log.sync(new Error("EIO")));
  });

  test("because of a state machine stops with all its groups", () => {
    // The log has its batch before anything is applied.
    fail(3, 1, (process) => process.log.sync());
  });
});

test("a node that is stopped answers whoever was refused in the same turn", () => {
  const process = new ScriptedProcess();
  const [group] = process.addGroup(7, 3);
  const outcomes: string[] = [];
  group.propose(command("a"), ({ kind }) => outcomes.push(kind));
  group.read(({ kind }) => outcomes.push(kind));
  process.node.stop();
  process.clock.turns();
  assert.deepEqual([outcomes, process.clock.timers], [["refused", "refused"], []]);
});

describe("entries that left memory", () => {
  const tiny = { messageBytesMax: 1, tailBytesMax: 1, inflightBytesMax: 1 };

  test("are read from the log to be applied", () => {
    const process = new ScriptedProcess();
    const [group, machine] = process.addGroup(1, 2, { id: 2, ...tiny });
    const entries = [1, 2, 3].map((index) => ({
      index,
      term: 1,
      kind: "command" as const,
      payload: command(`${index}`),
    }));
    const append = { kind: "append" as const, from: 1, to: 2, term: 1, prevIndex: 0, prevTerm: 0, entries, commit: 0 };
    process.node.receive("m1", [{ kind: "raft", group: 1, message: append }]);
    process.clock.turns();
    assert.equal(group.status.persisted, 3);
    const commit = { ...append, prevIndex: 3, prevTerm: 1, entries: [], commit: 3 };
    process.node.receive("m1", [{ kind: "raft", group: 1, message: commit }]);
    process.clock.turns();
    assert.deepEqual(machine.commands, ["1", "2", "3"]);
    assert.ok(process.log.reads.length > 0);
  });

  test("and the log as well stop the node instead of being asked for again and again", () => {
    const process = new ScriptedProcess();
    process.addGroup(1, 2, { id: 2, ...tiny });
    const entries = [{ index: 1, term: 1, kind: "command" as const, payload: command("a") }];
    const append = { kind: "append" as const, from: 1, to: 2, term: 1, prevIndex: 0, prevTerm: 0, entries, commit: 0 };
    process.node.receive("m1", [{ kind: "raft", group: 1, message: append }]);
    process.clock.turns();
    process.log.lose();
    const commit = { ...append, prevIndex: 1, prevTerm: 1, entries: [], commit: 1 };
    process.node.receive("m1", [{ kind: "raft", group: 1, message: commit }]);
    process.clock.turns();
    assert.match(String(process.failures[0]), /committed is in the log/u);
  });
});

describe("a snapshot that is asked for", () => {
  test("is taken before its time, and holds what is applied by then", () => {
    const process = new ScriptedProcess();
    const [group, machine] = process.leadGroup(1);
    const taken: string[] = [];
    group.snapshotNow((isTaken) => taken.push(`first ${isTaken}`));
    process.clock.turns();
    assert.equal(machine.saves[0]?.snapshot.index, machine.applied);
    group.propose(command("a"), () => undefined);
    process.clock.turns();
    group.snapshotNow((isTaken) => taken.push(`second ${isTaken}`));
    process.clock.turns();
    assert.deepEqual([machine.saves.length, taken], [1, []]);
    machine.saves[0].done(DONE);
    process.clock.turns();
    assert.deepEqual([machine.saves.length, taken], [2, ["first true"]]);
    assert.equal(machine.saves[1]?.snapshot.index, machine.applied);
    machine.saves[1].done(NO_SPACE);
    process.clock.pass(10_000);
    machine.saves[2]?.done(DONE);
    process.clock.turns();
    assert.deepEqual(taken, ["first true", "second true"]);
  });

  test("is the last one if that has everything, and none if the process stops", () => {
    const process = new ScriptedProcess();
    const [group, machine] = process.leadGroup(1);
    const taken: boolean[] = [];
    group.snapshotNow((isTaken) => taken.push(isTaken));
    process.clock.turns();
    machine.saves[0]?.done(DONE);
    process.clock.turns();
    group.snapshotNow((isTaken) => taken.push(isTaken));
    process.clock.turns();
    assert.deepEqual([machine.saves.length, taken], [1, [true, true]]);
    group.propose(command("a"), () => undefined);
    process.clock.turns();
    group.snapshotNow((isTaken) => taken.push(isTaken));
    process.node.stop();
    process.clock.turns();
    assert.deepEqual(taken, [true, true, false]);
  });
});

describe("a snapshot", () => {
  test("is marked in the log before the log is released", () => {
    const process = new ScriptedProcess();
    const [group, machine] = process.leadGroup(1, { snapshotEvery: 3, keptEntries: 0 });
    group.propose(command("a"), () => undefined);
    group.propose(command("b"), () => undefined);
    process.clock.turns();
    machine.saves[0]?.done(DONE);
    process.log.isPrompt = false;
    process.clock.turns();
    assert.equal(process.log.batches.at(-1)?.[0]?.mark?.index, 3);
    assert.deepEqual(process.log.released, []);
    process.log.sync();
    process.clock.turns();
    assert.deepEqual(process.log.released, [3]);
  });

  test("without space is tried again later, and nothing stops", () => {
    const process = new ScriptedProcess();
    const [, machine] = process.leadGroup(1, { snapshotEvery: 1 });
    machine.saves[0]?.done(NO_SPACE);
    process.clock.turns();
    assert.deepEqual([machine.saves.length, process.failures.length], [1, 0]);
    process.clock.pass(1_000);
    assert.equal(machine.saves.length, 2);
  });

  test("for which there is no space is installed later, and any other failure of it stops the node", () => {
    for (const { error, failures } of [
      { error: NO_SPACE.error, failures: [] },
      { error: new Error("the disk is broken"), failures: ["Error: the disk is broken"] },
    ]) {
      const process = new ScriptedProcess();
      const [group, machine] = process.addGroup(1, 2, { id: 2 });
      const snapshot = { index: 10, term: 1, configuration: group.configuration };
      const offer = { kind: "snapshotOffer" as const, from: 1, to: 2, term: 1, snapshot };
      const chunk = { kind: "chunk", group: 1, to: 2, from: 1, index: 10, file: 0, position: 0, total: 1 } as const;
      process.node.receive("m1", [{ kind: "raft", group: 1, message: offer }]);
      process.clock.turns();
      process.node.receive("m1", [{ ...chunk, bytes: new Uint8Array(1) }]);
      machine.receives[0]?.done(DONE);
      process.clock.turns();
      machine.installs.pop()?.done({ error });
      process.clock.pass(1_000);
      assert.deepEqual(process.failures.map(String), failures);
      if (failures.length > 0) continue;
      assert.equal(group.status.applied, 0);
      machine.installed();
      process.clock.turns();
      assert.equal(group.status.applied, 10);
    }
  });

  test("lets nothing be applied while it is installed that was being read before", () => {
    const process = new ScriptedProcess();
    const [group, machine] = process.addGroup(1, 2, { id: 2, tailBytesMax: 1, messageBytesMax: 1 });
    const entries = [{ index: 1, term: 1, kind: "command" as const, payload: command("a") }];
    const append = { kind: "append" as const, from: 1, to: 2, term: 1, prevIndex: 0, prevTerm: 0, entries, commit: 0 };
    process.node.receive("m1", [{ kind: "raft", group: 1, message: append }]);
    process.clock.turns();
    process.log.holdsReads = true;
    const commit = { ...append, prevIndex: 1, prevTerm: 1, entries: [], commit: 1 };
    process.node.receive("m1", [{ kind: "raft", group: 1, message: commit }]);
    process.clock.turns();
    assert.equal(process.log.reads.length, 1);
    const snapshot = { index: 10, term: 1, configuration: group.configuration };
    const offer = { kind: "snapshotOffer" as const, from: 1, to: 2, term: 1, snapshot };
    const chunk = { kind: "chunk", group: 1, to: 2, from: 1, index: 10, file: 0, position: 0, total: 1 } as const;
    process.node.receive("m1", [{ kind: "raft", group: 1, message: offer }]);
    process.clock.turns();
    process.node.receive("m1", [{ ...chunk, bytes: new Uint8Array(1) }]);
    machine.receives[0]?.done(DONE);
    process.clock.turns();
    assert.equal(machine.installs.length, 1);
    process.log.releaseReads();
    process.clock.turns();
    assert.deepEqual([machine.commands, machine.applied], [[], 0]);
    machine.installed();
    process.clock.turns();
    assert.equal(group.status.applied, 10);
  });

  test("that comes while another waits to be installed is fetched after that", () => {
    const process = new ScriptedProcess();
    const [group, machine] = process.addGroup(1, 2, { id: 2 });
    const { configuration } = group;
    const offer = (index: number): void => {
      const snapshot = { index, term: 1, configuration };
      const message = { kind: "snapshotOffer" as const, from: 1, to: 2, term: 1, snapshot };
      process.node.receive("m1", [{ kind: "raft", group: 1, message }]);
      process.clock.turns();
    };
    const fetches = (): unknown[] => {
      const frames = process.sent.flatMap((sent) => sent.frames);
      return frames.flatMap((frame) => (frame.kind === "fetch" ? [frame.index] : []));
    };
    const chunk = { kind: "chunk", group: 1, to: 2, from: 1, index: 10, position: 0, total: 4 } as const;
    offer(10);
    process.node.receive("m1", [{ ...chunk, file: 0, bytes: new Uint8Array(4) }]);
    process.log.isPrompt = false;
    machine.receives[0]?.done(DONE);
    process.clock.turns();
    offer(20);
    assert.deepEqual([fetches(), machine.installs.length], [[10], 0]);
    process.log.sync();
    process.clock.turns();
    assert.deepEqual([fetches(), machine.installs.map(({ snapshot }) => snapshot.index)], [[10], [10]]);
    machine.installed();
    process.clock.turns();
    assert.deepEqual(fetches(), [10, 20]);
    assert.equal(group.status.applied, 10);
  });

  test("is read for one piece at a time for each who asks", () => {
    const process = new ScriptedProcess();
    const [, machine] = process.addGroup(1, 3);
    const ask = { kind: "fetch", group: 1, to: 1, from: 2, index: 5, file: 0, position: 0 } as const;
    process.node.receive("m2", [{ ...ask, to: 4 }]);
    assert.equal(machine.reads.length, 0, "meant for another replica");
    process.node.receive("m2", [ask, ask]);
    process.node.receive("m3", [{ ...ask, from: 3 }]);
    assert.equal(machine.reads.length, 2);
    machine.reads[0]?.done({ error: undefined, value: { bytes: new Uint8Array(2), total: 2 } });
    process.node.receive("m2", [ask]);
    assert.equal(machine.reads.length, 3);
    process.clock.turns();
    const kinds = process.sent.map(({ to, frames }) => [to, frames.map(({ kind }) => kind)]);
    assert.deepEqual(kinds, [["m2", ["chunk"]]]);
  });
});

const progressOf = ({ status }: Group): string | undefined => status.progress[0]?.state;

test("messages that can not be sent are told to the core, and nothing spins", () => {
  const processes = { m1: new ScriptedProcess(), m2: new ScriptedProcess() };
  const [group] = processes.m1.addGroup(1, 2);
  processes.m2.addGroup(1, 2, { id: 2 });
  group.step({ kind: "campaign", now: 1_000 });
  ScriptedProcess.exchange(processes);
  assert.equal(progressOf(group), "replicate");
  processes.m1.isReachable = false;
  group.propose(command("a"), () => undefined);
  assert.ok(processes.m1.clock.turns() < 10);
  assert.equal(progressOf(group), "probe");
});

test("a replica without a configuration answers whoever speaks to it, and not in another's name", () => {
  const process = new ScriptedProcess();
  const [group] = process.addGroup(1, 2, { id: 2 });
  const heartbeat = { kind: "heartbeat", from: 1, to: 2, term: 1, round: 1, lease: 0 } as const;
  process.node.receive("m9", [{ kind: "raft", group: 1, message: heartbeat }]);
  process.clock.turns();
  assert.equal(group.status.term, 0, "replica 1 lives on m1");
  process.node.receive("m9", [{ kind: "raft", group: 1, message: { ...heartbeat, from: 9 } }]);
  process.clock.turns();
  assert.deepEqual(
    process.sent.map(({ to }) => to),
    ["m9"],
  );
});

const idlesOf = ({ log }: ScriptedProcess): number => log.idles;

test("a log to which nothing is appended is told that it is idle", () => {
  const process = new ScriptedProcess();
  const [group] = process.leadGroup(1);
  process.clock.pass(150);
  assert.equal(idlesOf(process), 0);
  process.clock.pass(250);
  const told = idlesOf(process);
  assert.ok(told > 0);
  for (let i = 0; i < 10; i++) {
    group.propose(command("a"), () => undefined);
    process.clock.pass(50);
  }
  assert.ok(idlesOf(process) <= told + 1);
});

test("a suspended machine is known before a read by lease is judged", () => {
  const clock = new ScriptedClock();
  const processes = { m1: new ScriptedProcess(clock), m2: new ScriptedProcess(clock) };
  const [group] = processes.m1.addGroup(1, 2);
  processes.m2.addGroup(1, 2, { id: 2 });
  group.step({ kind: "campaign", now: clock.now() });
  ScriptedProcess.exchange(processes);
  group.reconfigure([{ kind: "setLease", lease: 100 }]);
  ScriptedProcess.exchange(processes);
  clock.pass(60);
  ScriptedProcess.exchange(processes);
  const outcomes: string[] = [];
  group.read(({ kind }) => outcomes.push(kind));
  clock.turns();
  assert.deepEqual(outcomes, ["ready"], "by its lease, without a word to anybody");
  clock.wallAhead += 200;
  group.read(({ kind }) => outcomes.push(kind));
  clock.turns();
  assert.deepEqual(outcomes, ["ready"]);
  ScriptedProcess.exchange(processes);
  assert.deepEqual(outcomes, ["ready", "ready"]);
});
