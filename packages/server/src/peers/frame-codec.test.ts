import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readFileSync } from "node:fs";
import { Writer } from "@keyval/raft/varint";
import fc from "fast-check";
import type { Append, Entry } from "@keyval/raft";
import type { Frame } from "../node/index.js";
import { EncodedEntries } from "./encoded-entries.js";
import { readFrames, writeFrame } from "./frame-codec.js";
import { FrameError } from "./frame-reader.js";
import { REJOINED_BYTES_MAX } from "./limits.js";
import { cut, Joiner, writerOfPieces } from "./pieces.js";
import { frames, numbers } from "./random-frames.test-helper.js";
import { writeSized } from "./write-sized.js";

const page = readFileSync(new URL("../../../../docs/internals/peer-frames.md", import.meta.url), "utf8");

function encode(...all: readonly Frame[]): Uint8Array {
  const writer = new Writer();
  for (const frame of all) writeFrame(writer, frame);
  return writer.bytes();
}

function appendOf(to: number, entries: readonly Entry[]): { kind: "raft"; group: number; message: Append } {
  const prevIndex = (entries[0]?.index ?? 9) - 1;
  const message: Append = { kind: "append", from: 1, to, term: 7, prevIndex, prevTerm: 6, commit: 4, entries };
  return { kind: "raft", group: 1, message };
}

void describe("frames", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 6 }), (all) => {
        assert.deepEqual(readFrames(encode(...all)), all);
      }),
      { numRuns: 500 },
    );
  });

  it("of several followers are read as they were written, where their entries are encoded once", () => {
    const encoded = new EncodedEntries();
    const entriesFrom = (first: number, count: number): Entry[] =>
      Array.from({ length: count }, (_, i) => ({
        ...{ index: first + i, term: 2 ** 32, kind: "command", payload: new Uint8Array(300 + i).fill(i) },
      }));
    const appends = [entriesFrom(2 ** 32, 3), entriesFrom(2 ** 32, 3), entriesFrom(2 ** 32 + 3, 1), []].flatMap(
      (entries) => [appendOf(2, entries), appendOf(3, entries)],
    );
    const read = appends.flatMap((frame) => {
      const writer = new Writer();
      writeFrame(writer, frame, encoded);
      return readFrames(writer.bytes());
    });
    assert.deepEqual(read, appends);
    const entries = entriesFrom(1, 2);
    assert.equal(encoded.of(entries), encoded.of(entries));
  });

  it("have no entries with a gap, and none that stand elsewhere", () => {
    const entry: Entry = { index: 5, term: 1, kind: "empty", payload: new Uint8Array(0) };
    const misplaced: Append = { ...appendOf(2, [entry]).message, prevIndex: 3 };
    assert.throws(() => encode({ kind: "raft", group: 1, message: misplaced }), /entries are sent in their place/);
    assert.throws(() => encode(appendOf(2, [entry, { ...entry, index: 7 }])), /entries are sent in one piece/);
  });

  it("of unknown kinds are left out, and so are unknown messages", () => {
    const writer = new Writer();
    writeFrame(writer, { kind: "alive" });
    writer.number(99);
    writeSized(writer, Uint8Array.of(1, 2, 3));
    writer.number(2);
    writeSized(writer, Uint8Array.of(1, 77));
    writeFrame(writer, { kind: "alive" });
    assert.deepEqual(readFrames(writer.bytes()), [{ kind: "alive" }, { kind: "alive" }]);
  });

  it("may have more fields than this version knows", () => {
    const known = encode({ kind: "gone", group: 1, to: 2, from: 3, index: 4 });
    const [kind = 0, size = 0, ...content] = known;
    const longer = Uint8Array.from([kind, size + 2, ...content, 1, 2]);
    assert.deepEqual(readFrames(longer), [{ kind: "gone", group: 1, to: 2, from: 3, index: 4 }]);
  });

  it("that are damaged end in a FrameError, or in other frames, and in nothing else", () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(frames, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(255), (all, at, byte) => {
        const bytes = encode(...all);
        bytes[at % bytes.length] = byte;
        try {
          readFrames(bytes);
        } catch (error) {
          assert.ok(error instanceof FrameError, String(error));
          refused += 1;
        }
      }),
      { numRuns: 1_000 },
    );
    assert.ok(refused > 50, `${refused}`);
  });

  it("of arbitrary bytes likewise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          readFrames(bytes);
        } catch (error) {
          assert.ok(error instanceof FrameError, String(error));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("look as the page says", () => {
    const golden = [...page.matchAll(/```text\n([^`]*)```/gu)].map(([, block = ""]) =>
      block.split("\n").flatMap((line) => (line.split("  ")[0] ?? "").split(" ").filter((digits) => digits !== "")),
    );
    const message = {
      kind: "append" as const,
      from: 1,
      to: 2,
      term: 300,
      prevIndex: 2 ** 32,
      prevTerm: 299,
      commit: 5,
      entries: [{ index: 2 ** 32 + 1, term: 300, kind: "command" as const, payload: Uint8Array.of(1, 2, 3) }],
    };
    const expected = [encode({ kind: "alive" }), encode({ kind: "raft", group: 1, message })];
    const hex = expected.map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")));
    assert.deepEqual(golden, hex);
  });
});

void describe("pieces", () => {
  it("are put together to what was cut", () => {
    for (const length of [1, 65_534, 65_535, 65_536, 131_070, 131_071, 1_000_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i % 251);
      const joiner = new Joiner();
      const writer = writerOfPieces();
      writer.append(bytes);
      const pieces = cut(writer);
      assert.ok(pieces.every((piece) => piece.length <= 65_536));
      const results = pieces.map((piece) => joiner.add(piece));
      assert.deepEqual(
        results.slice(0, -1),
        pieces.slice(0, -1).map(() => undefined),
      );
      assert.deepEqual(results.at(-1), bytes);
    }
  });

  it("are copied, from buffers of Node too", () => {
    const piece = Buffer.from([0, 1, 2, 3]);
    const whole = new Joiner().add(piece);
    piece.fill(0);
    assert.deepEqual(whole, Uint8Array.of(1, 2, 3));
  });

  it("that never end are refused before they fill the memory", () => {
    const joiner = new Joiner();
    const piece = new Uint8Array(1 + 8 * 1024 * 1024);
    piece[0] = 1;
    for (let i = 0; i < REJOINED_BYTES_MAX / (8 * 1024 * 1024); i++) joiner.add(piece);
    assert.throws(() => joiner.add(piece), FrameError);
  });

  it("without a known mark are refused", () => {
    assert.throws(() => new Joiner().add(Uint8Array.of(7, 1)), FrameError);
    assert.throws(() => new Joiner().add(new Uint8Array(0)), FrameError);
  });
});

void describe("numbers", () => {
  it("beyond 2^53, or cut off, are refused", () => {
    assert.throws(() => readFrames(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)), FrameError);
    assert.throws(() => readFrames(Uint8Array.of(0x80)), FrameError);
    fc.assert(
      fc.property(numbers, (number) => {
        const frame: Frame = { kind: "gone", group: number, to: 1, from: 1, index: number };
        assert.deepEqual(readFrames(encode(frame)), [frame]);
      }),
    );
  });
});
