import assert from "node:assert/strict";
import { test } from "node:test";
import { ClockWatch } from "./clock-watch.js";
import { ScriptedClock } from "./world.test-helper.js";

test("a jump of the wall clock is seen once, in either direction", () => {
  for (const jump of [500, -500]) {
    const clock = new ScriptedClock();
    const watch = new ClockWatch(clock);
    assert.equal(watch.hasJumped(), false);
    clock.wallAhead += jump;
    assert.deepEqual([watch.hasJumped(), watch.hasJumped()], [true, false]);
  }
});

test("many short suspensions count together, a clock that is set right slowly does not", () => {
  const looks = (aheadPerLook: number, millisecondsPerLook: number): boolean => {
    const clock = new ScriptedClock();
    const watch = new ClockWatch(clock);
    let jumped = false;
    for (let i = 0; i < 50; i++) {
      clock.time += millisecondsPerLook;
      clock.wallAhead += aheadPerLook;
      jumped ||= watch.hasJumped();
    }
    return jumped;
  };
  assert.equal(looks(1, 10), true);
  assert.equal(looks(1, 1_000), false);
});
