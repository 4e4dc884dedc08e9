import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Backoff } from "./backoff.js";

void describe("Backoff", () => {
  it("grows by 1.6 up to its limit, and begins again after success", () => {
    const backoff = new Backoff({ firstMs: 100, maxMs: 400, random: () => 0.5 });
    const waits = Array.from({ length: 6 }, () => Math.round(backoff.next()));
    assert.deepEqual(waits, [100, 160, 256, 400, 400, 400]);
    backoff.reset();
    assert.equal(backoff.next(), 100);
  });

  it("differs by a fifth to both sides, by chance", () => {
    const least = new Backoff({ firstMs: 1000, maxMs: 1000, random: () => 0 });
    const most = new Backoff({ firstMs: 1000, maxMs: 1000, random: () => 1 });
    assert.equal(least.next(), 800);
    assert.equal(most.next(), 1200);
  });
});
