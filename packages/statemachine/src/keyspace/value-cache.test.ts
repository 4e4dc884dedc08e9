import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ValueCache } from "./value-cache.js";

const value = (bytes: number): Uint8Array => new Uint8Array(bytes);

void describe("the cache of values", () => {
  it("keeps what was used lately, within its bytes", () => {
    const cache = new ValueCache(20_000);
    cache.add(0, value(900));
    for (let place = 1; place <= 100; place++) {
      cache.add(place, value(900));
      assert.ok(cache.get(0) !== undefined, "what is used again and again stays");
    }
    const kept = Array.from({ length: 101 }, (_, place) => cache.get(place)).filter((found) => found !== undefined);
    assert.ok(kept.length >= 10 && kept.length <= 20, `${kept.length} are kept`);
  });

  it("forgets a place, and never takes what is larger than half of it", () => {
    const cache = new ValueCache(1_000);
    cache.add(1, value(10));
    cache.forget(1);
    assert.equal(cache.get(1), undefined);
    cache.add(2, value(500));
    assert.equal(cache.get(2), undefined);
  });
});
