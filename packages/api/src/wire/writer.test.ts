import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PutRequest, Writer } from "../index.js";

const value = (length: number): Uint8Array => new Uint8Array(length).fill(length % 256);

describe("a writer", () => {
  test("puts what comes later in front", () => {
    const writer = new Writer();
    PutRequest.write({ key: value(2) }, writer);
    const { length } = writer;
    writer.prepend(Uint8Array.of(0, 0, 0, 0, length));
    writer.number(300);
    assert.deepEqual([...writer.view()], [0xac, 0x02, 0, 0, 0, 0, 4, 0x0a, 2, 2, 2]);
  });

  test("leaves alone what was taken", () => {
    const writer = new Writer();
    const taken: Uint8Array[] = [];
    const lengths = [10, 3000, 0, 5000, 20, 100_000, 7];
    for (const length of lengths) {
      writer.prepend(value(length));
      taken.push(writer.take());
    }
    assert.deepEqual(taken, lengths.map(value));
    assert.equal(writer.length, 0);
  });

  test("does not keep a big buffer for what is small", () => {
    const writer = new Writer();
    writer.prepend(value(100_000));
    writer.take();
    writer.prepend(value(10));
    assert.ok(writer.take().buffer.byteLength < 10_000);
  });

  test("goes on after a message that could not be written", () => {
    const before = PutRequest.encode({ key: value(1) });
    assert.throws(() => PutRequest.encode({ key: value(9), lease: 2 ** 60 }), { name: "AssertionError" });
    assert.deepEqual(PutRequest.encode({ key: value(1) }), before);
  });

  test("grows as far as it has to", () => {
    const writer = new Writer();
    for (let i = 0; i < 1000; i++) writer.bytesValue(1, value(100));
    assert.equal(writer.length, 1000 * 102);
    writer.clear();
    assert.equal(writer.length, 0);
  });
});
