import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallCounts, CallsByName, Times } from "../status/call-counts.js";
import { cluster, gone, metrics, well } from "../status/cluster-view.test-helper.js";
import { callRatesBetween } from "./call-rates.js";
import type { Sample } from "./rates.js";

/** How many took at most a millisecond, two, and any time. */
function times(one: number, two: number, all: number, seconds: number): Times {
  const buckets: [number, number][] = [
    [0.001, one],
    [0.002, two],
    [Infinity, all],
  ];
  return { count: all, seconds, buckets: new Map(buckets) };
}

function puts(answers: number, times?: Times): CallsByName {
  return new Map<string, CallCounts>([
    ["KV/Put", { answers, times }],
    ["Maintenance/Status", { answers: answers * 5, times: undefined }],
  ]);
}

/** A look at a cluster whose members have counted these calls. */
function sample(atMs: number, ...calls: readonly CallsByName[]): Sample {
  const members = calls.map((counted, i) => ({ ...well(i + 1), metrics: { ...metrics(undefined), calls: counted } }));
  return { atMs, view: cluster([...members, gone(9)]) };
}

void describe("calls between two looks", () => {
  it("are those of all members, with how long they took in between", () => {
    const before = sample(1_000, puts(100, times(0, 0, 100, 90)), puts(0));
    const after = sample(3_000, puts(300, times(150, 197, 300, 90.4)), puts(100));
    const latency = { meanMs: 2, p50Ms: 1, p99Ms: Infinity };
    const [rate, ...others] = callRatesBetween(before, after);
    assert.deepEqual(others, []);
    assert.deepEqual(
      { ...rate, latency: { ...rate?.latency, meanMs: Math.round(rate?.latency?.meanMs ?? 0) } },
      {
        call: "KV/Put",
        perSecond: 150,
        latency,
      },
    );
  });

  it("are counted anew by a member that was started again, and are none where none were made, or no time has passed", () => {
    const [before, after] = [
      sample(0, puts(1_000, times(0, 0, 1_000, 9))),
      sample(1_000, puts(10, times(10, 10, 10, 0.005))),
    ];
    assert.deepEqual(callRatesBetween(before, after), [
      { call: "KV/Put", perSecond: 10, latency: { meanMs: 0.5, p50Ms: 1, p99Ms: 1 } },
    ]);
    assert.deepEqual(callRatesBetween(before, { ...before, atMs: 1_000 }), []);
    assert.deepEqual(callRatesBetween(before, { ...after, atMs: 0 }), []);
  });

  it("come with the most frequent first, and without times where nobody measures them", () => {
    const ranges = (answers: number): CallsByName => new Map([["KV/Range", { answers, times: undefined }]]);
    const rates = callRatesBetween(sample(0, puts(0), ranges(0)), sample(1_000, puts(5), ranges(7)));
    assert.deepEqual(rates, [
      { call: "KV/Range", perSecond: 7, latency: undefined },
      { call: "KV/Put", perSecond: 5, latency: undefined },
    ]);
  });
});
