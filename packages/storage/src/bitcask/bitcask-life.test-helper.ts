import assert from "node:assert/strict";
import type { Engine } from "../engine/engine.js";
import { KeyOwner } from "../engine/owner.test-helper.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { bitcaskOptions, type Dice, type Files, must, openFiles, opened, Turns } from "./bitcask-world.test-helper.js";
import { openBitcaskEngine } from "./open-bitcask-engine.js";

export interface Put {
  readonly key: string;
  /** Undefined removes the key. */
  readonly value: Uint8Array | undefined;
}

/** What was asked of an engine so far, and what of it was promised. */
export interface Story {
  readonly puts: Put[];
  /** After how many puts checkpoints were asked for. */
  readonly asked: Set<number>;
  acknowledged: number;
  /** What the applied index begins with. */
  readonly origin: number;
  merges: number;
}

export function newStory(origin = 0): Story {
  return { puts: [], asked: new Set([0]), acknowledged: 0, origin, merges: 0 };
}

export function copyStory(story: Story): Story {
  return { ...story, puts: [...story.puts], asked: new Set(story.asked) };
}

export function stateAt(count: number): Uint8Array {
  return Uint8Array.from({ length: count % 40 }, (_, i) => (count + i) % 256);
}

/** A process opens the engine and works with it until the disk stops at call `crashAt`, or for so many steps. */
export function live(files: Files, story: Story, dice: Dice, { crashAt = Infinity, steps = 60 }): MemoryDisk {
  const turns = new Turns(dice);
  const disk = new MemoryDisk(turns.defer, files);
  disk.crashAt = crashAt;
  liveOn(disk, turns, story, dice, steps);
  return disk;
}

/** The same on a disk that may hold what is not durable, because only a process went down on it. */
export function liveOn(disk: MemoryDisk, turns: Turns, story: Story, dice: Dice, steps: number): void {
  const found: Engine[] = [];
  const random = (): number => dice.below(2 ** 30);
  openBitcaskEngine(bitcaskOptions(disk, turns, { random }), ({ error, value }) => {
    assert.equal(error, undefined);
    found.push(value);
  });
  turns.run();
  const [engine] = found;
  if (engine === undefined) return;
  // What an opened engine says is a promise, whatever the process before it was told.
  const count = checkCheckpoint(engine, story);
  story.puts.length = count;
  story.acknowledged = count;
  const owner = new KeyOwner(engine);
  engine.scanKeys(owner.found, ({ error }) => {
    assert.equal(error, undefined);
    found.push(engine);
  });
  turns.run();
  if (found.length === 1) return;
  work(engine, owner, story, dice, turns, () => disk.calls < disk.crashAt, steps);
  turns.run();
}

function work(
  engine: Engine,
  owner: KeyOwner,
  story: Story,
  dice: Dice,
  turns: Turns,
  isUp: () => boolean,
  steps: number,
): void {
  let isCheckpointing = false;
  let isReclaiming = false;
  for (let i = 0; i < steps && isUp(); i++) {
    const roll = dice.below(12);
    if (roll === 0 && !isCheckpointing) {
      isCheckpointing = true;
      const count = story.puts.length;
      story.asked.add(count);
      engine.checkpoint({ applied: story.origin + count, state: stateAt(count) }, dice.chance(1, 3), ({ error }) => {
        assert.equal(error, undefined);
        isCheckpointing = false;
        story.acknowledged = count;
      });
    } else if (roll <= 3 && !isReclaiming) {
      isReclaiming = true;
      engine.reclaim(owner, dice.between(1, 900), ({ error, value }) => {
        assert.equal(error, undefined);
        isReclaiming = false;
        if (value.bytes > 0) story.merges++;
      });
    } else {
      const put = drawPut(dice);
      story.puts.push(put);
      if (put.value === undefined) owner.remove(put.key);
      else owner.put(put.key, put.value);
    }
    for (let turn = dice.below(9); turn > 0 && turns.step(); turn--);
    if (dice.chance(1, 10)) checkSome(engine, owner, story, dice);
  }
}

function drawPut(dice: Dice): Put {
  const key = `k${dice.below(12)}`.padEnd(dice.between(3, 30), ".");
  if (dice.chance(1, 4)) return { key, value: undefined };
  const size = dice.chance(1, 12) ? 2500 : 200;
  return { key, value: Uint8Array.from({ length: dice.below(size) }, () => dice.below(256)) };
}

/** Reads at once, also what is not written yet or was moved. */
function checkSome(engine: Engine, owner: KeyOwner, story: Story, dice: Dice): void {
  const model = modelOf(story, story.puts.length);
  assert.deepEqual([...owner.places.keys()].sort(), [...model.keys()].sort());
  const keys = [...model.keys()];
  const key = keys[dice.below(Math.max(1, keys.length))];
  if (key === undefined) return;
  const { value } = engine.readNow(owner.places.get(key) ?? -1);
  assert.deepEqual(value?.value, model.get(key));
}

export function modelOf(story: Story, count: number): Map<string, Uint8Array> {
  const model = new Map<string, Uint8Array>();
  for (const { key, value } of story.puts.slice(0, count)) {
    if (value === undefined) model.delete(key);
    else model.set(key, Uint8Array.from(value));
  }
  return model;
}

/**
 * Recovers and checks: there is exactly what some checkpoint held that was asked for, the last acknowledged one or a later
 * one. What came after it leaves the story.
 */
export function checkRecovery(files: Files, story: Story): void {
  const world = openFiles(files);
  const engine = opened(world);
  const count = checkCheckpoint(engine, story);
  const owner = new KeyOwner(engine);
  must(world.turns, (done) => engine.scanKeys(owner.found, done));
  const model = modelOf(story, count);
  assert.deepEqual([...owner.places.keys()].sort(), [...model.keys()].sort());
  for (const [key, value] of model) {
    const place = owner.places.get(key) ?? -1;
    const record = engine.readNow(place);
    assert.equal(record.error, undefined);
    assert.deepEqual(record.value.value, value);
    assert.deepEqual(
      must(world.turns, (done) => engine.read(place, done)),
      record.value,
    );
  }
  story.puts.length = count;
  story.acknowledged = count;
}

/** The checkpoint that was found is one that may be; says after how many puts it was asked for. */
function checkCheckpoint({ checkpointed: { applied, state } }: Engine, story: Story): number {
  const count = applied === 0 ? 0 : applied - story.origin;
  assert.ok(count >= story.acknowledged, `recovered ${count}, promised ${story.acknowledged}`);
  assert.ok(story.asked.has(count), `nobody asked for a checkpoint at ${count}`);
  assert.deepEqual(Buffer.from(state), Buffer.from(applied === 0 ? [] : stateAt(count)));
  return count;
}
