import assert from "node:assert/strict";
import type { MemoryDisk } from "./testing/memory-disk.js";
import type { Dice } from "./wal/wal-world.test-helper.js";

/** So many cases of each kind; `LONG=1` has many more. */
export const CASES = process.env["LONG"] === "1" ? 5_000 : 300;

/** What a reader may ask for beyond all that is there: a first piece of a fixed size. */
const READ_BEYOND_MAX = 2 ** 16;

export function arbitraryBytes(dice: Dice, lengthMax: number): Uint8Array {
  return new Uint8Array(dice.below(lengthMax + 1)).map(() => dice.below(256));
}

/** The bytes with some damage, mostly where the numbers are: bits, bytes, runs, and pieces cut out, doubled or put in. */
export function mutated(original: Uint8Array, dice: Dice): Uint8Array {
  let bytes = original.slice();
  for (let changes = dice.between(1, 6); changes > 0 && bytes.length > 0; changes--) {
    const at = dice.below(bytes.length);
    const length = Math.min(dice.between(1, 40), bytes.length - at);
    switch (dice.below(8)) {
      case 0:
        bytes = bytes.slice(0, at);
        break;
      case 1:
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
        break;
      case 2:
        bytes = Uint8Array.from([...bytes.subarray(0, at + length), ...bytes.subarray(at)]);
        break;
      case 3:
        bytes.fill(dice.chance(1, 2) ? 0 : 255, at, at + length);
        break;
      case 4:
        bytes.set(arbitraryBytes(dice, length), at);
        break;
      default:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
    }
  }
  return bytes;
}

/** From now on nobody may ask this disk for more than its files hold, whatever numbers stand in them. */
export function boundReads(disk: MemoryDisk): void {
  const openFile = disk.open.bind(disk);
  const sizes = [...disk.files.values()].map(({ length }) => length);
  const most = sizes.reduce((sum, size) => sum + size, READ_BEYOND_MAX);
  disk.open = (path, mode, done) => {
    openFile(path, mode, (outcome) => {
      const { value: file } = outcome;
      if (file !== undefined) {
        const read = file.read.bind(file);
        file.read = (position, target, answer) => {
          assert.ok(target.length <= most, `${target.length} bytes are read of ${most}`);
          read(position, target, answer);
        };
      }
      done(outcome);
    });
  };
}
