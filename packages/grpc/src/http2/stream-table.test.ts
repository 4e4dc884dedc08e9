import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type StreamHost, StreamState } from "./stream-state.js";
import { StreamTable } from "./stream-table.js";

/** Streams of these ids share a slot in a table of any size that is tried here, and run into those that follow each other. */
const id = fc.oneof(
  fc.nat(200).map((n) => 2 * n + 1),
  fc.nat(60).map((n) => 2 * 4096 * n + 1),
  fc.nat(60).map((n) => 2 ** 31 - 1 - 2 * n),
);

test("a table of streams finds those that are open, and no other", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), id), { maxLength: 400 }), (steps) => {
      const table = new StreamTable();
      const model = new Map<number, StreamState>();
      for (const [opens, id] of steps) {
        const stream = new StreamState(id, 0, {} as StreamHost);
        if (!opens) {
          table.delete(id);
          model.delete(id);
        } else if (!model.has(id)) {
          table.add(stream);
          model.set(id, stream);
        }
        assert.equal(table.get(id), model.get(id));
        assert.equal(table.size, model.size);
      }
      for (const [id, stream] of model) assert.equal(table.get(id), stream);
      const byId = [...model.values()].sort((one, other) => one.id - other.id);
      assert.deepEqual(table.all(), byId);
    }),
  );
});
