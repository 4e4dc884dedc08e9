import assert from "node:assert/strict";
import { test } from "node:test";
import { gzip } from "./gzip.js";

test("gzip packs what takes little time, and leaves what would hold up everybody else as it is", () => {
  const packed = gzip.compress(new Uint8Array(2 ** 17).fill(7));
  assert.ok(packed !== undefined && packed.length < 2 ** 12);
  assert.equal((gzip.decompress(packed, 2 ** 17) as Uint8Array).length, 2 ** 17);
  assert.equal(gzip.compress(new Uint8Array(2 ** 17 + 1).fill(7)), undefined);
});
