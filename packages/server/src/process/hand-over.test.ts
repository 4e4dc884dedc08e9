import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReplicaId } from "@keyval/raft";
import type { Group } from "../node/index.js";
import { handOver } from "./hand-over.js";

/** A leader of some voters and learners that have got so far; the one that it moves to leads a while later, if it can. */
class Leader {
  role = "leader";
  readonly asked: ReplicaId[] = [];
  readonly configuration: { readonly voters: readonly ReplicaId[] };
  readonly #progress: readonly { readonly id: ReplicaId; readonly match: number }[];
  #looks = 0;

  constructor(voters: readonly ReplicaId[], matches: Readonly<Record<ReplicaId, number>>) {
    this.configuration = { voters };
    this.#progress = Object.entries(matches).map(([id, match]) => ({ id: Number(id), match }));
  }

  get isLeader(): boolean {
    if (this.asked.length > 0 && ++this.#looks === 3) this.role = "follower";
    return this.role === "leader";
  }

  get status(): object {
    return { progress: this.#progress };
  }

  transfer(id: ReplicaId): undefined {
    this.asked.push(id);
  }
}

const from = (leader: Leader): Promise<void> => handOver(leader as unknown as Group);

void describe("a leader that is told to stop", () => {
  it("hands over to the voter that has most, and goes once it does not lead any more", async () => {
    const leader = new Leader([1, 2, 3], { 2: 10, 3: 11, 4: 12 });
    await from(leader);
    assert.deepEqual(leader.asked, [3]);
    assert.equal(leader.role, "follower");
  });

  it("just goes where nobody else could lead, or somebody else does", async () => {
    const alone = new Leader([1], { 4: 12 });
    await from(alone);
    const follower = new Leader([1, 2, 3], { 2: 10, 3: 11 });
    follower.role = "follower";
    await from(follower);
    assert.deepEqual([alone.asked, follower.asked], [[], []]);
  });
});
