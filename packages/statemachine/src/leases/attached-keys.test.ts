import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import { textOfKey } from "../key-text.js";
import { AttachedKeys, type KeySet } from "./attached-keys.js";

/** Keys up to one of them, counting how often it is asked. */
class Below implements KeySet {
  asked = 0;
  readonly end: string;

  constructor(end: string) {
    this.end = end;
  }

  has(key: Uint8Array): boolean {
    this.asked++;
    return textOfKey(key) < this.end;
  }
}

void describe("the keys of a lease", () => {
  it("are all in a set, or not, whoever asked before and whatever came and went", () => {
    const answers = { yes: 0, no: 0 };
    for (let seed = 1; seed <= 200; seed++) {
      const random = new SeededRandom(seed);
      const keys = new AttachedKeys();
      const sets = [new Below("d"), new Below("f"), new Below("z")] as const;
      for (let step = 0; step < 100; step++) {
        const key = random.pick(["a", "b", "c", "d", "e", "f", "g"]);
        if (random.once(2)) keys.delete(key);
        else keys.add(key);
        const set = random.pick(sets);
        const expected = [...keys.all].every((each) => each < set.end);
        assert.equal(keys.areAllIn(set), expected, `seed ${seed}, step ${step}`);
        answers[expected ? "yes" : "no"]++;
      }
    }
    assert.ok(answers.yes > 1_000 && answers.no > 1_000, JSON.stringify(answers));
  });

  it("are not all asked about again by whoever adds one after the other", () => {
    const keys = new AttachedKeys();
    const set = new Below("l");
    for (let i = 0; i < 1_000; i++) {
      assert.ok(keys.areAllIn(set));
      keys.add(`key ${i}`);
    }
    assert.ok(keys.areAllIn(set));
    assert.equal(set.asked, 1_000);
    // Those that are put again leave and come back.
    for (let i = 0; i < 1_000; i++) {
      keys.delete("key 1");
      keys.add("key 1");
      assert.ok(keys.areAllIn(set));
    }
    assert.equal(set.asked, 2_000);
  });

  it("take no more space the longer nobody asks", () => {
    const keys = new AttachedKeys();
    const set = new Below("l");
    for (let i = 0; i < 10; i++) keys.add(`key ${i}`);
    assert.ok(keys.areAllIn(set));
    for (let i = 0; i < 1_000; i++) {
      keys.delete("key 1");
      keys.add("key 1");
    }
    set.asked = 0;
    assert.ok(keys.areAllIn(set));
    assert.equal(set.asked, 10, "once more all of them, and not each of a thousand changes");
  });
});
