import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlarmAction, AlarmType, type Id } from "@keyval/api";
import { SeededRandom } from "@keyval/raft/testing";
import type { Digest } from "../hash/digest.js";
import { Alarms } from "./alarms.js";
import { ALARMS_MAX } from "./limits.js";

const { NONE, NOSPACE, CORRUPT } = AlarmType;
const halves = ({ high, low }: Digest): Digest => ({ high, low });

const raise = (alarms: Alarms, memberID: Id, alarm: AlarmType) =>
  alarms.apply({ action: AlarmAction.ACTIVATE, memberID, alarm });
const clear = (alarms: Alarms, memberID: Id, alarm: AlarmType) =>
  alarms.apply({ action: AlarmAction.DEACTIVATE, memberID, alarm });

const HUGE = 2n ** 64n - 1n;

void describe("Alarms", () => {
  void it("are active until the last member's is cleared", () => {
    const alarms = new Alarms();
    raise(alarms, 1, NOSPACE);
    raise(alarms, HUGE, NOSPACE);
    raise(alarms, 1, NOSPACE);
    assert.deepEqual([alarms.isActive(NOSPACE), alarms.isActive(CORRUPT)], [true, false]);
    clear(alarms, 1, NOSPACE);
    assert.equal(alarms.isActive(NOSPACE), true);
    clear(alarms, HUGE, NOSPACE);
    assert.equal(alarms.isActive(NOSPACE), false);
  });

  void it("answer with what is on, or was cleared", () => {
    const alarms = new Alarms();
    const space = { memberID: HUGE, alarm: NOSPACE };
    assert.deepEqual(raise(alarms, HUGE, NOSPACE), [space]);
    assert.deepEqual(raise(alarms, HUGE, NOSPACE), [space]);
    assert.deepEqual(clear(alarms, HUGE, CORRUPT), []);
    assert.deepEqual(clear(alarms, 1, NOSPACE), []);
    assert.deepEqual(clear(alarms, HUGE, NOSPACE), [space]);
    assert.deepEqual(clear(alarms, HUGE, NOSPACE), []);
  });

  void it("are listed by member and kind; NONE asks for all and raises none", () => {
    const alarms = new Alarms();
    raise(alarms, HUGE, CORRUPT);
    raise(alarms, 10, NOSPACE);
    raise(alarms, 9, CORRUPT);
    raise(alarms, 9, NOSPACE);
    assert.deepEqual(raise(alarms, 9, NONE), []);
    assert.deepEqual(raise(alarms, 9, 7 as AlarmType), []);
    const get = (alarm: AlarmType) => alarms.apply({ action: AlarmAction.GET, memberID: 0, alarm });
    assert.deepEqual(
      get(NONE).map(({ memberID, alarm }) => [memberID, alarm]),
      [
        [9, NOSPACE],
        [9, CORRUPT],
        [10, NOSPACE],
        [HUGE, CORRUPT],
      ],
    );
    assert.equal(get(CORRUPT).length, 2);
    assert.deepEqual(alarms.apply({ action: 9 as AlarmAction, memberID: 9, alarm: NOSPACE }), []);
  });

  void it("have a bound", () => {
    const alarms = new Alarms();
    for (let id = 1; id <= ALARMS_MAX; id++) raise(alarms, id, CORRUPT);
    assert.deepEqual(raise(alarms, ALARMS_MAX + 1, NOSPACE), []);
    assert.equal(alarms.isActive(NOSPACE), false);
    assert.equal(raise(alarms, 1, CORRUPT).length, 1);
  });

  void it("are the same after they were written and read, however they came about", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = new SeededRandom(seed);
      const alarms = new Alarms();
      for (let i = 0; i < 30; i++) {
        random.pick([raise, clear])(alarms, random.pick([1, 2, HUGE]), random.pick([NOSPACE, CORRUPT]));
      }
      const restored = Alarms.fromState(alarms.toState());
      assert.deepEqual(restored.toState(), alarms.toState());
      assert.deepEqual(halves(restored.hash), halves(alarms.hash));
      assert.deepEqual(halves(alarms.recomputedHash()), halves(alarms.hash));
      for (const kind of [NOSPACE, CORRUPT] as const) {
        assert.equal(restored.isActive(kind), alarms.get(kind).length > 0);
        assert.equal(alarms.isActive(kind), alarms.get(kind).length > 0);
      }
    }
  });
});
