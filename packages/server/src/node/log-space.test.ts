import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReplicaId } from "@keyval/raft";
import type { Group } from "./group.js";
import { LogSpace } from "./log-space.js";

/** A member without space, and the looks that it takes. */
class Member {
  readonly asked: ReplicaId[] = [];
  readonly status = { role: "leader", persisted: 9, lastIndex: 10, progress: [] as { id: ReplicaId; match: number }[] };
  readonly configuration: { readonly voters: readonly ReplicaId[] };
  readonly space: LogSpace;
  takesPart = true;
  #look: (() => void) | undefined;

  constructor(voters: readonly ReplicaId[], matches: Readonly<Record<ReplicaId, number>>) {
    this.configuration = { voters };
    this.status.progress = Object.entries(matches).map(([id, match]) => ({ id: Number(id), match }));
    this.space = new LogSpace({
      clock: {
        after: (_, run) => {
          this.#look = run;
          return { cancel: () => (this.#look = undefined) };
        },
      },
      group: () => (this.takesPart ? (this as unknown as Group) : undefined),
    });
    this.space.changed(false);
  }

  transfer(id: ReplicaId): void {
    this.asked.push(id);
  }

  get looks(): boolean {
    return this.#look !== undefined;
  }

  look(times: number): readonly ReplicaId[] {
    for (let i = 0; i < times; i++) this.#look?.();
    return this.asked;
  }
}

void describe("a leader without space for its log", () => {
  it("lets the voter lead whose disk took most, where those of a majority took what its own has not", () => {
    assert.deepEqual(new Member([1, 2, 3], { 2: 10, 3: 11, 4: 12 }).look(2), [3]);
    assert.deepEqual(new Member([1, 2, 3, 4, 5], { 2: 10, 3: 12, 4: 9, 5: 11 }).look(2), [3]);
  });

  it("stays where nobody could be elected, its own disk took as much, or it does not lead", () => {
    assert.deepEqual(new Member([1, 2, 3], { 2: 9, 3: 11 }).look(2), []);
    assert.deepEqual(new Member([1, 2], { 2: 11 }).look(2), []);
    assert.deepEqual(new Member([1], { 4: 12 }).look(2), []);
    const [sound, follower] = [new Member([1, 2, 3], { 2: 11, 3: 11 }), new Member([1, 2, 3], { 2: 11, 3: 11 })];
    sound.status.persisted = 10;
    follower.status.role = "follower";
    assert.deepEqual([sound.look(2), follower.look(2)], [[], []]);
  });

  it("asks again and again once something has waited from one look to the next, until there is space", () => {
    const member = new Member([1, 2, 3], { 2: 12, 3: 12 });
    member.takesPart = false;
    assert.deepEqual(member.look(2), []);
    member.takesPart = true;
    assert.deepEqual(member.look(1), [], "its disk may take that yet");
    assert.deepEqual(member.look(2), [2, 2]);
    member.space.changed(true);
    assert.equal(member.looks, false);
    member.space.changed(false);
    member.space.close();
    assert.equal(member.looks, false);
  });
});
