import { MemoryDisk, type Choose } from "../testing/memory-disk.js";
import { openWal } from "./open-wal.js";
import { checkRecovery, copyStory, type Files, live, newStory, type Story } from "./wal-life.test-helper.js";
import { Dice, Turns, walOptions } from "./wal-world.test-helper.js";

/** Nothing survives, everything does, and mixtures. */
function* survivals(seed: number): Generator<Choose> {
  yield () => 0;
  yield (count) => count - 1;
  for (let i = 0; i < 4; i++) {
    const dice = new Dice(seed * 31 + i);
    const bias = dice.between(1, 6);
    yield (count) => (dice.chance(bias, 7) ? dice.below(count) : count - 1);
  }
}

/** A first life, recovered, in files. */
function prepared(seed: number, lives: number, origin: number): { files: Files; story: Story } {
  const story = newStory();
  let files: Files = new Map();
  for (let life = 0; life < lives; life++) {
    const dice = new Dice(seed * 101 + life);
    const disk = live(files, story, dice, { steps: 14, crashAt: dice.between(60, 140), origin });
    files = disk.crash((count) => dice.below(count));
    checkRecovery(files, story);
  }
  return { files, story };
}

/** A recovery that ends in a crash of its own. */
function crashInRecovery(files: Files, seed: number, crashAt: number): Files {
  const dice = new Dice(seed);
  const turns = new Turns(dice);
  const disk = new MemoryDisk(turns.defer, files);
  disk.crashAt = crashAt;
  openWal(walOptions(disk, turns), () => undefined);
  turns.run();
  return disk.crash((count) => dice.below(count));
}

/** For every call of the disk: the machine goes down there, in several ways, and everything promised is found again. */
export function crashEverywhere(seed: number, lives: number, origin = 0): void {
  const { files, story } = prepared(seed, lives, origin);
  for (let crashAt = 1; ; crashAt++) {
    const told = copyStory(story);
    const disk = live(files, told, new Dice(seed), { crashAt, steps: 16, origin });
    let variant = 0;
    for (const choose of survivals(seed * 1000 + crashAt)) {
      const after = disk.crash(choose);
      checkRecovery(after, copyStory(told));
      variant++;
      if (variant % 3 !== 0) continue;
      const again = crashInRecovery(after, crashAt * 7 + variant, 1 + ((crashAt * 13 + variant * 5) % 40));
      checkRecovery(again, copyStory(told));
    }
    if (disk.calls < crashAt) return;
  }
}

/** Lives that end in crashes, and recoveries that do, one after the other on the same files. */
export function manyLives(seed: number, lives: number): void {
  const dice = new Dice(seed + 900);
  const story = newStory();
  let files: Files = new Map();
  for (let life = 0; life < lives; life++) {
    const disk = live(files, story, dice, { steps: 30, crashAt: dice.between(1, 200) });
    files = disk.crash((count) => dice.below(count));
    if (dice.chance(1, 2)) files = crashInRecovery(files, seed * 100 + life, dice.between(1, 40));
    checkRecovery(files, story);
  }
}
