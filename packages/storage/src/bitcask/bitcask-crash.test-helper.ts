import { MemoryDisk, type Choose } from "../testing/memory-disk.js";
import { checkRecovery, copyStory, live, liveOn, newStory, type Story } from "./bitcask-life.test-helper.js";
import { bitcaskOptions, Dice, type Files, Turns } from "./bitcask-world.test-helper.js";
import { openBitcaskEngine } from "./open-bitcask-engine.js";

/** Nothing survives, everything does, and mixtures. */
function* survivals(seed: number, mixtures: number): Generator<Choose> {
  yield () => 0;
  yield (count) => count - 1;
  for (let i = 0; i < mixtures; i++) {
    const dice = new Dice(seed * 31 + i);
    const bias = dice.between(1, 6);
    yield (count) => (dice.chance(bias, 7) ? dice.below(count) : count - 1);
  }
}

function prepared(seed: number, lives: number, origin: number): { files: Files; story: Story } {
  const story = newStory(origin);
  let files: Files = new Map();
  for (let life = 0; life < lives; life++) {
    const dice = new Dice(seed * 101 + life);
    const disk = live(files, story, dice, { steps: 120, crashAt: dice.between(150, 400) });
    files = disk.crash((count) => dice.below(count));
    checkRecovery(files, story);
  }
  return { files, story };
}

/** An opening, with the scan that makes missing hints, that ends in a crash of its own. */
function crashInRecovery(files: Files, seed: number, crashAt: number): Files {
  const dice = new Dice(seed);
  const turns = new Turns(dice);
  const disk = new MemoryDisk(turns.defer, files);
  disk.crashAt = crashAt;
  openBitcaskEngine(bitcaskOptions(disk, turns), ({ value }) => {
    value?.scanKeys(
      () => undefined,
      () => undefined,
    );
  });
  turns.run();
  return disk.crash((count) => dice.below(count));
}

/** For every call of the disk: the machine goes down there, in several ways, and a checkpoint is found whole. */
export function crashEverywhere(seed: number, lives: number, { origin = 0, steps = 90, mixtures = 3 } = {}): number {
  const { files, story } = prepared(seed, lives, origin);
  for (let crashAt = 1; ; crashAt++) {
    const told = copyStory(story);
    const disk = live(files, told, new Dice(seed), { crashAt, steps });
    let variant = 0;
    for (const choose of survivals(seed * 1000 + crashAt, mixtures)) {
      const after = disk.crash(choose);
      checkRecovery(after, copyStory(told));
      variant++;
      if (variant % 2 !== 0) continue;
      const again = crashInRecovery(after, crashAt * 7 + variant, 1 + ((crashAt * 13 + variant * 5) % 60));
      checkRecovery(again, copyStory(told));
    }
    if (disk.calls < crashAt) return told.merges;
  }
}

/** Lives that end in crashes, and openings that do, one after the other on the same files. */
export function manyLives(seed: number, lives: number): number {
  const dice = new Dice(seed + 900);
  const story = newStory(2 ** 32 - 300);
  let files: Files = new Map();
  for (let life = 0; life < lives; life++) {
    const turns = new Turns(dice);
    const disk = new MemoryDisk(turns.defer, files);
    for (let process = dice.between(1, 3); process > 0; process--) {
      disk.crashAt = disk.calls + dice.between(1, 500);
      liveOn(disk, turns, story, dice, 150);
    }
    files = disk.crash((count) => dice.below(count));
    if (dice.chance(1, 2)) files = crashInRecovery(files, seed * 100 + life, dice.between(1, 60));
    checkRecovery(files, story);
  }
  return story.merges;
}

/**
 * For every call of the disk: the process alone goes down there, the next one opens what it finds, and then the machine goes
 * down and loses all that it may. What the second process said is there for the third.
 */
export function processCrashEverywhere(seed: number, steps: number): number {
  const { files, story } = prepared(seed, 1, 0);
  for (let crashAt = 1; ; crashAt++) {
    const told = copyStory(story);
    const dice = new Dice(seed);
    const turns = new Turns(dice);
    const disk = new MemoryDisk(turns.defer, files);
    disk.crashAt = crashAt;
    liveOn(disk, turns, told, dice, steps);
    const isOver = disk.calls < crashAt;
    disk.crashAt = Infinity;
    liveOn(disk, turns, told, dice, 0);
    checkRecovery(
      disk.crash(() => 0),
      told,
    );
    if (isOver) return crashAt;
  }
}
