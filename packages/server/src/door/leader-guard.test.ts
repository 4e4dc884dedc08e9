import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lease, Maintenance, Watch } from "@keyval/api";
import { Metadata, type AnyMethod, type Call } from "@keyval/grpc";
import { ScriptedClock } from "../node/world.test-helper.js";
import { LeaderGuard } from "./leader-guard.js";

const TIMEOUT_MS = 200;

class Scene {
  readonly clock = new ScriptedClock();
  readonly group = { leader: 1 };
  readonly #guard = new LeaderGuard({ group: this.group, clock: this.clock, electionTimeout: TIMEOUT_MS });

  /** What became of it so far: it runs, it was refused with these words, or it ended. */
  call(method: AnyMethod, hasLeader = "true"): { fate: string; end(): void } {
    const finished: (() => void)[] = [];
    const called = {
      fate: "",
      end: () => {
        for (const run of finished) run();
      },
    };
    const metadata = new Metadata();
    metadata.set("hasleader", hasLeader);
    const call = {
      method,
      metadata,
      fail: (code: number, message: string) => {
        called.fate = `${code} ${message}`;
        called.end();
      },
      whenFinished: (run: () => void) => finished.push(run),
    };
    if (this.#guard.admits(call as unknown as Call)) called.fate += "runs";
    return called;
  }
}

const REFUSED = "14 etcdserver: no leader";

void describe("the guard of who asks for a leader", () => {
  it("lets calls pass while somebody leads, and those that do not ask always", () => {
    const scene = new Scene();
    assert.equal(scene.call(Maintenance.methods.Status).fate, "runs");
    scene.group.leader = 0;
    assert.equal(scene.call(Maintenance.methods.Status).fate, REFUSED);
    assert.equal(scene.call(Watch.methods.Watch).fate, REFUSED);
    const patient = scene.call(Watch.methods.Watch, "false");
    scene.clock.pass(10 * TIMEOUT_MS);
    assert.equal(patient.fate, "runs");
  });

  it("ends streams once nobody has led for three election timeouts", () => {
    const scene = new Scene();
    const streams = [scene.call(Watch.methods.Watch), scene.call(Lease.methods.LeaseKeepAlive)];
    scene.clock.pass(10 * TIMEOUT_MS);
    scene.group.leader = 0;
    scene.clock.pass(3 * TIMEOUT_MS - 1);
    assert.deepEqual(
      streams.map(({ fate }) => fate),
      ["runs", "runs"],
    );
    scene.clock.pass(TIMEOUT_MS);
    assert.deepEqual(
      streams.map(({ fate }) => fate),
      [REFUSED, REFUSED],
    );
  });

  it("begins to count again when somebody has led in between", () => {
    const scene = new Scene();
    const stream = scene.call(Watch.methods.Watch);
    for (let i = 0; i < 3; i++) {
      scene.group.leader = 0;
      scene.clock.pass(2 * TIMEOUT_MS);
      scene.group.leader = 2;
      scene.clock.pass(TIMEOUT_MS);
    }
    assert.equal(stream.fate, "runs");
  });

  it("needs no timer when no stream is left", () => {
    const scene = new Scene();
    scene.call(Watch.methods.Watch).end();
    scene.clock.pass(TIMEOUT_MS);
    assert.deepEqual(scene.clock.timers, []);
    scene.group.leader = 1;
    const next = scene.call(Watch.methods.Watch);
    scene.group.leader = 0;
    scene.clock.pass(4 * TIMEOUT_MS);
    assert.equal(next.fate, REFUSED);
  });
});
