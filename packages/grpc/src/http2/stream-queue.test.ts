import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { StreamQueue } from "./stream-queue.js";
import { type StreamHost, StreamState } from "./stream-state.js";

test("a queue of streams is a queue from which any may leave", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(20)), { maxLength: 60 }), (steps) => {
      const queue = new StreamQueue();
      const model: StreamState[] = [];
      for (const [step, which] of steps) {
        const chosen = model[which % Math.max(1, model.length)];
        if (step === 0) {
          const stream = new StreamState(which, 0, {} as StreamHost);
          queue.push(stream);
          model.push(stream);
        } else if (step === 1) assert.equal(queue.shift(), model.shift());
        else if (chosen !== undefined) {
          queue.remove(chosen);
          model.splice(model.indexOf(chosen), 1);
          assert.equal(chosen.queue, undefined);
        }
        assert.equal(queue.first, model[0]);
      }
      while (model.length > 0) assert.equal(queue.shift(), model.shift());
      assert.equal(queue.shift(), undefined);
    }),
  );
});
