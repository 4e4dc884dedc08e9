import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Id } from "@keyval/api";
import { NOBODY, type ReplicaId } from "@keyval/raft";
import { LeaseRenewals, type Renewed, WAITING_MAX } from "./lease-renewals.js";

const TIMEOUT_MS = 7_000;

type Seconds = number | undefined;

/** Whether it keeps leases is all that is asked of a member. */
const KEEPER = {};

/** A member that leads, follows replica 2, or has nobody to follow. */
class Scene {
  time = 0;
  /** Renewals under way, here and at the member that leads. */
  readonly #made: { readonly at: string; readonly milliseconds?: number; readonly done: (seconds: Seconds) => void }[] =
    [];
  readonly group = {
    leader: NOBODY,
    memberOf: (replica: ReplicaId): string | undefined => (replica === NOBODY ? undefined : `m${replica}`),
  };
  readonly desk = {
    keeper: undefined as object | undefined,
    renew: (_: Id, done: (seconds: Seconds) => void): void => void this.#made.push({ at: "here", done }),
  };
  readonly renewals = new LeaseRenewals({
    group: this.group,
    desk: this.desk,
    forwarder: {
      renew: (at, _, milliseconds, done) => void this.#made.push({ at, milliseconds, done }),
    },
    now: () => this.time,
    later: (run) => {
      run();
    },
    timeoutMs: TIMEOUT_MS,
  });

  renew(id: Id): readonly Renewed[] {
    const answers: Renewed[] = [];
    this.renewals.renew(id, (renewed) => answers.push(renewed));
    return answers;
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
    this.renewals.tend();
  }

  /** What the next one under way comes to. */
  settle(seconds: Seconds): void {
    const next = this.#made.shift();
    assert.ok(next !== undefined, "something is under way");
    next.done(seconds);
  }

  /** Where the renewals under way are made, and how much time they have there. */
  get underWay(): readonly (readonly [at: string, milliseconds?: number])[] {
    return this.#made.map(({ at, milliseconds }) => (milliseconds === undefined ? [at] : [at, milliseconds]));
  }
}

void describe("a renewal", () => {
  it("is made here by who leads, and else by who does", () => {
    const scene = new Scene();
    scene.desk.keeper = KEEPER;
    const here = scene.renew(1);
    assert.deepEqual(scene.underWay, [["here"]]);
    scene.settle(10);
    scene.desk.keeper = undefined;
    scene.group.leader = 2;
    const there = scene.renew(1);
    assert.deepEqual(scene.underWay, [["m2", TIMEOUT_MS]]);
    scene.settle(0);
    assert.deepEqual([here, there], [[10], [0]]);
  });

  it("waits while nobody leads, and is made by who leads then, in what is left of its time", () => {
    const scene = new Scene();
    const answers = scene.renew(1);
    scene.pass(1_000);
    scene.group.leader = 2;
    scene.pass(50);
    assert.deepEqual(scene.underWay, [["m2", TIMEOUT_MS - 1_050]]);
    // That one has been deposed meanwhile, and this member leads.
    scene.desk.keeper = KEEPER;
    scene.settle(undefined);
    assert.deepEqual([answers, scene.underWay], [[], []]);
    scene.pass(50);
    assert.deepEqual(scene.underWay, [["here"]]);
    scene.settle(10);
    assert.deepEqual(answers, [10]);
  });

  it("is told why when its time is over, or the member stops", () => {
    const scene = new Scene();
    const leaderless = scene.renew(1);
    scene.pass(TIMEOUT_MS - 1);
    assert.deepEqual(leaderless, []);
    scene.pass(1);
    assert.deepEqual(leaderless, ["noLeader"]);
    scene.group.leader = 2;
    const silent = scene.renew(1);
    scene.time += TIMEOUT_MS;
    scene.settle(undefined);
    scene.pass(0);
    assert.deepEqual(silent, ["timeout"]);
    scene.group.leader = NOBODY;
    const stopped = scene.renew(1);
    scene.renewals.close();
    assert.deepEqual([stopped, scene.renew(1)], [["stopped"], ["stopped"]]);
  });

  it("is refused at once where very many wait", () => {
    const scene = new Scene();
    const first = scene.renew(1);
    for (let id = 2; id <= WAITING_MAX; id++) scene.renew(id);
    assert.deepEqual([first, scene.renew(WAITING_MAX + 1)], [[], ["tooManyRequests"]]);
    scene.pass(TIMEOUT_MS);
    assert.deepEqual([first, scene.renew(1)], [["noLeader"], []]);
  });
});
