import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CallGate } from "./call-gate.js";
import { HttpReply } from "./http-reply.js";
import { Answered } from "./http.test-helper.js";

const BODY_BYTES = 100;

/** A gate for two, and who was let in. */
class World {
  readonly gate = new CallGate(2);
  readonly letIn: string[] = [];
  readonly plain = new Map<string, Answered>();
  readonly replies = new Map<string, HttpReply>();

  come(name: string, { bytes = BODY_BYTES, isQuick = false } = {}): boolean {
    const plain = new Answered();
    const reply = new HttpReply(plain, false);
    this.plain.set(name, plain);
    this.replies.set(name, reply);
    return this.gate.enter(reply, bytes, () => {
      this.letIn.push(name);
      if (isQuick) reply.empty(200);
    });
  }

  answer(name: string): void {
    this.replies.get(name)?.empty(200);
  }

  leave(name: string): void {
    this.plain.get(name)?.onGone();
  }
}

void describe("the gate of calls", () => {
  it("lets the next in once one has been answered, or its client has gone", () => {
    const world = new World();
    for (const name of "abcde") assert.ok(world.come(name));
    assert.deepEqual(world.letIn, ["a", "b"]);
    world.answer("b");
    assert.deepEqual(world.letIn, ["a", "b", "c"]);
    world.leave("a");
    assert.deepEqual(world.letIn, ["a", "b", "c", "d"]);
  });

  it("passes over who has gone while it waited", () => {
    const world = new World();
    for (const name of "abcd") world.come(name);
    world.leave("c");
    assert.deepEqual(world.letIn, ["a", "b"]);
    world.answer("a");
    assert.deepEqual(world.letIn, ["a", "b", "d"]);
  });

  it("lets in any number that are answered at once, one behind the other", () => {
    const world = new World();
    const names = Array.from({ length: 20_000 }, (_, i) => `${i}`);
    for (const name of ["a", "b"]) world.come(name);
    for (const name of names) world.come(name, { isQuick: true });
    world.answer("a");
    assert.equal(world.letIn.length, 2 + names.length);
  });

  it("lets nobody wait beyond the bytes that may", () => {
    const world = new World();
    for (const name of ["a", "b"]) assert.ok(world.come(name, { bytes: 2 ** 27 }), "nobody waits");
    assert.ok(world.come("c", { bytes: 2 ** 25 }));
    assert.ok(!world.come("d", { bytes: 2 ** 25 }));
    world.leave("c");
    assert.ok(world.come("e", { bytes: 2 ** 25 }));
  });
});
