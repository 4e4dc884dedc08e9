import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LOOK_AHEAD_BYTES, SECTOR_BYTES } from "../limits.js";
import type { Recovered } from "../log.js";
import { finishBatch } from "./batch-header.js";
import { ByteWriter } from "./byte-writer.js";
import { encodeSegmentHeader, decodeSegmentHeader } from "./segment-header.js";
import { segmentName } from "./file-names.js";
import { WalDamage, WalForeign } from "./wal-error.js";
import { checkRecovery, copyStory, type Files, live, newStory, type Story } from "./wal-life.test-helper.js";
import {
  append,
  command,
  CRC32,
  Dice,
  open,
  openFiles,
  recovered,
  snapshotAt,
  Turns,
  write,
} from "./wal-world.test-helper.js";
import { MemoryDisk } from "../testing/memory-disk.js";

interface Sound {
  readonly files: Files;
  readonly story: Story;
  /** Whether a later batch vouches for the last one. */
  readonly isVouched: boolean;
}

/** A log with several segments, and with such that were used more than once. */
function sound(seed: number, isVouched: boolean): Sound {
  const story = newStory();
  const dice = new Dice(seed);
  let files: Files = live(new Map(), story, dice, { steps: 40, hasty: false }).files;
  files = live(files, story, dice, { steps: 12, hasty: false }).files;
  if (!isVouched) return { files, story, isVouched };
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer, files);
  const { log } = recovered(open(disk, turns).outcome);
  log.close(() => undefined);
  turns.run();
  return { files: disk.files, story, isVouched };
}

/** The right data, or an error that names a file, and never anything else. */
function judge(damagedFiles: Files, { story, isVouched }: Sound): "right" | "refused" | "cut" {
  const { outcome } = openFiles(damagedFiles);
  const { error } = outcome;
  if (error !== undefined) {
    assert.ok(error instanceof WalDamage || error instanceof WalForeign, String(error));
    assert.match(error.file, /^wal\/\d{16}\.wal$/);
    assert.ok(error.message.startsWith(error.file));
    return "refused";
  }
  const found: Recovered = recovered(outcome);
  const told = copyStory(story);
  // Nothing vouches for the very last batch: it may be cut, if that is said.
  if (!isVouched && found.tailCut) told.acknowledged--;
  checkRecovery(damagedFiles, told);
  return found.tailCut ? "cut" : "right";
}

function changed(files: Files, path: string, change: (bytes: Uint8Array) => Uint8Array): Files {
  return new Map([...files].map(([name, bytes]) => [name, name === path ? change(bytes.slice()) : bytes]));
}

