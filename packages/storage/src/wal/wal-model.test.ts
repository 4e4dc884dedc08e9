import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GroupId } from "../log.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { append, Dice, difference, drawStep, Model, open, readAll, recovered, Turns } from "./wal-world.test-helper.js";

/** Random work of three groups on one log, closed and opened again now and then, beside plain maps. */
function compare(seed: number, origin: number, steps: number): void {
  const dice = new Dice(seed);
  const turns = new Turns(dice);
  const disk = new MemoryDisk(turns.defer);
  const model = new Model();
  const released = new Map<GroupId, number>();
  let { log } = recovered(open(disk, turns).outcome);
  for (let i = 0; i < steps; i++) {
    const step = drawStep(dice, model, origin);
    if (step.kind === "idle") {
      log.idle();
    } else if (step.kind === "release") {
      model.release(step.group, step.index);
      released.set(step.group, step.index);
      log.release(step.group, step.index);
    } else {
      model.apply(step.batch);
      assert.equal(append(log, turns, ...step.batch), undefined);
    }
    for (const [group, { base, last, entries }] of model.groups) {
      if (last === base) continue;
      const from = dice.between(base + 1, last);
      const to = dice.between(from, last);
      const { value } = readAll(log, turns, group, from, to, dice.chance(1, 2) ? Infinity : dice.below(1000));
      assert.ok(value !== undefined && value.length > 0 && from + value.length - 1 <= to);
      for (const [position, entry] of value.entries()) assert.deepEqual(entry, entries.get(from + position));
    }
    if (dice.chance(1, 20)) {
      let closed = false;
      log.close(({ error }) => (closed = error === undefined));
      turns.run();
      assert.ok(closed);
      const found = recovered(open(disk, turns).outcome);
      assert.equal(found.tailCut, false);
      assert.equal(difference(model, found, turns, released), undefined);
      ({ log } = found);
    }
  }
}

describe("the write-ahead log beside plain maps", () => {
  for (let seed = 0; seed < 20; seed++) it(`agrees (${seed})`, () => compare(seed, 0, 150));
  for (const origin of [2 ** 31 - 9, 2 ** 32 - 9, 2 ** 52 - 9]) {
    it(`agrees from ${origin} on`, () => compare(77, origin, 150));
  }
});
