import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { nodeClock } from "./node-clock.js";

test("a timer that is as good as never does not run at once", async () => {
  const ran: number[] = [];
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on("warning", note);
  const timers = [2 ** 31, 2 ** 52, Infinity].map((delay) => nodeClock.after(delay, () => ran.push(delay)));
  // Node runs timers that are due in the order in which they were set, so those above would have been the first.
  await new Promise((resolve) => setTimeout(resolve, 1));
  process.off("warning", note);
  for (const timer of timers) timer.cancel();
  assert.deepEqual([ran, warnings], [[], []]);
});
