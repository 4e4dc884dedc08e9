import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { CommandKind } from "@keyval/api";
import { Dice } from "./model/dice.test-helper.js";
import { LmdbWorld } from "./model/lmdb-world.test-helper.js";
import { MachineWorld } from "./model/machine-world.test-helper.js";
import { observe } from "./model/observe.test-helper.js";
import type { ProgramWorld } from "./model/program.test-helper.js";
import { randomSlices, SMALLEST_SLICES } from "./model/random-slices.test-helper.js";
import { randomLog } from "./model/random-log.test-helper.js";

const SEEDS = 25;

const FIRST_REVISIONS = [1, 2 ** 31 - 40, 2 ** 32 - 40, 2 ** 52 - 40] as const;

void describe("the same log", () => {
  it("gives the same bytes of answers, the same hashes and the same live bytes at every index, whatever engine, caches, slices, compaction, restarts and snapshots a member has", async () => {
    const parent = fs.mkdtempSync(join(tmpdir(), "keyval-determinism-"));
    const done = new Set<number>();
    const count = { refused: 0, all: 0 };
    try {
      for (let seed = 0; seed < SEEDS; seed++) {
        const firstRevision = FIRST_REVISIONS[seed % FIRST_REVISIONS.length] ?? 1;
        const log = randomLog(seed, firstRevision);
        const expected = await observe(log, new MachineWorld({ firstRevision }), new Dice(seed));
        for (const { kind, isRefused } of expected) {
          count.all += 1;
          if (isRefused) count.refused += 1;
          else done.add(kind);
        }
        const sliceSizes = randomSlices(new Dice(seed));
        const smallest = { firstRevision, sliceSizes: SMALLEST_SLICES };
        const worlds: readonly ProgramWorld[] = [
          new MachineWorld({ ...smallest, cacheBytes: 2 ** 20 }),
          new MachineWorld({ firstRevision, sliceSizes, engine: "bitcask", cacheBytes: 500 }),
          new MachineWorld({ ...smallest, engine: "bitcask", readsNow: 0 }),
          await LmdbWorld.create(parent, { firstRevision, sliceSizes, cacheBytes: 1_000, readsNow: 2 }),
        ];
        for (const [i, world] of worlds.entries()) {
          const seen = await observe(log, world, new Dice(seed), new Dice(seed + i));
          assert.deepEqual(seen, expected, `seed ${seed}, world ${i}`);
        }
      }
    } finally {
      fs.rmSync(parent, { recursive: true });
    }
    const undone = Object.entries(CommandKind).filter(([, kind]) => !done.has(kind));
    assert.deepEqual(undone, [], "kinds that were refused whenever they came");
    assert.ok(count.refused < count.all / 2, `${count.refused} of ${count.all} were refused`);
  });
});
