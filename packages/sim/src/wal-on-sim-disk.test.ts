import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeConfiguration, encodeConfiguration, entryBytes, initialConfiguration, type Entry } from "@keyval/raft";
import { createCrc32, openWal, type LogOutcome, type Recovered, type WalOptions } from "@keyval/storage";
import { CALM_DISK } from "./disk/disk-faults.js";
import { SimDisk } from "./disk/sim-disk.js";
import { SeededRandom } from "./random.js";
import { Scheduler } from "./scheduler.js";

const GROUP = 3;
const configuration = initialConfiguration([{ id: 1, member: "a", incarnation: "1" }]);
const crc32 = createCrc32();

/** One group that only ever appends the entries that its random generator draws, through crashes of all kinds. */
class Life {
  readonly scheduler = new Scheduler();
  readonly random: SeededRandom;
  readonly disk: SimDisk;
  /** What was appended, by index; the payload is the index and chance. */
  readonly entries: Entry[] = [];
  acknowledged = 0;
  tailsCut = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.disk = new SimDisk(this.scheduler, this.random.fork(), CALM_DISK);
  }

  /** Runs a process that opens the log, checks it, appends, and dies at some time. */
  run(): void {
    const found = this.#open();
    const isNew = found.groups.length === 0;
    assert.ok(isNew ? this.acknowledged === 0 : this.#isRight(found), "everything acknowledged is there");
    if (isNew) this.entries.length = 0;
    const last = found.groups[0]?.log.last ?? 0;
    this.entries.length = last;
    this.acknowledged = last;
    this.disk.faults = { ...CALM_DISK, errorsPerMillion: this.random.pick([0, 0, 3000]) };
    this.#append(found, isNew);
    this.scheduler.runUntil(this.scheduler.now + this.random.below(4000));
    if (this.random.chance(1, 2)) this.disk.crash();
    else this.disk.processCrash();
    this.disk.faults = CALM_DISK;
  }

  /** Opens it, often only at the second or third time, because the first ends in a crash. */
  #open(): Recovered {
    while (this.random.chance(1, 3)) {
      openWal(this.#options(), () => undefined);
      this.scheduler.runUntil(this.scheduler.now + this.random.below(1500));
      this.disk.crash();
    }
    let outcome: LogOutcome<Recovered> | undefined;
    openWal(this.#options(), (opened) => (outcome = opened));
    this.scheduler.runUntil(this.scheduler.now + 1_000_000);
    if (outcome?.value === undefined) throw outcome?.error ?? new Error("the log does not answer");
    this.tailsCut += outcome.value.tailCut ? 1 : 0;
    return outcome.value;
  }

  #append({ log }: Recovered, isNew: boolean): void {
    const snapshot = { index: 0, term: 0, configuration };
    const rest = { group: GROUP, replica: 1, hardState: undefined, mark: undefined };
    if (isNew) log.append([{ ...rest, snapshot, entries: [] }], () => undefined);
    for (let i = this.random.below(30); i > 0; i--) {
      const entries = Array.from({ length: this.random.between(1, 3) }, () => this.#entry());
      log.append([{ ...rest, snapshot: undefined, entries }], ({ error }) => {
        if (error === undefined) this.acknowledged = entries.at(-1)?.index ?? 0;
      });
      if (this.random.chance(1, 3)) this.scheduler.runUntil(this.scheduler.now + this.random.below(600));
    }
  }

  #entry(): Entry {
    const index = this.entries.length + 1;
    const payload = new Uint8Array(this.random.below(700)).map(() => this.random.below(256));
    const entry: Entry = { index, term: 1, kind: "command", payload };
    this.entries.push(entry);
    return entry;
  }

  #isRight({ log, groups }: Recovered): boolean {
    const last = groups[0]?.log.last ?? 0;
    assert.ok(last >= this.acknowledged, `${this.acknowledged} was acknowledged, ${last} is there`);
    let found: readonly Entry[] | undefined;
    log.read({ group: GROUP, from: 1, last, bytesMax: Infinity }, ({ value }) => (found = value));
    this.scheduler.runUntil(this.scheduler.now + 1_000_000);
    assert.deepEqual(found, this.entries.slice(0, last));
    return true;
  }

  #options(): WalOptions {
    return {
      disk: this.disk,
      directory: "wal",
      crc32,
      random: () => this.random.next(),
      defer: (run) => void this.scheduler.after(0, run),
      raft: { encodeConfiguration, decodeConfiguration, entryBytes },
      writer: "sim",
      segmentBytes: 8192,
      firstSegmentBytes: 2048,
      spaceChanged: () => undefined,
    };
  }
}

describe("the write-ahead log on the simulated disk", () => {
  it("keeps every promise through crashes of machine and process, and calls that fail", () => {
    let tailsCut = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const life = new Life(seed);
      for (let i = 0; i < 8; i++) life.run();
      tailsCut += life.tailsCut;
    }
    assert.ok(tailsCut > 0, "some crashes tore a batch");
  });
});
