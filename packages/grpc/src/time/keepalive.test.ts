import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Keepalive } from "./keepalive.js";
import { ManualClock } from "./manual-clock.test-helper.js";
import { PingStrikes } from "./ping-strikes.js";

void describe("Keepalive", () => {
  let clock: ManualClock;
  let host: { bytesReceived: number; hasCalls: boolean; pings: number; deaths: number; ping(): number; dead(): number };

  beforeEach(() => {
    clock = new ManualClock();
    host = {
      bytesReceived: 0,
      hasCalls: true,
      pings: 0,
      deaths: 0,
      ping: () => (host.pings += 1),
      dead: () => (host.deaths += 1),
    };
  });

  const start = (withoutCalls = false, answered?: (milliseconds: number) => void) =>
    new Keepalive(clock, { timeMs: 1000, timeoutMs: 200, withoutCalls, ...(answered && { answered }) }, host);

  it("asks a silent connection once, and gives it up without an answer", () => {
    start();
    clock.advance(1199);
    assert.deepEqual([host.pings, host.deaths], [1, 0]);
    clock.advance(1);
    assert.deepEqual([host.pings, host.deaths, clock.timers], [1, 1, 0]);
  });

  it("takes anything that arrives for an answer", () => {
    start();
    clock.advance(1100);
    host.bytesReceived += 17;
    clock.advance(1099);
    assert.deepEqual([host.pings, host.deaths], [1, 0]);
  });

  it("tells how long an answer took, and of no answer that nobody asked for", () => {
    const took: number[] = [];
    const keepalive = start(false, (milliseconds) => took.push(milliseconds));
    keepalive.pong();
    clock.advance(1040);
    host.bytesReceived += 17;
    keepalive.pong();
    keepalive.pong();
    clock.advance(1160 + 30);
    keepalive.pong();
    assert.deepEqual(took, [40, 30]);
  });

  it("does not ask where something arrives all the time", () => {
    start();
    for (let turn = 0; turn < 20; turn++) {
      host.bytesReceived += 1;
      clock.advance(900);
    }
    assert.equal(host.pings, 0);
  });

  it("lets an idle connection sleep, unless it is told otherwise", () => {
    host.hasCalls = false;
    const asleep = start();
    clock.advance(10_000);
    assert.equal(host.pings, 0);
    asleep.stop();
    start(true);
    clock.advance(1000);
    assert.equal(host.pings, 1);
  });

  it("leaves no timer behind", () => {
    start().stop();
    assert.equal(clock.timers, 0);
  });
});

void describe("PingStrikes", () => {
  const policy = { minTimeMs: 5000, withoutCalls: false };

  it("forgives two pings that come too early, not three", () => {
    const clock = new ManualClock();
    const strikes = new PingStrikes(clock, policy);
    assert.deepEqual(
      [1, 2, 3, 4].map(() => strikes.received(true, 0)),
      [true, true, true, false],
    );
  });

  it("takes pings at the permitted pace for ever", () => {
    const clock = new ManualClock();
    const strikes = new PingStrikes(clock, policy);
    for (let ping = 0; ping < 100; ping++) {
      assert.ok(strikes.received(true, 0));
      clock.advance(5000);
    }
  });

  it("forgets the offences once the server has sent something", () => {
    const strikes = new PingStrikes(new ManualClock(), policy);
    for (let turn = 0; turn < 10; turn++) {
      for (let ping = 0; ping < 3; ping++) assert.ok(strikes.received(true, 2 ** 32 + turn));
    }
  });

  it("wants two hours between pings without a call, unless they are permitted", () => {
    const clock = new ManualClock();
    const strikes = new PingStrikes(clock, policy);
    const lenient = new PingStrikes(clock, { ...policy, withoutCalls: true });
    const results = [1, 2, 3, 4].map(() => {
      clock.advance(5000);
      return [strikes.received(false, 0), lenient.received(false, 0)];
    });
    assert.deepEqual(results, [
      [true, true],
      [true, true],
      [true, true],
      [false, true],
    ]);
  });
});
