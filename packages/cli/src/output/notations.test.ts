import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { byteSize } from "./byte-size.js";
import { goDuration } from "./go-duration.js";
import { goQuote, goUnquote } from "./go-quote.js";
import { hexBytes, hexId } from "./hex.js";
import { tableText } from "./table.js";

const quoted: readonly [content: string | Uint8Array, text: string][] = [
  ["", '""'],
  ["plain text", '"plain text"'],
  ['a"b\\c', String.raw`"a\"b\\c"`],
  ["\x07\b\f\n\r\t\v", String.raw`"\a\b\f\n\r\t\v"`],
  ["\x00\x7f", String.raw`"\x00\x7f"`],
  ["grün 語 😀", '"grün 語 😀"'],
  ["\u00a0\u200b\u{e0001}", String.raw`"\u00a0\u200b\U000e0001"`],
  ["\ufffd", '"\ufffd"'],
  [Uint8Array.of(0xff, 0x61, 0xe4), String.raw`"\xffa\xe4"`],
  [Uint8Array.of(0xed, 0xa0, 0x80), String.raw`"\xed\xa0\x80"`],
];

const durations: readonly [milliseconds: number, text: string][] = [
  [0, "0s"],
  [0.000_001, "1ns"],
  [0.0015, "1.5µs"],
  [4.746263, "4.746263ms"],
  [999.999, "999.999ms"],
  [1_000, "1s"],
  [61_500, "1m1.5s"],
  [3_600_000, "1h0m0s"],
];

const sizes: readonly [bytes: number, text: string][] = [
  [0, "0 B"],
  [9, "9 B"],
  [10, "10 B"],
  [999, "999 B"],
  [1_000, "1.0 kB"],
  [9_940, "9.9 kB"],
  [20_480, "20 kB"],
  [21_500, "22 kB"],
  [2_147_483_648, "2.1 GB"],
  [1e15, "1.0 PB"],
];

void describe("notations of etcdctl", () => {
  for (const [content, text] of quoted) {
    void it(`quote ${text}`, () => {
      assert.equal(goQuote(content), text);
      assert.deepEqual(goUnquote(text), Buffer.from(content));
    });
  }

  for (const text of ["plain", '"open', '"a"b"', String.raw`"\q"`]) {
    void it(`know that ${text} is not quoted`, () => assert.equal(goUnquote(text), undefined));
  }

  for (const [milliseconds, text] of durations) {
    void it(`write ${milliseconds} ms as ${text}`, () => assert.equal(goDuration(milliseconds), text));
  }

  for (const [bytes, text] of sizes)
    void it(`write ${bytes} bytes as ${text}`, () => assert.equal(byteSize(bytes), text));

  void it("write ids in hexadecimal, whatever their sign and size", () => {
    assert.deepEqual(
      [hexId(255), hexId(255, 16), hexId(2n ** 64n - 1n), hexId(-1, 16)],
      ["ff", "00000000000000ff", "ffffffffffffffff", "-000000000000001"],
    );
    assert.equal(hexBytes(Uint8Array.of(1, 0xab)), String.raw`\x01\xab`);
  });

  void it("draw tables", () => {
    const table = tableText({ head: ["ID", "hash_revision"], rows: [["8e9e05c52164694d", "é"]] });
    assert.equal(
      table,
      [
        "┌──────────────────┬───────────────┐",
        "│        ID        │ HASH REVISION │",
        "├──────────────────┼───────────────┤",
        "│ 8e9e05c52164694d │             é │",
        "└──────────────────┴───────────────┘",
        "",
      ].join("\n"),
    );
  });
});
