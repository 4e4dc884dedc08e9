import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readUtf8, utf8Length, writeUtf8 } from "./utf8.js";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function written(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  writeUtf8(text, bytes, 0);
  return bytes;
}

/** The text, or undefined where the bytes are none. */
function textOf(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

describe("UTF-8", () => {
  test("is written as Node writes it, halves of surrogate pairs too", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
        ),
        (text) => {
          assert.deepEqual(written(text), new Uint8Array(new TextEncoder().encode(text)));
        },
      ),
    );
  });

  test("of any length is read as it was written", () => {
    for (const text of ["", "ä".repeat(5000), "𝄞".repeat(3000), `${"a".repeat(1023)}😀`]) {
      const bytes = written(text);
      assert.equal(readUtf8(bytes, 0, bytes.length), text);
    }
  });

  test("is read between two positions", () => {
    assert.equal(readUtf8(written("aßc"), 1, 3), "ß");
    assert.throws(() => readUtf8(written("aßc"), 0, 2), { code: "text" });
  });

  test("of any bytes is a text exactly where Node finds one", () => {
    const lead = fc.constantFrom(0x00, 0x7f, 0x80, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff);
    const tail = fc.constantFrom(0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0x41);
    fc.assert(
      fc.property(fc.array(fc.oneof(lead, tail, fc.nat(255)), { maxLength: 8 }), (array) => {
        const bytes = Uint8Array.from(array);
        assert.equal(
          textOf(() => readUtf8(bytes, 0, bytes.length)),
          textOf(() => strict.decode(bytes)),
        );
      }),
      { numRuns: 3000 },
    );
  });
});
