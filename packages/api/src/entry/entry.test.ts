import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { bareHeader, bodyOf, decodeEntry, encodeEntry, kindOf, type EntryHeader } from "./entry.js";

const page = readFileSync(new URL("../../../../docs/internals/entry-header.md", import.meta.url), "utf8");

/** The bytes that open the lines of each block on the page: pairs of hexadecimal digits up to two spaces. */
const golden = [...page.matchAll(/```text\n([^`]*)```/gu)].map(([, block = ""]) =>
  block.split("\n").flatMap((line) => (line.split("  ")[0] ?? "").split(" ").filter((digits) => digits !== "")),
);

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const full: EntryHeader = {
  kind: 300,
  epoch: 2 ** 32,
  command: { session: 7, number: 2 ** 31, acknowledged: 5 },
  user: "üb",
  authRevision: 2 ** 52,
  spans: [
    { first: bytes("k"), end: bytes("k") },
    { first: bytes("a"), end: bytes("c") },
  ],
  origin: { run: 9, number: 2 ** 32 },
};

function hex(payload: Uint8Array): string[] {
  return Array.from(payload, (byte) => byte.toString(16).padStart(2, "0"));
}

describe("the header of an entry", () => {
  test("has the bytes that its page says", () => {
    assert.equal(golden.length, 2);
    assert.deepEqual(hex(encodeEntry(bareHeader(0), bytes("body"))), golden[0]);
    assert.deepEqual(hex(encodeEntry(full, bytes("!"))), golden[1]);
  });

  test("is read as it was written, and the body with or without it", () => {
    for (const header of [bareHeader(0), bareHeader(127), bareHeader(128), full]) {
      const payload = encodeEntry(header, bytes("body"));
      const decoded = decodeEntry(payload);
      assert.deepEqual(decoded.header, header);
      assert.deepEqual([decoded.body, bodyOf(payload)], [bytes("body"), bytes("body")]);
      assert.equal(kindOf(payload), header.kind);
    }
  });

  test("may have fields that are not known yet", () => {
    const payload = Uint8Array.from([1, 0, 6, 100, 1, 42, 1, 1, 9, 33]);
    assert.deepEqual(decodeEntry(payload).header, { ...bareHeader(0), epoch: 9 });
    assert.deepEqual(bodyOf(payload), bytes("!"));
  });

  test("of another version, or cut off, is nobody's to guess", () => {
    for (const payload of [[2, 0, 0], [1, 0, 6, 100], [1], []]) {
      assert.throws(() => decodeEntry(Uint8Array.from(payload)), { name: "AssertionError" });
      assert.throws(() => bodyOf(Uint8Array.from(payload)), { name: "AssertionError" });
      assert.throws(() => kindOf(Uint8Array.from(payload.slice(0, 1))), { name: "AssertionError" });
    }
  });
});
