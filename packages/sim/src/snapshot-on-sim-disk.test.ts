import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { adoptFiles, createCrc32, dropInstalled, installSnapshot, openBitcaskEngine } from "@keyval/storage";
import { readInstalled, receiveSnapshot, SnapshotSource } from "@keyval/storage";
import type { BitcaskOptions, Engine, EngineDone, EngineOutcome, Pinned, SnapshotManifest } from "@keyval/storage";
import { CALM_DISK } from "./disk/disk-faults.js";
import { SimDisk } from "./disk/sim-disk.js";
import { SeededRandom } from "./random.js";
import { Scheduler } from "./scheduler.js";

const crc32 = createCrc32();
const NOTHING = new Uint8Array(0);
const OWN = 10;
const RECEIVED = 2 ** 32 + 5;
/** About so long a transfer takes. */
const MICROSECONDS = 6_000;

/** A member with a state of its own that receives a snapshot, and goes down on the way, again and again. */
class Life {
  readonly #scheduler = new Scheduler();
  readonly #random: SeededRandom;
  readonly #disk: SimDisk;
  readonly #source: SnapshotSource;
  /** What was promised: the snapshot is installed; the engine is made of it. */
  isInstalled = false;
  isAdopted = false;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#disk = this.#createDisk();
    this.#fill(this.#disk, OWN);
    const engine = this.#fill(this.#createDisk(), RECEIVED);
    this.#source = sourceOf(this.#must<Pinned>((done) => engine.pin(done)));
  }

  /** Begins to receive and install, and ends in a crash. */
  receive(): void {
    const options = { ...this.#place, held: () => undefined };
    const fetch: Parameters<typeof receiveSnapshot>[0]["fetch"] = (file, position, length, done) => {
      this.#source.read(file, position, Math.min(length, 300), done);
    };
    receiveSnapshot({ ...options, fetch }, this.#source.manifest, ({ value }) => {
      if (value === undefined) return;
      installSnapshot(this.#place, value, (error) => {
        this.isInstalled = error === undefined;
        // The log has to begin with it first, which may take longer than there is.
        if (this.isInstalled && this.#random.chance(1, 2)) this.#adopt(value);
      });
    });
    this.#crash(MICROSECONDS);
  }

  /** Starts as a member does whose log begins with the snapshot, often only at the second or third time. */
  recover(): void {
    while (this.#random.chance(1, 2)) {
      readInstalled(this.#place, ({ value }) => {
        if (value !== undefined) this.#adopt(value);
      });
      this.#crash(MICROSECONDS / 2);
    }
    const installed = this.#must<SnapshotManifest | undefined>((done) => readInstalled(this.#place, done));
    if (this.isInstalled && !this.isAdopted) assert.ok(installed, "what was promised is there");
    if (installed !== undefined) this.#succeed((done) => this.#adopt(installed, done));
    const engine = this.#must<Engine>((done) => openBitcaskEngine(this.#options(this.#disk), done));
    const { applied } = engine.checkpointed;
    assert.ok(applied === RECEIVED || (applied === OWN && !this.isInstalled), `found ${applied}`);
    assert.deepEqual(
      this.#recordsOf(engine),
      Array.from({ length: 12 }, (_, i) => `${i} ${applied}`),
    );
    this.#succeed((done) => engine.close(done));
  }

  #adopt(manifest: SnapshotManifest, done: EngineDone = () => undefined): void {
    adoptFiles(this.#options(this.#disk), { ...manifest, applied: manifest.index }, ({ error }) => {
      this.isAdopted = error === undefined;
      if (error !== undefined) done({ error });
      else dropInstalled(this.#place, (error) => done(error === undefined ? { error, value: undefined } : { error }));
    });
  }

  #recordsOf(engine: Engine): string[] {
    const found: string[] = [];
    const note: Parameters<Engine["scan"]>[0] = ({ key, value }) => {
      found.push(`${key[0]} ${Buffer.from(value).toString()}`);
    };
    this.#succeed((done) => engine.scan(note, done));
    return found;
  }

  /** An engine with twelve records, whose values tell whose they are. */
  #fill(disk: SimDisk, applied: number): Engine {
    const engine = this.#must<Engine>((done) => openBitcaskEngine(this.#options(disk), done));
    for (let i = 0; i < 12; i++) engine.append(Uint8Array.of(i), Buffer.from(String(applied)));
    this.#succeed((done) => engine.checkpoint({ applied, state: NOTHING }, true, done));
    return engine;
  }

  #crash(most: number): void {
    this.#scheduler.runUntil(this.#scheduler.now + this.#random.below(most));
    if (this.#random.chance(3, 4)) this.#disk.crash();
    else this.#disk.processCrash();
  }

  #must<T>(call: (done: EngineDone<T>) => void): T {
    let outcome: EngineOutcome<T> | undefined;
    call((answer) => (outcome = answer));
    this.#scheduler.runUntil(this.#scheduler.now + 1_000_000);
    assert.equal(outcome?.error, undefined);
    return outcome?.value as T;
  }

  #succeed(call: (done: EngineDone) => void): void {
    this.#must<undefined>((done) => {
      call(({ error }) => done(error === undefined ? { error, value: undefined } : { error }));
    });
  }

  get #place(): { disk: SimDisk; crc32: typeof crc32; directory: string } {
    return { disk: this.#disk, crc32, directory: "snapshots" };
  }

  #createDisk(): SimDisk {
    return new SimDisk(this.#scheduler, this.#random.fork(), CALM_DISK);
  }

  #options(disk: SimDisk): BitcaskOptions {
    return {
      ...{ disk, directory: "registers", crc32, writer: "test", fileBytes: 300 },
      random: () => this.#random.next(),
      defer: (run) => void this.#scheduler.after(0, run),
      now: () => this.#scheduler.now,
    };
  }
}

function sourceOf(pinned: Pinned): SnapshotSource {
  const files = pinned.files.map((file) => ({
    ...{ origin: "bitcask", id: file.id, length: file.size, checksum: file.checksum },
    read: file.read.bind(file),
  }));
  const bounds = { group: 1, start: NOTHING, end: NOTHING, epoch: 0 };
  const facts = { index: RECEIVED, term: 1, configuration: NOTHING, position: 0, revision: 0, state: NOTHING };
  return new SnapshotSource({ writer: "test", ...bounds, ...facts }, files, crc32, () => undefined);
}

describe("a received snapshot on the simulated disk", () => {
  it("takes the place of what was there in one step, through crashes of machine and process", () => {
    const seen = { received: 0, installed: 0, adopted: 0 };
    for (let seed = 1; seed <= 150; seed++) {
      const life = new Life(seed);
      life.receive();
      if (!life.isInstalled) seen.received++;
      else if (!life.isAdopted) seen.installed++;
      else seen.adopted++;
      life.recover();
      life.recover();
    }
    for (const count of Object.values(seen))
      assert.ok(count > 10, `each part of the way is met: ${JSON.stringify(seen)}`);
  });
});
