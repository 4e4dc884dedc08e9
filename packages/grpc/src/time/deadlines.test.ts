import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Deadlines, type Waiting } from "./deadlines.js";
import { ManualClock } from "./manual-clock.test-helper.js";

class Waiter implements Waiting {
  readonly dueAt: number;
  previous: Waiting | undefined;
  next: Waiting | undefined;
  expiredAt: number | undefined;

  constructor(
    readonly clock: ManualClock,
    milliseconds: number,
    readonly then: () => void = () => undefined,
  ) {
    this.dueAt = clock.now() + milliseconds;
  }

  expired(): void {
    assert.equal(this.expiredAt, undefined, "expires once");
    this.expiredAt = this.clock.now();
    this.then();
  }
}

void describe("Deadlines", () => {
  it("asks the clock for no timer longer than a turn of the wheel, however far a deadline is", () => {
    const delays: number[] = [];
    const clock = new ManualClock();
    const after = clock.after.bind(clock);
    clock.after = (milliseconds, run) => {
      delays.push(milliseconds);
      return after(milliseconds, run);
    };
    const deadlines = new Deadlines(clock);
    // The longest that a grpc-timeout can say.
    const far = new Waiter(clock, 99_999_999 * 3_600_000);
    deadlines.add(far);
    clock.advance(60_000);
    assert.ok(delays.every((delay) => delay <= 5000));
    assert.deepEqual([far.expiredAt, deadlines.count], [undefined, 1]);
    deadlines.remove(far);
    assert.equal(clock.timers, 0);
  });

  it("meets each deadline in its time, not before and at most two ticks late, and leaves no timer behind", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("add" as const), ms: fc.oneof(fc.nat(40), fc.nat(20_000)) }),
      fc.record({ kind: fc.constant("remove" as const), ms: fc.nat(100) }),
      fc.record({ kind: fc.constant("advance" as const), ms: fc.oneof(fc.nat(30), fc.nat(9_000)) }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom(0, 2 ** 31 - 50, 2 ** 40 + 0.25),
        (steps, start) => {
          const clock = new ManualClock(start);
          const deadlines = new Deadlines(clock);
          const waiting: Waiter[] = [];
          for (const { kind, ms } of steps) {
            if (kind === "advance") clock.advance(ms);
            else if (kind === "add") {
              const waiter = new Waiter(clock, ms);
              waiting.push(waiter);
              deadlines.add(waiter);
            } else {
              const [taken] = waiting.splice(ms % (waiting.length + 1), 1);
              if (taken?.expiredAt === undefined && taken !== undefined) deadlines.remove(taken);
            }
            for (const { dueAt, expiredAt } of waiting) {
              if (expiredAt === undefined) assert.ok(clock.now() < dueAt + 17);
              else assert.ok(expiredAt >= dueAt && expiredAt <= dueAt + 16);
            }
            const open = waiting.filter(({ expiredAt }) => expiredAt === undefined).length;
            assert.equal(deadlines.count, open);
            assert.equal(clock.timers, open === 0 ? 0 : 1);
          }
        },
      ),
    );
  });

  it("lets who expires add and remove others", () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock);
    const removed = new Waiter(clock, 10);
    const added = new Waiter(clock, 20);
    const first = new Waiter(clock, 10, () => {
      deadlines.remove(removed);
      deadlines.add(added);
    });
    deadlines.add(removed);
    deadlines.add(first);
    clock.advance(100);
    assert.ok(first.expiredAt !== undefined && added.expiredAt !== undefined);
    assert.ok(added.expiredAt - first.expiredAt <= 16, "not a turn of the wheel later");
    assert.equal(removed.expiredAt, undefined);
    assert.equal(clock.timers, 0);
  });

  it("catches up after the loop was busy for longer than a turn of the wheel", () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock);
    const waiters = [1, 500, 4_200, 9_000].map((ms) => {
      const waiter = new Waiter(clock, ms);
      deadlines.add(waiter);
      return waiter;
    });
    clock.stall(20_000);
    clock.advance(0);
    assert.deepEqual(
      waiters.map(({ expiredAt }) => expiredAt),
      [20_000, 20_000, 20_000, 20_000],
    );
  });

  it("wakes only where somebody waits", () => {
    const clock = new ManualClock();
    let armed = 0;
    const counting = {
      now: () => clock.now(),
      soon: (run: () => void) => clock.soon(run),
      after: (ms: number, run: () => void) => {
        armed += 1;
        return clock.after(ms, run);
      },
    };
    const deadlines = new Deadlines(counting);
    deadlines.add(new Waiter(clock, 60_000));
    clock.advance(70_000);
    assert.equal(deadlines.count, 0);
    // Once for each turn of the wheel, which takes about 4 s.
    assert.ok(armed <= 17, `${armed}`);
  });
});
