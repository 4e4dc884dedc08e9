import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind } from "@keyval/api";
import { Dice } from "./model/dice.test-helper.js";
import { MachineWorld, type WorldOptions } from "./model/machine-world.test-helper.js";
import { type Command, randomLog } from "./model/random-log.test-helper.js";
import { Refusal } from "./refusal.js";

const SEEDS = 25;

/** What can be seen of a member after each command: its result and the hash of its state. */
function observe(log: readonly Command[], dice: Dice, options: Partial<WorldOptions>): unknown[] {
  const world = new MachineWorld(options);
  return log.map(([kind, body]) => {
    if (dice.chance(1, 4)) world.turn(dice.below(20));
    if (dice.chance(1, 15)) world.checkpoint();
    if (dice.chance(1, 15)) world.reclaim();
    if (dice.chance(1, 30)) world.restart();
    if (dice.chance(1, 30)) world.install();
    const { result, changed } = world.apply(kind, body);
    const { high, low } = world.machine.hash;
    return { result, changed, high, low, revision: world.machine.revision };
  });
}

void describe("the same log", () => {
  it("gives the same results and hashes at every index, whatever engine, caches, slices, compaction, restarts and snapshots a member has", () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const log = randomLog(seed);
      const [first, ...others] = [
        observe(log, new Dice(seed), { engine: "memory" }),
        observe(log, new Dice(seed + 1), { engine: "memory", cacheBytes: 2 ** 20 }),
        observe(log, new Dice(seed + 2), { engine: "bitcask", cacheBytes: 500 }),
        observe(log, new Dice(seed + 3), { engine: "bitcask", readsNow: 0 }),
      ];
      for (const other of others) assert.deepEqual(other, first, `seed ${seed}`);
    }
  });
});

void describe("a body of arbitrary bytes", () => {
  it("is refused and changes nothing, or does what some request does", () => {
    const dice = new Dice(7);
    const world = new MachineWorld();
    const kinds = Object.values(CommandKind);
    const samples = Array.from({ length: 10 }, (_, seed) => randomLog(seed)).flat();
    let refused = 0;
    for (let i = 0; i < 20_000; i++) {
      const [, valid] = dice.pick(samples);
      const body = Uint8Array.from(valid, (byte) => (dice.chance(1, 6) ? dice.below(256) : byte));
      const before = world.machine.hash;
      const kind = dice.chance(1, 20) ? ((200 + dice.below(100)) as CommandKind) : dice.pick(kinds);
      const { result, changed } = world.apply(kind, body.subarray(0, dice.below(body.length + 1)));
      if (!(result instanceof Refusal)) continue;
      refused++;
      assert.equal(changed, false);
      assert.deepEqual(world.machine.hash, before);
    }
    assert.ok(refused > 5_000, `${refused} were refused`);
  });
});
