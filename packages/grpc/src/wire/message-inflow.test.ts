import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Compression, Decompressed } from "./compression.js";
import { FakeStream, frames } from "./fake-stream.test-helper.js";
import { MessageInflow } from "./message-inflow.js";

const PACKED = Buffer.from("packed");

/** An inflow whose packed messages are unpacked when the test says so. */
class World {
  readonly stream = new FakeStream();
  readonly told: string[] = [];
  /** Who waits for a message that is unpacked, and still wants it. */
  readonly #waiting = new Set<(unpacked: Decompressed) => void>();
  readonly inflow: MessageInflow;

  constructor() {
    const aside: Compression = {
      name: "aside",
      compress: () => undefined,
      decompress: (_message, _bytesMax, done) => {
        this.#waiting.add(done);
        return { cancel: () => this.#waiting.delete(done) };
      },
    };
    const sink = {
      message: (bytes: Uint8Array) => void this.told.push(Buffer.from(bytes).toString()),
      messagesEnded: () => void this.told.push("end"),
      messageFault: ({ message }: { readonly message: string }) => void this.told.push(message),
    };
    this.inflow = new MessageInflow(this.stream, sink, 100);
    this.inflow.compression = aside;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  unpack(unpacked: Decompressed): void {
    assert.equal(this.waiting, 1, "one at a time");
    const [done] = this.#waiting;
    this.#waiting.clear();
    done?.(unpacked);
  }

  /** All of it in pieces of one size. */
  receive(bytes: Uint8Array, size = bytes.length): void {
    for (let at = 0; at < bytes.length; at += size) {
      const piece = Buffer.from(bytes.subarray(at, at + size));
      this.inflow.receive(piece, at + size >= bytes.length, true);
      // The socket uses its buffer again.
      piece.fill(0xee);
    }
  }
}

void describe("an inflow of messages that are unpacked aside", () => {
  it("tells them in their order, with what came between them, however the bytes are split", () => {
    const bytes = frames("a", [1, PACKED], "c", [1, PACKED], [1, PACKED], "f");
    for (let size = 1; size <= bytes.length; size++) {
      const world = new World();
      world.receive(bytes, size);
      assert.deepEqual(world.told, ["a"]);
      for (const letter of "bde") world.unpack(Buffer.from(letter));
      assert.deepEqual(world.told, ["a", "b", "c", "d", "e", "f", "end"]);
      assert.deepEqual([world.stream.consumed, world.stream.kept], [bytes.length, 0], "the window is given back");
    }
  });

  it("gives back no window for what waits behind them, and says what they pin", () => {
    const world = new World();
    const [packed, behind] = [frames([1, PACKED]), frames("b", "c")];
    world.inflow.receive(packed, false, true);
    assert.deepEqual([world.stream.consumed, world.stream.kept], [packed.length, PACKED.length]);
    world.inflow.receive(behind, false, true);
    assert.equal(world.stream.consumed, packed.length);
    world.unpack(Buffer.from("a"));
    assert.deepEqual(world.told, ["a", "b", "c"]);
    assert.deepEqual([world.stream.consumed, world.stream.kept], [packed.length + behind.length, 0]);
  });

  it("tells nothing while it pauses, whatever is unpacked meanwhile", () => {
    const world = new World();
    world.receive(frames([1, PACKED], "b"));
    world.inflow.pause();
    world.unpack(Buffer.from("a"));
    assert.deepEqual(world.told, []);
    world.inflow.resume();
    world.inflow.read();
    assert.deepEqual(world.told, ["a", "b", "end"]);
  });

  it("wants them no more once it is closed", () => {
    const world = new World();
    world.receive(frames([1, PACKED], "b"));
    world.inflow.close();
    assert.deepEqual([world.waiting, world.stream.kept, world.told], [0, 0, []]);
  });

  it("ends with what is wrong with one", () => {
    for (const [fault, words] of [
      ["tooLarge", /larger than 100 bytes/],
      ["damaged", /no aside/],
    ] as const) {
      const world = new World();
      world.receive(frames([1, PACKED], "b"));
      world.unpack(fault);
      assert.equal(world.told.length, 1);
      assert.match(world.told[0] ?? "", words);
    }
  });
});
