import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import type { Engine, EngineDone, Pinned } from "@keyval/storage";
import { openLmdbEngine } from "@keyval/storage/lmdb";
import { StateMachine } from "../state-machine.js";
import { crc32 } from "./engine-home.test-helper.js";
import { LoggedMachine, type MachineOptions } from "./logged-machine.test-helper.js";

/** As `MachineWorld`, on LMDB, which answers when it likes. */
export class LmdbWorld extends LoggedMachine {
  #directory: string;
  #engine: Engine | undefined;
  #machine: StateMachine | undefined;

  private constructor(directory: string, options: MachineOptions) {
    super(options);
    this.#directory = directory;
  }

  /** In a directory of its own, which goes when it ends. */
  static async create(parent: string, options: MachineOptions): Promise<LmdbWorld> {
    const world = new LmdbWorld(fs.mkdtempSync(join(parent, "lmdb-")), options);
    await world.#open();
    return world;
  }

  get machine(): StateMachine {
    assert.ok(this.#machine, "the state machine is open");
    return this.#machine;
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) if (!this.turns.step()) await aTurn();
  }

  async checkpoint(): Promise<void> {
    await promised((done) => this.machine.checkpoint(false, done));
  }

  async reclaim(): Promise<void> {
    await promised((done) => this.machine.reclaim(1_000_000, done));
  }

  async restart(): Promise<void> {
    this.settle();
    const checkpointed = this.#engine?.checkpointed ?? assert.fail("the engine is open");
    await this.#close();
    await this.#open();
    this.catchUp(checkpointed);
  }

  /** The last checkpoint is copied, piece by piece, to a directory that was empty. */
  async install(): Promise<void> {
    this.settle();
    const [before, after] = [this.#directory, `${this.#directory}+`];
    const pinned = await this.#pin();
    await copyPinned(pinned, after);
    await this.#close();
    fs.rmSync(before, { recursive: true });
    this.#directory = after;
    await this.#open();
    this.catchUp(pinned);
  }

  async end(): Promise<void> {
    await this.#close();
    fs.rmSync(this.#directory, { recursive: true });
  }

  #pin(): Promise<Pinned> {
    return promised((done) => this.#engine?.pin(done));
  }

  async #open(): Promise<void> {
    const lmdb = { directory: this.#directory, crc32, now: () => 1, bytesMax: 2 ** 24 };
    const engine = await promised<Engine>((done) => openLmdbEngine(lmdb, done));
    this.#engine = engine;
    let failure: Error | undefined;
    this.#machine = undefined;
    StateMachine.open(this.optionsFor(engine), ({ machine, error }) => {
      this.#machine = machine;
      failure = error;
    });
    await this.until(() => this.#machine !== undefined || failure !== undefined);
    if (failure !== undefined) throw failure;
  }

  async #close(): Promise<void> {
    await promised((done) => this.#engine?.close(done));
  }
}

const PIECE_BYTES = 2 ** 16;

async function copyPinned(pinned: Pinned, directory: string): Promise<void> {
  const [file] = pinned.files;
  assert.ok(file, "LMDB pins a file");
  const bytes = new Uint8Array(file.size);
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    await promised((done) => file.read(at, bytes.subarray(at, at + PIECE_BYTES), done));
  }
  assert.equal(crc32(bytes, 0), file.checksum);
  pinned.release();
  fs.mkdirSync(directory);
  fs.writeFileSync(join(directory, "data.mdb"), bytes);
}

function promised<T>(call: (done: EngineDone<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((outcome) => (outcome.error === undefined ? resolve(outcome.value) : reject(outcome.error)));
  });
}

function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
