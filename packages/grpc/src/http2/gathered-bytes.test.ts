import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { GatheredBytes } from "./gathered-bytes.js";

void describe("GatheredBytes", () => {
  it("gives what was put in, and is empty afterwards", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.uint8Array({ maxLength: 50 }))), (rounds) => {
        const gathered = new GatheredBytes();
        for (const pieces of rounds) {
          for (const piece of pieces) gathered.append(piece);
          const whole = Buffer.concat(pieces);
          assert.equal(gathered.length, whole.length);
          assert.deepEqual(Buffer.from(gathered.take()), whole);
          assert.deepEqual([gathered.length, gathered.pinned], [0, 0]);
        }
      }),
    );
  });

  it("keeps what was taken apart from what comes next", () => {
    const gathered = new GatheredBytes();
    gathered.append(Uint8Array.of(1, 2));
    gathered.append(Uint8Array.of(3));
    const taken = gathered.take();
    gathered.append(Uint8Array.of(9, 9, 9, 9));
    assert.deepEqual([...taken], [1, 2, 3]);
  });

  it("pins at most twice its bytes, however small the pieces are", () => {
    const gathered = new GatheredBytes();
    for (let count = 1; count <= 100_000; count++) {
      gathered.append(Uint8Array.of(count));
      assert.ok(gathered.pinned <= 2 * count);
    }
  });
});
