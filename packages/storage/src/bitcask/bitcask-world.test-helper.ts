import assert from "node:assert/strict";
import type { Disk } from "../disk.js";
import type { Engine, EngineDone, EngineOutcome } from "../engine/engine.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { CRC32, Dice, Turns } from "../wal/wal-world.test-helper.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import { openBitcaskEngine } from "./open-bitcask-engine.js";

export { CRC32, Dice, Turns };

export type Files = ReadonlyMap<string, Uint8Array>;

export function bitcaskOptions(disk: Disk, turns: Turns, changes: Partial<BitcaskOptions> = {}): BitcaskOptions {
  let salt = 0x5eed;
  return {
    disk,
    directory: "db",
    crc32: CRC32,
    random: () => (salt = (salt * 48_271 + 1) % (2 ** 31 - 1)),
    defer: turns.defer,
    now: () => 2 ** 40 + 5,
    writer: "keyval test",
    fileBytes: 1500,
    ...changes,
  };
}

/** Makes a call and lets everything happen. */
export function settle<T>(turns: Turns, call: (done: EngineDone<T>) => void): EngineOutcome<T> {
  let outcome: EngineOutcome<T> | undefined;
  call((answer) => {
    assert.equal(outcome, undefined, "one answer");
    outcome = answer;
  });
  assert.equal(outcome, undefined, "no callback runs inside the call");
  turns.run();
  assert.ok(outcome, "the engine answers");
  return outcome;
}

export function must<T>(turns: Turns, call: (done: EngineDone<T>) => void): T {
  const { error, value } = settle(turns, call);
  if (error !== undefined) throw error;
  return value;
}

export interface Opened {
  readonly turns: Turns;
  readonly disk: MemoryDisk;
  readonly outcome: EngineOutcome<Engine>;
}

export function openFiles(files: Files, changes: Partial<BitcaskOptions> = {}): Opened {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer, files);
  return {
    turns,
    disk,
    outcome: settle(turns, (done) => openBitcaskEngine(bitcaskOptions(disk, turns, changes), done)),
  };
}

export function opened({ outcome }: Opened): Engine {
  if (outcome.error !== undefined) throw outcome.error;
  return outcome.value;
}
