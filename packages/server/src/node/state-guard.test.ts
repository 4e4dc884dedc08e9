import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Group } from "./group.js";
import { AUDIT_EVERY, AUDIT_LOOK_MS, AUDIT_SPLIT_MS } from "./limits.js";
import { command, DONE, ScriptedClock, ScriptedProcess, type ScriptedMachine } from "./world.test-helper.js";

interface Member {
  readonly process: ScriptedProcess;
  readonly group: Group;
  readonly machine: ScriptedMachine;
  /** What its guard told. */
  readonly told: string[];
}

/** Members on one clock, the first of which leads, with a few commands applied. */
class Cluster {
  readonly clock = new ScriptedClock();
  readonly members: readonly Member[];
  readonly #processes: Record<string, ScriptedProcess> = {};

  readonly #suspect: number | undefined;

  constructor(size: number, suspect?: number) {
    this.#suspect = suspect;
    this.members = Array.from({ length: size }, (_, i) => this.#addMember(i + 1, size));
    this.at(1).group.step({ kind: "campaign", now: this.clock.now() });
    this.live(100);
    this.propose("abc");
  }

  at(id: number): Member {
    const member = this.members[id - 1];
    assert.ok(member !== undefined);
    return member;
  }

  get leader(): Member | undefined {
    return this.members.find(({ group }) => group.status.role === "leader");
  }

  propose(letters: string): void {
    for (const letter of letters) this.leader?.group.propose(command(letter), () => undefined);
    this.live(100);
  }

  live(milliseconds: number): void {
    for (const end = this.clock.time + milliseconds; this.clock.time < end;) {
      this.clock.pass(10);
      ScriptedProcess.exchange(this.#processes);
    }
  }

  /** Nobody hears from it, and it hears nobody. */
  isolate(id: number): void {
    Reflect.deleteProperty(this.#processes, `m${id}`);
  }

  rejoin(id: number): void {
    this.#processes[`m${id}`] = this.at(id).process;
  }

  #addMember(id: number, size: number): Member {
    const process = new ScriptedProcess(this.clock);
    this.#processes[`m${id}`] = process;
    const told: string[] = [];
    const audit = {
      quarantined: () => void told.push("quarantined"),
      released: () => void told.push("released"),
      split: () => void told.push("split"),
      isSuspect: id === this.#suspect,
    };
    const [group, machine] = process.addGroup(1, size, { id, audit });
    return { process, group, machine, told };
  }
}

const LOOKS_MS = 3 * AUDIT_LOOK_MS;

/** Those that are right are asked for snapshots, and have them. */
function takeSnapshot(cluster: Cluster): void {
  const saved = [cluster.at(1), cluster.at(3)].flatMap(({ machine }) => machine.saves.splice(0));
  assert.ok(saved.length > 0, "who is right is asked for a snapshot");
  for (const { done } of saved) done(DONE);
  cluster.live(LOOKS_MS);
}

/** The manifest is all that these machines want of a snapshot. */
function fetchSnapshot(cluster: Cluster, wrong: Member): void {
  for (const { machine } of [cluster.at(1), cluster.at(3)]) {
    for (const { done } of machine.reads.splice(0))
      done({ error: undefined, value: { bytes: Uint8Array.of(1), total: 1 } });
  }
  cluster.live(100);
  const [receive] = wrong.machine.receives;
  assert.ok(receive !== undefined, "it fetches the snapshot");
  receive.done(DONE);
  cluster.live(100);
}

void describe("states that are compared", () => {
  it("are left alone as long as they are equal", () => {
    const cluster = new Cluster(3);
    cluster.live(LOOKS_MS);
    cluster.propose("d".repeat(2 * AUDIT_EVERY));
    cluster.live(LOOKS_MS + AUDIT_SPLIT_MS);
    assert.deepEqual(
      cluster.members.map(({ told }) => told),
      [[], [], []],
    );
  });

  it("are compared at the same indexes however busy members are", () => {
    const cluster = new Cluster(3);
    cluster.at(3).machine.flaw = 7;
    cluster.propose("d".repeat(AUDIT_EVERY));
    assert.deepEqual(cluster.at(3).told, ["quarantined"]);
  });

  it("put a follower in quarantine whose value flipped: it acks and does not stand for election", () => {
    const cluster = new Cluster(3);
    const wrong = cluster.at(2);
    wrong.machine.flaw = 1;
    cluster.live(LOOKS_MS);
    assert.deepEqual(
      cluster.members.map(({ told }) => told),
      [[], ["quarantined"], []],
    );
    cluster.isolate(3);
    cluster.propose("d");
    assert.equal(
      cluster.at(1).group.status.committed,
      cluster.at(1).group.status.lastIndex,
      "its ack makes the quorum",
    );
    cluster.isolate(1);
    cluster.live(5_000);
    assert.equal(wrong.group.status.role, "follower");
  });

  it("make a leader hand over whose value flipped", () => {
    const cluster = new Cluster(3);
    cluster.at(1).machine.flaw = 1;
    const { term } = cluster.at(1).group.status;
    cluster.live(LOOKS_MS);
    assert.deepEqual(
      cluster.members.map(({ told }) => told),
      [["quarantined"], [], []],
    );
    const { leader } = cluster;
    assert.ok(leader !== undefined && leader !== cluster.at(1));
    assert.equal(leader.group.status.term, term + 1, "in one step");
    cluster.propose("d");
    assert.equal(leader.machine.applied, leader.group.status.lastIndex);
  });

  it("are replaced by the snapshot of a member that is right, and the log leads on from there", () => {
    const cluster = new Cluster(3);
    const wrong = cluster.at(2);
    wrong.machine.flaw = 1;
    cluster.live(LOOKS_MS);
    takeSnapshot(cluster);
    cluster.propose("de");
    fetchSnapshot(cluster, wrong);
    const until = wrong.machine.applied;
    assert.ok((wrong.machine.installs[0]?.snapshot.index ?? Infinity) < until, "what it has applied goes back");
    wrong.machine.flaw = 0;
    wrong.machine.installed();
    cluster.live(LOOKS_MS);
    assert.deepEqual(wrong.told, ["quarantined", "released"]);
    assert.equal(wrong.machine.applied, cluster.leader?.machine.applied);
    assert.equal(wrong.group.isQuarantined, false);
  });

  it("are the majority's again as soon as they are replaced where nothing else happens", () => {
    const cluster = new Cluster(3);
    const wrong = cluster.at(2);
    wrong.machine.flaw = 1;
    cluster.live(LOOKS_MS);
    takeSnapshot(cluster);
    fetchSnapshot(cluster, wrong);
    assert.equal(wrong.machine.installs[0]?.snapshot.index, wrong.machine.applied);
    wrong.machine.flaw = 0;
    wrong.machine.installed();
    assert.deepEqual(wrong.told, ["quarantined", "released"]);
  });

  it("are compared anew after a start in quarantine, and are right after all", () => {
    const cluster = new Cluster(3, 2);
    const suspect = cluster.at(2);
    assert.deepEqual([suspect.group.isQuarantined, suspect.told], [true, []]);
    cluster.isolate(2);
    cluster.live(LOOKS_MS);
    assert.deepEqual([suspect.group.isQuarantined, suspect.told], [true, []]);
    cluster.rejoin(2);
    cluster.live(LOOKS_MS);
    assert.deepEqual([suspect.group.isQuarantined, suspect.told], [false, ["released"]]);
  });

  it("are compared anew after a start in quarantine, and are wrong still", () => {
    const cluster = new Cluster(3, 2);
    const suspect = cluster.at(2);
    suspect.machine.flaw = 1;
    cluster.live(LOOKS_MS);
    assert.deepEqual([suspect.group.isQuarantined, suspect.told], [true, ["quarantined"]]);
    assert.ok(
      [1, 3].some((id) => cluster.at(id).machine.saves.length > 0),
      "who is right is asked for a snapshot",
    );
  });

  it("are right where nobody else has one", () => {
    const cluster = new Cluster(1, 1);
    cluster.live(LOOKS_MS);
    assert.deepEqual([cluster.at(1).group.isQuarantined, cluster.at(1).told], [false, ["released"]]);
  });

  it("never leave a member in quarantine as a snapshot", () => {
    const cluster = new Cluster(3);
    const wrong = cluster.at(2);
    wrong.machine.flaw = 1;
    cluster.live(LOOKS_MS);
    const fetch = { kind: "fetch", group: 1, to: 2, from: 3, index: 3, file: 0, position: 0 } as const;
    wrong.process.node.receive("m3", [fetch]);
    wrong.process.clock.turns();
    assert.deepEqual(
      wrong.process.sent.flatMap(({ frames }) => frames.filter(({ kind }) => kind === "gone").map(({ kind }) => kind)),
      ["gone"],
    );
    assert.equal(wrong.machine.reads.length, 0);
  });

  it("raise an alarm where nobody has a majority, once everybody had time to speak", () => {
    const cluster = new Cluster(3);
    cluster.isolate(3);
    cluster.at(2).machine.flaw = 1;
    cluster.live(LOOKS_MS);
    assert.deepEqual(
      cluster.members.map(({ told }) => told),
      [[], [], []],
    );
    cluster.live(AUDIT_SPLIT_MS + LOOKS_MS);
    assert.deepEqual(cluster.at(1).told, ["split"]);
    assert.deepEqual(cluster.at(2).told, ["split"]);
  });

  it("raise none of a member that is in quarantine, whoever is silent meanwhile", () => {
    const cluster = new Cluster(3);
    cluster.at(3).machine.flaw = 1;
    cluster.live(LOOKS_MS);
    assert.deepEqual(cluster.at(3).told, ["quarantined"]);
    cluster.isolate(2);
    cluster.propose("d");
    cluster.live(AUDIT_SPLIT_MS + LOOKS_MS);
    assert.deepEqual([cluster.at(1).told, cluster.at(3).told], [[], ["quarantined"]]);
  });

  it("raise none where a majority speaks of a later index than the one that was disputed", () => {
    const cluster = new Cluster(3);
    const wrong = cluster.at(2);
    cluster.isolate(3);
    wrong.machine.flaw = 1;
    cluster.propose("d");
    cluster.live(LOOKS_MS);
    cluster.rejoin(3);
    cluster.propose("e");
    cluster.live(LOOKS_MS);
    takeSnapshot(cluster);
    fetchSnapshot(cluster, wrong);
    wrong.machine.flaw = 0;
    wrong.machine.installed();
    cluster.live(AUDIT_SPLIT_MS + LOOKS_MS);
    assert.deepEqual(
      cluster.members.map(({ told }) => told),
      [[], ["quarantined", "released"], []],
    );
  });
});
