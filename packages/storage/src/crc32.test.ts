import assert from "node:assert/strict";
import { describe, it } from "node:test";
import zlib from "node:zlib";
import { createCrc32 } from "./crc32.js";

describe("createCrc32", () => {
  const crc32 = createCrc32();

  it("is zlib's, for every length, alignment and seed", () => {
    const bytes = Uint8Array.from({ length: 400 }, (_, i) => (i * 73 + (i >> 3)) % 256);
    for (let from = 0; from < 9; from++) {
      for (let to = from; to < bytes.length; to++) {
        const part = bytes.subarray(from, to);
        const seed = (to * 2_654_435_761) % 2 ** 32;
        assert.equal(crc32(part, seed), zlib.crc32(part, seed));
      }
    }
  });

  it("goes on where a part before it ended", () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => 255 - i);
    assert.equal(crc32(bytes.subarray(37), crc32(bytes.subarray(0, 37), 0)), zlib.crc32(bytes));
  });

  it("has the check value of its kind", () => {
    assert.equal(
      crc32(
        Uint8Array.from("123456789", (digit) => digit.charCodeAt(0)),
        0,
      ),
      0xcbf43926,
    );
  });
});
