import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { DecodeError } from "../index.js";
import { anyMessage, codecOf, messageNames } from "../messages.test-helper.js";

/** Bytes that were a message before something happened to them. */
function anyDamage(message: string): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({ at: fc.nat(300), drop: fc.nat(3), insert: fc.uint8Array({ maxLength: 3 }) });
  return fc.tuple(anyMessage(message), fc.array(edit, { minLength: 1, maxLength: 3 })).map(([content, edits]) => {
    let bytes = [...codecOf(message).encode(content)];
    for (const { at, drop, insert } of edits) bytes = bytes.toSpliced(at % (bytes.length + 1), drop, ...insert);
    return Uint8Array.from(bytes);
  });
}

describe("any message", () => {
  for (const name of messageNames) {
    const codec = codecOf(name);

    test(`${name} is read as it was written`, () => {
      fc.assert(
        fc.property(anyMessage(name), (message) => {
          assert.deepEqual(codec.decode(codec.encode(message)), message);
        }),
        { numRuns: 20 },
      );
    });

    test(`${name} of any bytes is a message or a DecodeError`, () => {
      fc.assert(
        fc.property(fc.oneof(anyDamage(name), fc.uint8Array({ maxLength: 40 })), (bytes) => {
          let message;
          try {
            message = codec.decode(bytes);
          } catch (error) {
            assert.ok(error instanceof DecodeError, String(error));
            return;
          }
          assert.deepEqual(codec.decode(codec.encode(message)), message);
        }),
        { numRuns: 40 },
      );
    });
  }
});
