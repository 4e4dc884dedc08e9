import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { initialConfiguration } from "@keyval/raft";
import { createCrc32 } from "../crc32.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { ByteWriter } from "./byte-writer.js";
import { segmentName } from "./file-names.js";
import { writeEntries } from "./record.js";
import { append, command, open, openFiles, readAll, recovered, Turns, write } from "./wal-world.test-helper.js";

const page = readFileSync(new URL("../../../../docs/internals/wal.md", import.meta.url), "utf8");
const path = `wal/${segmentName(1)}`;
const options = { random: () => 0x01020304, writer: "keyval 0.1.0", crc32: createCrc32() };

/** The example of docs/internals/wal.md: one of each kind of record. */
function writeExample(): Uint8Array {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer);
  const { log } = recovered(open(disk, turns, { ...options, firstSegmentBytes: 4096 }).outcome);
  const configuration = initialConfiguration([{ id: 1, member: "a", incarnation: "1" }]);
  const snapshot = { index: 0, term: 0, configuration };
  const hardState = { term: 1, vote: 1, commit: 0 };
  append(log, turns, write(7, { replica: 1, snapshot, hardState }));
  const payload = Uint8Array.from([0x61, 0x62, 0x63]);
  const entries = [{ index: 1, term: 1, kind: "empty" as const, payload: new Uint8Array(0) }, command(2, 1, payload)];
  append(log, turns, write(7, { entries, mark: { index: 1, term: 1, configuration } }));
  log.release(7, 1);
  log.idle();
  turns.run();
  return disk.files.get(path) ?? assert.fail();
}

/** Lines of "offset: bytes  what they mean"; what no line names is zero. */
function goldenBytes(): Uint8Array {
  const bytes = new Uint8Array(4096);
  for (const [, offset = "", digits = ""] of page.matchAll(/^([0-9a-f]{4}): ((?:[0-9a-f]{2} ?)+)/gm)) {
    bytes.set(Buffer.from(digits.replaceAll(" ", ""), "hex"), Number.parseInt(offset, 16));
  }
  return bytes;
}

describe("the golden bytes of docs/internals/wal.md", () => {
  it("are what is written", () => {
    assert.equal(Buffer.from(writeExample()).toString("hex"), Buffer.from(goldenBytes()).toString("hex"));
  });

  it("are read", () => {
    const { outcome, turns } = openFiles(new Map([[path, goldenBytes()]]), options);
    const { log, groups, tailCut } = recovered(outcome);
    assert.equal(tailCut, false);
    const [group] = groups;
    assert.deepEqual([group?.group, group?.replica, group?.hardState], [7, 1, { term: 1, vote: 1, commit: 0 }]);
    assert.deepEqual(group?.log, { base: 1, baseTerm: 1, last: 2, terms: [], configurations: [] });
    assert.equal(group.snapshot.index, 1);
    assert.deepEqual(readAll(log, turns, 7, 2, 2).value, [command(2, 1, Uint8Array.from([0x61, 0x62, 0x63]))]);
  });
});

it("entries that were moved have the bytes of new ones, but for the kind", () => {
  const [fresh, moved] = [false, true].map((isMoved) => {
    const writer = new ByteWriter(100);
    writeEntries(writer, 7, 1, [command(5, 2)], isMoved);
    return [...writer.view()];
  });
  assert.deepEqual(fresh?.slice(0, 4), [4, 0, 0, 0]);
  assert.deepEqual(moved, [7, ...fresh.slice(1)]);
});

describe("a segment of version 1, as it was committed", () => {
  const fixture = new URL("../../testdata/wal-1.segment", import.meta.url);

  it("is read", () => {
    const files = new Map([[path, new Uint8Array(readFileSync(fixture))]]);
    const { outcome, turns } = openFiles(files, options);
    const { log, groups } = recovered(outcome);
    assert.deepEqual(
      groups.map(({ group }) => group),
      [7],
    );
    assert.equal(readAll(log, turns, 7, 2, 9).value?.length, 1);
  });

  it("is read with entries that were moved from a segment which is not there any more", () => {
    const folder = new URL("../../testdata/wal-1-moved/", import.meta.url);
    const files = new Map(
      readdirSync(folder).map((name) => [`wal/${name}`, new Uint8Array(readFileSync(new URL(name, folder)))]),
    );
    const record = files.get(`wal/${segmentName(9)}`)?.subarray(0x630);
    assert.deepEqual([record?.[0], record?.[8]], [7, 1], "a record of kind 7 of group 1");
    const { outcome, turns } = openFiles(files, options);
    const { log } = recovered(outcome);
    const kept = [1, 2, 3].map((index) => command(index, 3, new Uint8Array(50).fill(index)));
    assert.deepEqual(readAll(log, turns, 1, 1, 3).value, kept);
    assert.equal(readAll(log, turns, 2, 9, 9).value?.length, 1);
  });
});
