import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KV } from "@keyval/api";
import type { Call } from "@keyval/grpc";
import { SlowCalls } from "./slow-calls.js";

const call = { method: KV.methods.Put, peer: { address: "127.0.0.1", port: 7 } } as unknown as Call;

void describe("SlowCalls", () => {
  void it("tell of what took longer than it should, and of nothing else", () => {
    const lines: unknown[] = [];
    let now = 1_000;
    const slow = new SlowCalls({ limitMs: 300, now: () => now, log: (...line) => lines.push(line) });
    const began = slow.now();
    now += 300;
    slow.answered(call, began, 10, 20);
    assert.deepEqual(lines, []);
    now += 0.5;
    slow.answered(call, began, 10, 20);
    const [[message, fields] = []] = lines as [string, Record<string, unknown>][];
    const { "start time": start, ...rest } = fields ?? {};
    assert.equal(message, "request stats");
    assert.ok(Date.parse(String(start)) <= Date.now() - 300);
    assert.deepEqual(rest, {
      "time spent": "300.500ms",
      remote: "127.0.0.1:7",
      "response type": "/etcdserverpb.KV/Put",
      "request size": 10,
      "response size": 20,
    });
  });
});
