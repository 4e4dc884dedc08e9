import assert from "node:assert/strict";
import type { GroupId, GroupWrite, Recovered } from "../log.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { openWal } from "./open-wal.js";
import { difference, type Dice, drawStep, Model, open, recovered, Turns, walOptions } from "./wal-world.test-helper.js";

/** What was asked of a log so far, and what of it was promised. */
export interface Story {
  readonly batches: (readonly GroupWrite[])[];
  acknowledged: number;
  readonly released: Map<GroupId, number>;
}

export function newStory(): Story {
  return { batches: [], acknowledged: 0, released: new Map() };
}

export type Files = ReadonlyMap<string, Uint8Array>;

/**
 * A process opens the log and works with it until the disk stops at call `crashAt`, or for so many steps. Afterwards
 * the disk is as the crash found it.
 */
export function live(
  files: Files,
  story: Story,
  dice: Dice,
  { crashAt = Infinity, steps = 12, origin = 0, hasty = true },
): MemoryDisk {
  const turns = new Turns(dice);
  const disk = new MemoryDisk(turns.defer, files);
  disk.crashAt = crashAt;
  let found: Recovered | undefined;
  openWal(walOptions(disk, turns), (outcome) => (found = recovered(outcome)));
  turns.run();
  if (found === undefined) return disk;
  const { log } = found;
  const model = modelOf(story, story.batches.length);
  for (let i = 0; i < steps && disk.calls < crashAt; i++) {
    const step = drawStep(dice, model, origin);
    if (step.kind === "idle") {
      log.idle();
    } else if (step.kind === "release") {
      model.release(step.group, step.index);
      story.released.set(step.group, Math.max(step.index, story.released.get(step.group) ?? 0));
      log.release(step.group, step.index);
    } else {
      model.apply(step.batch);
      const number = story.batches.push(step.batch);
      log.append(step.batch, ({ error }) => {
        assert.equal(error, undefined);
        assert.equal(story.acknowledged, number - 1, "in order");
        story.acknowledged = number;
      });
    }
    for (let turn = hasty ? dice.below(12) : 999; turn > 0 && turns.step(); turn--);
  }
  turns.run();
  return disk;
}

/**
 * Recovers and checks: everything acknowledged is there, batches are there whole and in order, and nothing else. What
 * was not acknowledged and is gone leaves the story.
 */
export function checkRecovery(files: Files, story: Story): Recovered {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer, files);
  const found = recovered(open(disk, turns).outcome);
  const differences: string[] = [];
  for (let count = story.batches.length; count >= story.acknowledged; count--) {
    const problem = difference(modelOf(story, count), found, turns, story.released);
    if (problem === undefined) {
      story.batches.length = count;
      story.acknowledged = count;
      return found;
    }
    differences.push(`${count}: ${problem}`);
  }
  assert.fail(`recovered is none of what was written from ${story.acknowledged} on; ${differences.join(", ")}`);
}

function modelOf(story: Story, count: number): Model {
  const model = new Model();
  for (const batch of story.batches.slice(0, count)) model.apply(batch);
  for (const [group, index] of story.released) {
    const state = model.groups.get(group);
    if (state !== undefined && index <= state.last) model.release(group, index);
  }
  return model;
}

export function copyStory(story: Story): Story {
  return { batches: [...story.batches], acknowledged: story.acknowledged, released: new Map(story.released) };
}
