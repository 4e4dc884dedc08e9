import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import zlib from "node:zlib";
import { bareHeader } from "@keyval/api";
import type { Engine, EngineDone } from "@keyval/storage";
import { openLmdbEngine } from "@keyval/storage/lmdb";
import { MachineWorld } from "./model/machine-world.test-helper.js";
import { type Command, randomLog } from "./model/random-log.test-helper.js";
import { StateMachine } from "./state-machine.js";

const SEEDS = 12;
/** After so many commands there is a checkpoint, and some commands later a restart from it. */
const CHECKPOINT_EVERY = 50;
const LOST_COMMANDS = 10;

const promised = <T>(call: (done: EngineDone<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    call((outcome) => (outcome.error === undefined ? resolve(outcome.value) : reject(outcome.error)));
  });

async function open(directory: string): Promise<{ engine: Engine; machine: StateMachine }> {
  const crc32 = (bytes: Uint8Array, seed: number): number => zlib.crc32(bytes, seed);
  const lmdb = { directory, crc32, now: () => 1, bytesMax: 2 ** 28 };
  const engine = await promised<Engine>((done) => openLmdbEngine(lmdb, done));
  const later = (run: () => void): void => void setImmediate(run);
  const options = { engine, later, feed: { feed: () => undefined }, cacheBytes: 1000, readsNow: 2 };
  const machine = await new Promise<StateMachine>((resolve, reject) => {
    StateMachine.open(options, (opened) => {
      if (opened.error === undefined) resolve(opened.machine);
      else reject(opened.error);
    });
  });
  return { engine, machine };
}

function apply(machine: StateMachine, [kind, body]: Command): unknown {
  const position = { index: machine.applied + 1, term: 3 };
  const { result, changed } = machine.apply(machine.revision + 1, position, bareHeader(kind), body);
  return { result, changed, hash: { ...machine.hash } };
}

/** The result and the hash after each command, the last time that it was applied. */
async function observe(log: readonly Command[], directory: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  let { engine, machine } = await open(directory);
  let restarted = 0;
  while (machine.applied < log.length) {
    const { applied } = machine;
    const command = log[applied] ?? assert.fail("a command");
    seen[applied] = apply(machine, command);
    if (machine.applied % CHECKPOINT_EVERY === 0) {
      await promised((done) => machine.checkpoint(false, done));
      await promised((done) => machine.reclaim(10_000, done));
    }
    if (machine.applied % CHECKPOINT_EVERY !== LOST_COMMANDS || machine.applied <= restarted) continue;
    restarted = machine.applied;
    await promised((done) => engine.close(done));
    ({ engine, machine } = await open(directory));
  }
  await promised((done) => engine.close(done));
  return seen;
}

void describe("the state machine on lmdb", () => {
  it("does what it does in memory, with restarts in between", async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const log = randomLog(seed);
      const directory = fs.mkdtempSync(join(tmpdir(), "keyval-machine-"));
      try {
        const world = new MachineWorld();
        const expected = log.map((command) => apply(world.machine, command));
        assert.deepEqual(await observe(log, directory), expected, `seed ${seed}`);
      } finally {
        fs.rmSync(directory, { recursive: true });
      }
    }
  });
});
