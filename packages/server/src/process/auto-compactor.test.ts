import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AutoCompaction } from "../config/server-config.js";
import { AutoCompactor } from "./auto-compactor.js";

class Scene {
  isLeader = true;
  now = 0;
  revision = 2 ** 32;
  readonly compacted: number[] = [];
  readonly compactor: AutoCompactor;

  constructor(compaction: AutoCompaction) {
    this.compactor = new AutoCompactor({
      compaction,
      isLeader: () => this.isLeader,
      now: () => this.now,
      revision: () => this.revision,
      compact: (revision) => {
        this.compacted.push(revision);
      },
    });
  }

  /** Time goes on, a revision a millisecond. */
  pass(milliseconds: number): void {
    for (let left = milliseconds; left > 0; left -= this.compactor.intervalMs) {
      this.now += this.compactor.intervalMs;
      this.revision += this.compactor.intervalMs;
      this.compactor.tend();
    }
  }
}

void describe("AutoCompactor", () => {
  it("keeps what is younger than it should", () => {
    const scene = new Scene({ mode: "periodic", keptMs: 1_000 });
    scene.pass(1_000);
    const early = scene.compacted.length;
    scene.pass(2_000);
    assert.deepEqual([early, scene.compacted.length, scene.compacted.at(-1)], [0, 20, 2 ** 32 + 2_000]);
  });

  it("keeps so many revisions", () => {
    const scene = new Scene({ mode: "revision", keptRevisions: 1_000 });
    scene.compactor.tend();
    scene.compactor.tend();
    assert.deepEqual(scene.compacted, [2 ** 32 - 1_000], "nothing is compacted twice");
  });

  it("leaves it to the member that leads, and knows what is old when it comes to lead", () => {
    const scene = new Scene({ mode: "periodic", keptMs: 1_000 });
    scene.isLeader = false;
    scene.pass(3_000);
    assert.deepEqual(scene.compacted, []);
    scene.isLeader = true;
    scene.pass(100);
    assert.deepEqual(scene.compacted, [2 ** 32 + 2_100]);
  });

  it("does nothing where it is off", () => {
    assert.equal(new Scene({ mode: "off" }).compactor.intervalMs, Infinity);
  });
});
