import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { arbitraryBytes, boundReads, CASES, mutated } from "../fuzz.test-helper.js";
import { SECTOR_BYTES } from "../limits.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { BATCH_HEADER_BYTES, peekBatch } from "./batch-header.js";
import { segmentName } from "./file-names.js";
import { decodeSegmentHeader } from "./segment-header.js";
import { WalDamage, WalForeign } from "./wal-error.js";
import { type Files, live, newStory } from "./wal-life.test-helper.js";
import { CRC32, Dice, open, readAll, Turns } from "./wal-world.test-helper.js";

const READ_BYTES = 2 ** 14;

/** Opens the files and reads what they seem to hold: a typed error or some answer, and nothing else. */
function judge(files: Files, directory: string): "opened" | "refused" {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer, files);
  boundReads(disk);
  const { error, value } = open(disk, turns, { directory }).outcome;
  if (error !== undefined) {
    assert.ok(error instanceof WalDamage || error instanceof WalForeign, String(error));
    return "refused";
  }
  for (const { group, log } of value.groups) {
    const { error } = readAll(value.log, turns, group, log.base + 1, log.last, READ_BYTES);
    assert.ok(error === undefined || error instanceof WalDamage, String(error));
  }
  return "opened";
}

/** Makes the checksums right again, so that what stands behind them is looked at. */
function sealed(bytes: Uint8Array, original: Uint8Array): Uint8Array {
  const life = decodeSegmentHeader("", original.subarray(0, SECTOR_BYTES), CRC32);
  if (life === undefined || bytes.length < SECTOR_BYTES) return bytes;
  bytes.set(original.subarray(0, SECTOR_BYTES));
  const view = new DataView(bytes.buffer);
  for (let at = SECTOR_BYTES; at < bytes.length; at += SECTOR_BYTES) {
    const end = at + BATCH_HEADER_BYTES + (peekBatch(bytes, at, life)?.length ?? Infinity);
    if (end <= bytes.length) view.setUint32(at, CRC32(bytes.subarray(at + 4, end), life.seed), true);
  }
  return bytes;
}

describe("the log opens, or refuses by a typed error,", () => {
  const files = live(new Map(), newStory(), new Dice(11), { steps: 60, hasty: false }).files;
  const segments = [...files].filter(([path]) => path.endsWith(".wal"));

  const change = (seed: number, isSealed: boolean): Files => {
    const dice = new Dice(seed);
    const [path, original] = segments[dice.below(segments.length)] ?? assert.fail();
    let bytes = mutated(original, dice);
    if (isSealed) {
      // The size is another matter, found before anything else.
      const whole = original.slice();
      whole.set(bytes.subarray(0, whole.length));
      bytes = sealed(whole, original);
    }
    return new Map([...files, [path, bytes]]);
  };

  it("what was written", () => {
    assert.equal(judge(files, "wal"), "opened");
    assert.ok(segments.length > 3);
  });

  it("arbitrary bytes in place of a segment", () => {
    for (let seed = 1; seed <= CASES; seed++) {
      const bytes = arbitraryBytes(new Dice(seed), 5000);
      judge(new Map([[`wal/${segmentName(1)}`, bytes]]), "wal");
      judge(new Map([...files, [segments[0]?.[0] ?? "", bytes]]), "wal");
    }
  });

  for (const isSealed of [false, true]) {
    it(`mutated segments${isSealed ? " whose checksums are right" : ""}`, () => {
      const seen = { opened: 0, refused: 0 };
      for (let seed = 1; seed <= CASES; seed++) seen[judge(change(seed, isSealed), "wal")]++;
      assert.ok(seen.opened > 0 && seen.refused > 0, JSON.stringify(seen));
    });
  }
});
