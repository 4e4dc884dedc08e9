import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Unreachable } from "@keyval/client";
import { runLoad } from "./run-load.js";

void describe("a load", () => {
  void it("makes each request once, and no more than its clients at a time", async () => {
    const made: number[] = [];
    let underWay = 0;
    let most = 0;
    const request = async (number: number): Promise<void> => {
      made.push(number);
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    };
    const { errors, latencies } = await runLoad({ clients: 4, total: 50, request });
    assert.deepEqual(
      made,
      Array.from({ length: 50 }, (_, i) => i),
    );
    assert.deepEqual([most, latencies.count, errors.size], [4, 50, 0]);
  });

  void it("counts what the cluster refuses, and measures only what it does not", async () => {
    const request = (number: number): Promise<void> =>
      number % 2 === 0 ? Promise.resolve() : Promise.reject(new Unreachable("nobody is there"));
    const { errors, latencies } = await runLoad({ clients: 2, total: 10, request });
    assert.deepEqual([...errors], [["context deadline exceeded", 5]]);
    assert.equal(latencies.count, 5);
  });

  void it("ends with what is no error of the cluster", async () => {
    await assert.rejects(
      runLoad({ clients: 1, total: 5, request: () => Promise.reject(new TypeError("bug")) }),
      /bug/u,
    );
  });

  void it("ends when its time is over, or when it is told to", async () => {
    const soon = await runLoad({ clients: 1, seconds: 0.01, perSecond: 1_000, request: () => Promise.resolve() });
    assert.ok(soon.latencies.count <= 10);
    const stop = new AbortController();
    const request = (number: number): Promise<void> => {
      if (number === 2) stop.abort();
      return Promise.resolve();
    };
    assert.equal((await runLoad({ clients: 1, signal: stop.signal, request })).latencies.count, 3);
  });
});