describe("a damaged log", () => {
  for (const isVouched of [true, false]) {
    const whole = sound(isVouched ? 5 : 6, isVouched);
    const paths = [...whole.files.keys()];

    it(`is sound before (${isVouched ? "with" : "without"} a marker behind its last batch)`, () => {
      assert.equal(judge(whole.files, whole), "right");
      assert.ok(paths.length >= 4);
    });

    it("by one bit anywhere is read right, or refused", () => {
      const seen = new Set<string>();
      const dice = new Dice(3);
      for (const path of paths) {
        const length = whole.files.get(path)?.length ?? 0;
        for (let at = dice.below(5); at < length; at += dice.between(1, 70)) {
          const flip = (bytes: Uint8Array): Uint8Array => {
            bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
            return bytes;
          };
          seen.add(judge(changed(whole.files, path, flip), whole));
        }
      }
      assert.ok(seen.has("refused") && seen.has("right"));
      assert.ok(isVouched || seen.has("cut"));
    });

    it("by a lost, misdirected or foreign sector is read right, or refused", () => {
      const dice = new Dice(4);
      for (const path of paths.filter((name) => name.endsWith(".wal"))) {
        const length = whole.files.get(path)?.length ?? 0;
        for (let at = 0; at < length; at += SECTOR_BYTES) {
          const other = whole.files.get(paths[dice.below(paths.length)] ?? "") ?? assert.fail();
          const from = dice.below(other.length / SECTOR_BYTES) * SECTOR_BYTES;
          for (const sector of [new Uint8Array(SECTOR_BYTES), other.slice(from, from + SECTOR_BYTES)]) {
            judge(
              changed(whole.files, path, (bytes) => (bytes.set(sector, at), bytes)),
              whole,
            );
          }
        }
      }
    });

    it("by a file that is missing, too short, too long, doubled or in another's place is read right, or refused", () => {
      const seen = new Set<string>();
      for (const [i, path] of paths.entries()) {
        const bytes = whole.files.get(path) ?? assert.fail();
        seen.add(judge(new Map([...whole.files].filter(([name]) => name !== path)), whole));
        for (let size = 0; size < bytes.length; size += 300)
          seen.add(
            judge(
              changed(whole.files, path, (b) => b.subarray(0, size)),
              whole,
            ),
          );
        const longer = new Uint8Array(bytes.length + 700).fill(7);
        longer.set(bytes);
        assert.equal(
          judge(
            changed(whole.files, path, () => longer),
            whole,
          ),
          "right",
        );
        judge(new Map([...whole.files, [`wal/${segmentName(900)}`, bytes]]), whole);
        const next = paths[(i + 1) % paths.length] ?? "";
        judge(
          changed(whole.files, path, () => whole.files.get(next) ?? assert.fail()),
          whole,
        );
      }
      assert.ok(seen.has("refused"));
    });
  }

  it("names the group and the entries of a lost batch", () => {
    const turns = new Turns();
    const disk = new MemoryDisk(turns.defer);
    const { log } = recovered(open(disk, turns).outcome);
    append(log, turns, write(7, { snapshot: snapshotAt(0, 0) }));
    append(log, turns, write(7, { entries: [command(1, 1), command(2, 1)] }));
    log.idle();
    turns.run();
    const [path, bytes] = [...disk.files][0] ?? assert.fail();
    bytes[1536 + 104] = (bytes[1536 + 104] ?? 0) ^ 4;
    const { error } = openFiles(disk.files).outcome;
    assert.ok(error instanceof WalDamage);
    assert.deepEqual([error.file, error.offset, error.group, error.first, error.last], [path, 1536, 7, 1, 2]);
  });

  it("is refused wherever a later batch vouches for the damaged one, and cut only behind the last of them", () => {
    const turns = new Turns();
    const disk = new MemoryDisk(turns.defer);
    const { log } = recovered(open(disk, turns, { firstSegmentBytes: 2 ** 14 }).outcome);
    append(log, turns, write(7, { snapshot: snapshotAt(0, 0) }));
    for (let i = 1; i <= 9; i++) append(log, turns, write(7, { entries: [command(i, 1)] }));
    const path = `wal/${segmentName(1)}`;
    for (let sector = 1; sector <= 11; sector++) {
      for (let at = 0; at < 48; at++) {
        const files = changed(disk.files, path, (bytes) =>
          bytes.fill(
            (bytes[sector * SECTOR_BYTES + at] ?? 0) ^ 1,
            sector * SECTOR_BYTES + at,
            sector * SECTOR_BYTES + at + 1,
          ),
        );
        const { error, value } = openFiles(files).outcome;
        if (sector < 11) {
          assert.ok(error instanceof WalDamage, `byte ${at} of sector ${sector}`);
          assert.equal(error.offset, sector * SECTOR_BYTES);
        } else {
          assert.deepEqual([value?.tailCut, value?.groups[0]?.log.last], [true, 8]);
        }
      }
    }
  });

  it("says that a lost end was cut until something is appended, and keeps the piece", () => {
    const turns = new Turns();
    const disk = new MemoryDisk(turns.defer);
    const { log } = recovered(open(disk, turns).outcome);
    append(log, turns, write(7, { snapshot: snapshotAt(0, 0) }));
    append(log, turns, write(7, { entries: [command(1, 1), command(2, 1)] }));
    const bytes = disk.files.get(`wal/${segmentName(1)}`) ?? assert.fail();
    bytes[1536 + 104] = (bytes[1536 + 104] ?? 0) ^ 4;
    const piece = bytes.slice(1536, 2048);
    const first = openFiles(disk.files);
    const { tailCut, cut } = recovered(first.outcome);
    assert.equal(tailCut, true);
    assert.ok(cut?.keptIn !== undefined);
    const segment = first.disk.files.get(cut.file)?.length ?? 0;
    assert.ok(cut.offset % 512 === 0 && cut.offset > 0 && cut.offset + cut.bytes <= segment);
    assert.equal(first.disk.files.get(cut.keptIn)?.length, cut.bytes);
    assert.equal(recovered(first.outcome).groups[0]?.log.last, 0);
    const kept = [...first.disk.files].find(([name]) => name.endsWith(".cut")) ?? assert.fail();
    assert.deepEqual(kept[1], piece);
    const second = openFiles(first.disk.files);
    assert.equal(recovered(second.outcome).tailCut, true);
    assert.equal(recovered(second.outcome).cut, undefined);
    append(recovered(second.outcome).log, second.turns, write(7, { entries: [command(1, 1)] }));
    assert.equal(recovered(openFiles(second.disk.files).outcome).tailCut, false);
  });

  it("leaves nothing of a torn batch where others will be written", () => {
    const sizes = { firstSegmentBytes: 2 ** 14, lookAheadBytes: LOOK_AHEAD_BYTES };
    const turns = new Turns();
    const disk = new MemoryDisk(turns.defer);
    const { log } = recovered(open(disk, turns, sizes).outcome);
    append(log, turns, write(7, { snapshot: snapshotAt(0, 0) }));
    append(log, turns, write(7, { entries: [command(1, 1, new Uint8Array(3000).fill(9))] }));
    const path = `wal/${segmentName(1)}`;
    const torn = changed(disk.files, path, (bytes) => bytes.fill(0, 2048, 2560));
    const after = openFiles(torn, sizes);
    assert.equal(recovered(after.outcome).tailCut, true);
    assert.ok(
      after.disk.files
        .get(path)
        ?.subarray(2560)
        .every((byte) => byte === 0),
    );
  });

  it("of another program or version is refused with the version and its writer", () => {
    const { files } = sound(5, true);
    const [path = ""] = files.keys();
    const foreign = openFiles(changed(files, path, (bytes) => bytes.fill(0x41))).outcome.error;
    assert.ok(foreign instanceof WalForeign);
    assert.equal(foreign.version, undefined);
    const future = changed(files, path, (bytes) => {
      bytes[8] = 2;
      new DataView(bytes.buffer).setUint32(508, CRC32(bytes.subarray(0, 508), 0), true);
      return bytes;
    });
    const { error } = openFiles(future).outcome;
    assert.ok(error instanceof WalForeign);
    assert.deepEqual([error.file, error.version, error.writer], [path, 2, "keyval test"]);
  });
});

