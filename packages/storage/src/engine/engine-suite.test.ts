import { openBitcaskEngine } from "../bitcask/open-bitcask-engine.js";
import { bitcaskOptions, CRC32, must, settle, Turns } from "../bitcask/bitcask-world.test-helper.js";
import { createMemoryStore, MemoryEngine } from "../memory-engine/memory-engine.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import type { Engine } from "./engine.js";
import { engineSuite, type EngineWorld } from "./engine-suite.test-helper.js";

function turnWorld(open: (turns: Turns) => Engine): EngineWorld {
  const turns = new Turns();
  return {
    open: () => Promise.resolve(open(turns)),
    call: (call) => Promise.resolve(settle(turns, call)),
    end: () => Promise.resolve(),
  };
}

engineSuite("memory", () => {
  const store = createMemoryStore();
  return turnWorld((turns) => new MemoryEngine({ store, crc32: CRC32, defer: turns.defer, now: () => 1 }));
});

for (const fileBytes of [1500, 2 ** 20]) {
  engineSuite(`bitcask, files of ${fileBytes} bytes`, () => {
    let disk: MemoryDisk | undefined;
    return turnWorld((turns) => {
      const there = (disk ??= new MemoryDisk(turns.defer));
      return must(turns, (done) => openBitcaskEngine(bitcaskOptions(there, turns, { fileBytes }), done));
    });
  });
}
