import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import { conversations, type Conversation, replay } from "./replay.test-helper.js";

const runs = process.env["LONG"] === "1" ? 50_000 : 300;

let recorded: readonly Conversation[] = [];
before(async () => {
  recorded = await conversations();
});

describe("a conversation means the same however it is cut into reads", () => {
  for (const [at, name] of ["a node client", "a node server", "every frame", "every answer"].entries()) {
    test(`${name}: at every point, and byte by byte`, () => {
      const conversation = recorded[at];
      assert.ok(conversation);
      const whole = replay(conversation, []);
      const { length } = conversation.bytes;
      assert.ok(length > 200);
      assert.match(whole, /:status|:method/);
      // A large frame in the middle is cut here and there only.
      const step = length > 5000 ? 7 : 1;
      for (let cut = 1; cut < length; cut += step) assert.equal(replay(conversation, [cut]), whole, `cut at ${cut}`);
      assert.equal(
        replay(
          conversation,
          Array.from({ length }, (_, one) => one),
        ),
        whole,
      );
    });
  }
});

/** Changes bytes, drops or repeats pieces. */
function mutate(bytes: Uint8Array, edits: readonly (readonly [number, number, number])[]): Uint8Array {
  let changed = Uint8Array.from(bytes);
  for (const [kind, where, value] of edits) {
    const at = where % changed.length;
    const until = Math.min(changed.length, at + (value % 50));
    if (kind < 6) changed[at] = value;
    else if (kind === 6) changed = Uint8Array.of(...changed.subarray(0, at), ...changed.subarray(until), 0);
    else changed = Uint8Array.of(...changed.subarray(0, until), ...changed.subarray(at));
  }
  return changed;
}

const edit = fc.tuple(fc.nat(7), fc.nat(100_000), fc.nat(255));
const cuts = fc.array(fc.nat(100_000), { maxLength: 5 });

test("a mutated conversation ends in order, and the same however it is cut into reads", () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(edit, { minLength: 1, maxLength: 5 }), cuts, (which, edits, where) => {
      const original = recorded[which % recorded.length];
      assert.ok(original);
      const conversation = { ...original, bytes: mutate(original.bytes, edits) };
      const sorted = where.map((cut) => cut % conversation.bytes.length).sort((a, b) => a - b);
      assert.equal(replay(conversation, sorted), replay(conversation, []));
    }),
    { numRuns: runs },
  );
});

test("arbitrary bytes behind a good beginning end in order", () => {
  fc.assert(
    fc.property(fc.nat(1), fc.uint8Array({ maxLength: 300 }), fc.nat(300), (which, bytes, cut) => {
      const original = recorded[which + 2];
      assert.ok(original);
      const beginning = original.bytes.subarray(0, which === 0 ? 33 : 15);
      const conversation = { ...original, bytes: Uint8Array.of(...beginning, ...bytes) };
      assert.equal(replay(conversation, [Math.min(cut, conversation.bytes.length)]), replay(conversation, []));
    }),
    { numRuns: runs },
  );
});
