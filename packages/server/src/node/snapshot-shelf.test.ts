import assert from "node:assert/strict";
import { describe, it } from "node:test";
import zlib from "node:zlib";
import { initialConfiguration } from "@keyval/raft";
import { EngineDamage, type Pinned } from "@keyval/storage";
import { SnapshotShelf } from "./snapshot-shelf.js";

const crc32 = (bytes: Uint8Array, seed: number): number => zlib.crc32(bytes, seed);
const CONTENT = Uint8Array.from({ length: 10 }, (_, i) => i);
const PIECE = 4;

/** A shelf with a snapshot of one file that holds these bytes, and was written as `CONTENT`. */
function shelfWith(bytes: Uint8Array): SnapshotShelf {
  const file: Pinned["files"][number] = {
    id: "cold",
    size: CONTENT.length,
    checksum: crc32(CONTENT, 0),
    read: (position, target, done) => {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      done({ error: undefined, value: part.length });
    },
  };
  const shelf = new SnapshotShelf({ crc32, writer: "test", group: 1 });
  const snapshot = {
    index: 7,
    term: 1,
    configuration: initialConfiguration([{ id: 1, member: "a", incarnation: "" }]),
  };
  shelf.put(snapshot, 1, { applied: 7, state: new Uint8Array(0), files: [file], release: () => undefined });
  return shelf;
}

/** The errors of reads from here to the end. */
function errorsFrom(shelf: SnapshotShelf, first: number): unknown[] {
  const errors: unknown[] = [];
  for (let position = first; position < CONTENT.length; position += PIECE) {
    const piece = { index: 7, file: 1, position, bytesMax: PIECE };
    shelf.read(piece, setImmediate, ({ error }) => errors.push(error));
  }
  return errors;
}

void describe("SnapshotShelf", () => {
  it("lends a file as it was written, as often as it is asked", () => {
    const shelf = shelfWith(CONTENT);
    for (const first of [0, 0, PIECE]) assert.ok(errorsFrom(shelf, first).every((error) => error === undefined));
  });

  it("says so when a file that it lends has rotted", () => {
    const shelf = shelfWith(CONTENT.with(5, 99));
    const errors = errorsFrom(shelf, 0);
    assert.deepEqual(errors.slice(0, -1), [undefined, undefined]);
    assert.ok(errors.at(-1) instanceof EngineDamage);
  });

  it("says nothing of a file whose beginning it did not read", () => {
    const shelf = shelfWith(CONTENT.with(5, 99));
    assert.ok(errorsFrom(shelf, PIECE).every((error) => error === undefined));
  });
});