describe("arbitrary bytes", () => {
  const anySector = fc.uint8Array({ minLength: SECTOR_BYTES, maxLength: SECTOR_BYTES });
  const header = (incarnation: number): Uint8Array =>
    encodeSegmentHeader({ incarnation, capacity: 4096, durable: 0, salt: 1, writer: "x" }, CRC32);

  function refusedOrRead(bytes: Uint8Array): void {
    const { outcome } = openFiles(new Map([[`wal/${segmentName(1)}`, bytes]]));
    const { error } = outcome;
    assert.ok(error === undefined || error instanceof WalDamage || error instanceof WalForeign, String(error));
  }

  it("as a file are refused", () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 0, maxLength: 5000 }), refusedOrRead), { numRuns: 200 });
  });

  it("behind a sound header are refused, or cut", () => {
    fc.assert(
      fc.property(fc.array(anySector, { minLength: 7, maxLength: 7 }), (sectors) => {
        refusedOrRead(Uint8Array.from([...header(1), ...sectors.flatMap((sector) => [...sector])]));
      }),
      { numRuns: 100 },
    );
  });

  it("as the records of a sound batch are refused", () => {
    const seed = decodeSegmentHeader("", header(1), CRC32)?.seed ?? assert.fail();
    const small = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 8, 24), fc.nat(300), fc.nat(2 ** 31 - 1));
    fc.assert(
      fc.property(fc.array(small, { maxLength: 60 }), fc.boolean(), (words, isCheckpoint) => {
        const writer = new ByteWriter(64);
        writer.zeros(48);
        for (const word of words) writer.u32(word);
        const length = writer.length - 48;
        finishBatch(
          writer,
          { incarnation: 1, sequence: 1, durable: 0, head: 1, length, flags: isCheckpoint ? 1 : 0 },
          seed,
          CRC32,
        );
        const bytes = new Uint8Array(4096);
        bytes.set(header(1));
        bytes.set(writer.view(), SECTOR_BYTES);
        refusedOrRead(bytes);
      }),
      { numRuns: 500 },
    );
  });
});

describe("numbers near the edges", () => {
  for (const edge of [2 ** 31, 2 ** 32, 2 ** 52]) {
    it(`of sequence and incarnation from ${edge - 3} on`, () => {
      const fields = { incarnation: edge - 2, capacity: 2048, durable: 0, salt: 1, writer: "x" };
      const sector = encodeSegmentHeader(fields, CRC32);
      const seed = decodeSegmentHeader("", sector, CRC32)?.seed ?? assert.fail();
      const writer = new ByteWriter(64);
      writer.zeros(48);
      const { incarnation } = fields;
      finishBatch(
        writer,
        { incarnation, sequence: edge - 3, durable: edge - 4, head: incarnation, length: 0, flags: 1 },
        seed,
        CRC32,
      );
      const bytes = new Uint8Array(2048);
      bytes.set(sector);
      bytes.set(writer.view(), SECTOR_BYTES);
      let files: Files = new Map([[`wal/${segmentName(1)}`, bytes]]);
      const story = newStory();
      const dice = new Dice(edge % 1000);
      for (let life = 0; life < 6; life++) {
        const disk = live(files, story, dice, { steps: 20, crashAt: dice.between(40, 150), origin: edge - 4 });
        files = disk.crash((count) => dice.below(count));
        checkRecovery(files, story);
      }
    });
  }
});
