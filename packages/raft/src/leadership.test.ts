import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Leadership } from "./leadership.js";
import { ROUND_TIMES_MAX } from "./limits.js";

const HEARTBEAT_INTERVAL = 80;

describe("Leadership.sentAt", () => {
  it("gives the time of a round, or an earlier one, never a later one", () => {
    const leadership = new Leadership(1, 0);
    const sentAt = new Map<number, number>();
    for (let now = 1_000; now < 1_400; now += 3) sentAt.set(leadership.startRound(now, HEARTBEAT_INTERVAL), now);
    for (const [round, truth] of sentAt) {
      const known = leadership.sentAt(round);
      assert.ok(known !== undefined && known <= truth && known > truth - HEARTBEAT_INTERVAL / 8, `round ${round}`);
    }
  });

  it("knows nothing of rounds before those it remembers", () => {
    const leadership = new Leadership(1, 0);
    assert.equal(leadership.sentAt(1), undefined);
    leadership.startRound(100, HEARTBEAT_INTERVAL);
    assert.equal(leadership.sentAt(0), undefined);
    assert.equal(leadership.sentAt(1), 100);
  });

  it("remembers the latest heartbeats, however many rounds the reads cause", () => {
    const leadership = new Leadership(1, 0);
    const first = leadership.startRound(1_000, HEARTBEAT_INTERVAL);
    for (let count = 0; count < 10_000; count++) leadership.startRound(1_005, HEARTBEAT_INTERVAL);
    assert.equal(leadership.sentAt(first), 1_000);
    assert.equal(leadership.sentAt(leadership.round), 1_000, "an earlier time than the truth is safe");
  });

  it("remembers only so many", () => {
    const leadership = new Leadership(1, 0);
    for (let count = 1; count <= 2 * ROUND_TIMES_MAX; count++) leadership.startRound(count * 100, HEARTBEAT_INTERVAL);
    assert.equal(leadership.roundTimes.length, ROUND_TIMES_MAX);
    assert.equal(leadership.sentAt(ROUND_TIMES_MAX), undefined);
    assert.equal(leadership.sentAt(ROUND_TIMES_MAX + 1), (ROUND_TIMES_MAX + 1) * 100);
  });
});
