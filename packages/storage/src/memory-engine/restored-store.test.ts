import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CRC32, must, Turns } from "../bitcask/bitcask-world.test-helper.js";
import { EngineDamage } from "../engine/engine-error.js";
import type { EngineRecord, Pinned } from "../engine/engine.js";
import { createMemoryStore, MemoryEngine, type MemoryStore } from "./memory-engine.js";
import { restoredStore } from "./restored-store.js";

const bytes = (letters: string): Uint8Array => new Uint8Array(Buffer.from(letters));
const turns = new Turns();

const engineOf = (store: MemoryStore): MemoryEngine =>
  new MemoryEngine({ store, crc32: CRC32, defer: turns.defer, now: () => 2 ** 40 });

function recordsOf(engine: MemoryEngine): EngineRecord[] {
  const found: EngineRecord[] = [];
  must<undefined>(turns, (done) => engine.scan((record) => void found.push(record), done as () => void));
  return found;
}

/** An engine with a few records and what is pinned of it. */
function pinnedEngine(): { engine: MemoryEngine; pinned: Pinned; file: Uint8Array } {
  const engine = engineOf(createMemoryStore());
  engine.append(bytes("key"), bytes("value"));
  engine.append(bytes("empty"), bytes(""));
  engine.append(bytes("key"), undefined);
  must<undefined>(turns, (done) =>
    engine.checkpoint({ applied: 2 ** 40, state: bytes("s") }, false, done as () => void),
  );
  const pinned = must<Pinned>(turns, (done) => engine.pin(done));
  const [content] = pinned.files;
  assert.ok(content !== undefined);
  const file = new Uint8Array(content.size);
  must<number>(turns, (done) => content.read(0, file, done));
  return { engine, pinned, file };
}

void describe("a store restored of a pinned file", () => {
  it("has the checkpoint and all of its records, in their order", () => {
    const { engine, pinned, file } = pinnedEngine();
    const restored = engineOf(restoredStore(pinned, file, CRC32));
    assert.deepEqual(restored.checkpointed, engine.checkpointed);
    assert.deepEqual(recordsOf(restored), recordsOf(engine));
    restored.append(bytes("later"), bytes("x"));
    assert.equal(recordsOf(restored).length, 4);
  });

  it("is refused where a byte is another one, or the file is cut", () => {
    const { pinned, file } = pinnedEngine();
    for (let at = 0; at < file.length; at++) {
      const damaged = file.map((byte, i) => (i === at ? byte ^ 0x10 : byte));
      assert.throws(() => restoredStore(pinned, damaged, CRC32), EngineDamage, `byte ${at}`);
    }
    const { length } = file;
    assert.throws(() => restoredStore(pinned, file.subarray(0, length - 1), CRC32), EngineDamage);
    assert.throws(() => restoredStore(pinned, file.subarray(0, length - 21), CRC32), EngineDamage);
  });
});
