import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MoveLeaderResponse } from "@keyval/api";
import type { Configuration, ReplicaId } from "@keyval/raft";
import { Refusal } from "@keyval/statemachine";
import { ScriptedClock } from "../node/world.test-helper.js";
import { moveLeader } from "./move-leader.js";

const [SELF, OTHER, LEARNER] = ["00000000000000aa", "00000000000000bb", "00000000000000cc"];

/** The replica 1 of three, of which the third is a learner. */
class Scene {
  readonly clock = new ScriptedClock();
  readonly transfers: ReplicaId[] = [];
  readonly group = {
    isLeader: true,
    leader: 1,
    configuration: {
      hosts: [SELF, OTHER, LEARNER].map((member, i) => ({ id: i + 1, member, incarnation: "" })),
      voters: [1, 2],
      learners: [3],
    } as unknown as Configuration,
    transfer: (to: ReplicaId) => {
      this.transfers.push(to);
      return undefined;
    },
  };

  move(target: number): { answer?: string } {
    const moved: { answer?: string } = {};
    const options = { group: this.group, clock: this.clock, timeoutMs: 1_000 };
    moveLeader(options, target, (answer: MoveLeaderResponse | Refusal) => {
      moved.answer = answer instanceof Refusal ? answer.error : "moved";
    });
    return moved;
  }

  leads(leader: ReplicaId): void {
    this.group.isLeader = leader === 1;
    this.group.leader = leader;
    this.clock.pass(100);
  }
}

void describe("moving the leader", () => {
  it("is answered once the other one leads", () => {
    const scene = new Scene();
    const moved = scene.move(0xbb);
    scene.clock.pass(100);
    assert.equal(moved.answer, undefined);
    assert.equal(scene.transfers[0], 2);
    scene.leads(0);
    assert.equal(moved.answer, undefined);
    scene.leads(2);
    assert.equal(moved.answer, "moved");
  });

  it("is done where the target leads already", () => {
    const scene = new Scene();
    assert.equal(scene.move(0xaa).answer, "moved");
    assert.deepEqual(scene.transfers, []);
  });

  it("asks for a voter, and for the member that leads", () => {
    const scene = new Scene();
    assert.equal(scene.move(0xdd).answer, "badLeaderTransferee");
    assert.equal(scene.move(0xcc).answer, "badLeaderTransferee");
    scene.leads(2);
    assert.equal(scene.move(0xbb).answer, "notLeader");
    assert.deepEqual(scene.transfers, []);
  });

  it("ends when its time is over, or somebody else leads", () => {
    const scene = new Scene();
    const late = scene.move(0xbb);
    scene.clock.pass(1_000);
    assert.equal(late.answer, "timeoutLeaderTransfer");
    const overtaken = scene.move(0xbb);
    scene.leads(3);
    assert.equal(overtaken.answer, "leaderChanged");
    assert.deepEqual(scene.clock.timers, []);
  });
});
