import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Slices } from "./slices.js";

void describe("slices", () => {
  it("are done one per turn, each kind of work in its turn, and none inside a call", () => {
    const turns: (() => void)[] = [];
    const slices = new Slices((run) => void turns.push(run));
    const done: string[] = [];
    for (const [name, count] of [
      ["a", 3],
      ["b", 1],
      ["c", 2],
    ] as const) {
      let left = count;
      slices.add(() => {
        done.push(name);
        left--;
        return left > 0;
      });
    }
    assert.deepEqual(done, []);
    for (let next = turns.shift(); next !== undefined; next = turns.shift()) {
      next();
      assert.ok(turns.length <= 1, "one turn is asked for at a time");
    }
    assert.deepEqual(done, ["a", "b", "c", "a", "c", "a"]);
  });
});
