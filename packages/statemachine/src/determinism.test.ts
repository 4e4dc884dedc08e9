import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { CommandKind } from "@keyval/api";
import { Dice } from "./model/dice.test-helper.js";
import type { SampleCommand } from "./model/every-command.test-helper.js";
import { LmdbWorld } from "./model/lmdb-world.test-helper.js";
import { MachineWorld } from "./model/machine-world.test-helper.js";
import type { ProgramWorld } from "./model/program.test-helper.js";
import { randomLog } from "./model/random-log.test-helper.js";
import { Refusal } from "./refusal.js";
import type { Result } from "./result.js";

const SEEDS = 25;

const FIRST_REVISIONS = [1, 2 ** 31 - 40, 2 ** 32 - 40, 2 ** 52 - 40] as const;

/** What can be seen of a member after a command: its result and the hash of its state. */
interface Seen {
  readonly kind: number;
  readonly result: Result;
  readonly changed: boolean;
  readonly revision: number;
  readonly hash: readonly [high: number, low: number];
}

/** What a member does besides applying its log. */
function moveOn(world: ProgramWorld, dice: Dice): void | Promise<void> {
  if (dice.chance(1, 4)) world.turn(dice.below(20));
  const roll = dice.below(60);
  if (roll < 4) return world.checkpoint();
  if (roll < 8) return world.reclaim();
  if (roll < 10) return world.restart();
  if (roll < 12) return world.install();
}

/** `dice` tells what a member does of its own accord; without them nothing. */
async function observe(log: readonly SampleCommand[], world: ProgramWorld, dice?: Dice): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const { header, body } of log) {
    if (dice !== undefined) await moveOn(world, dice);
    const { result, changed } = world.apply(header.kind as CommandKind, body, 0, header);
    const { hash, revision } = world.machine;
    seen.push({ kind: header.kind, result, changed, revision, hash: [hash.high, hash.low] });
  }
  await world.end();
  return seen;
}

void describe("the same log", () => {
  it("gives the same results and hashes at every index, whatever engine, caches, slices, compaction, restarts and snapshots a member has", async () => {
    const parent = fs.mkdtempSync(join(tmpdir(), "keyval-determinism-"));
    const done = new Set<number>();
    try {
      for (let seed = 0; seed < SEEDS; seed++) {
        const firstRevision = FIRST_REVISIONS[seed % FIRST_REVISIONS.length] ?? 1;
        const log = randomLog(seed, firstRevision);
        const expected = await observe(log, new MachineWorld({ firstRevision }));
        for (const { kind, result } of expected) if (!(result instanceof Refusal)) done.add(kind);
        const worlds: readonly ProgramWorld[] = [
          new MachineWorld({ firstRevision, cacheBytes: 2 ** 20 }),
          new MachineWorld({ firstRevision, engine: "bitcask", cacheBytes: 500 }),
          new MachineWorld({ firstRevision, engine: "bitcask", readsNow: 0 }),
          await LmdbWorld.create(parent, { firstRevision, cacheBytes: 1_000, readsNow: 2 }),
        ];
        for (const [i, world] of worlds.entries()) {
          assert.deepEqual(await observe(log, world, new Dice(seed + i)), expected, `seed ${seed}, world ${i}`);
        }
      }
    } finally {
      fs.rmSync(parent, { recursive: true });
    }
    const undone = Object.entries(CommandKind).filter(([, kind]) => !done.has(kind));
    assert.deepEqual(undone, [], "kinds that were refused whenever they came");
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
      const { body: valid } = dice.pick(samples);
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
