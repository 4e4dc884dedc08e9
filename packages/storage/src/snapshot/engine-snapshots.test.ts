import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { adoptFiles } from "../bitcask/adopt-files.js";
import type { BitcaskOptions } from "../bitcask/bitcask-options.js";
import { bitcaskOptions, CRC32, Dice, must, settle, Turns } from "../bitcask/bitcask-world.test-helper.js";
import { dataFilePath } from "../bitcask/file-names.js";
import { openBitcaskEngine } from "../bitcask/open-bitcask-engine.js";
import type { Engine, Pinned, Reclaimed } from "../engine/engine.js";
import { EngineForeign } from "../engine/engine-error.js";
import { KeyOwner } from "../engine/owner.test-helper.js";
import type { LogOutcome } from "../log.js";
import { pattern } from "../testing/index.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { dropInstalled, installSnapshot } from "./install-snapshot.js";
import type { SnapshotFile, SnapshotManifest } from "./manifest.js";
import { receiveSnapshot, type ReceiveOptions } from "./receive-snapshot.js";
import { SnapshotSource } from "./snapshot-source.js";
import { call, DIRECTORY, facts } from "./snapshot-world.test-helper.js";

/** Ids of bitcask files are unlike all others, whoever wrote them: one name for all that are. */
const ORIGIN = "bitcask";

const KEYS = 40;

/** A member: an engine whose owner keeps the newest value of each key, and snapshots in both directions. */
class Member {
  readonly turns: Turns;
  readonly disk: MemoryDisk;
  readonly options: BitcaskOptions;
  engine: Engine;
  owner: KeyOwner;
  applied = 0;

  constructor(turns: Turns, salt: number) {
    this.turns = turns;
    this.disk = new MemoryDisk(turns.defer);
    const dice = new Dice(salt);
    const changes = { random: (): number => dice.below(2 ** 31), fileBytes: 4000 };
    this.options = bitcaskOptions(this.disk, turns, changes);
    this.engine = must(turns, (done) => openBitcaskEngine(this.options, done));
    this.owner = new KeyOwner(this.engine);
  }

  /** Every member applies the same writes, each into files of its own. */
  apply(upTo: number): void {
    while (this.applied < upTo) {
      this.applied++;
      const key = `key ${(this.applied * 29) % KEYS}`;
      if (this.applied % 7 === 0) this.owner.remove(key);
      else this.owner.put(key, valueAt(this.applied));
    }
  }

  save(): void {
    const checkpoint = { applied: this.applied, state: valueAt(this.applied).subarray(0, 8) };
    must(this.turns, (done) => this.engine.checkpoint(checkpoint, true, done));
  }

  merge(): void {
    while (must<Reclaimed>(this.turns, (done) => this.engine.reclaim(this.owner, 10_000, done)).bytes > 0);
  }

  source(): SnapshotSource {
    const pinned = this.#pin();
    const named = pinned.files.map((file) => ({ ...file, origin: ORIGIN, length: file.size }));
    const told = { ...facts(pinned.applied), state: pinned.state };
    return new SnapshotSource(told, named, CRC32, () => pinned.release());
  }

  /** Fetches the snapshot of another, and goes on from it; says how many bytes of files came over. */
  become(other: Member): number {
    const { fetched, manifest } = this.#receive(other.source());
    const place = { disk: this.disk, crc32: CRC32, directory: DIRECTORY };
    call<undefined>(this.turns, (done) => installSnapshot(place, manifest, (error) => done(outcomeOf(error))));
    must(this.turns, (done) => this.engine.close(done));
    must(this.turns, (done) => adoptFiles(this.options, { ...manifest, applied: manifest.index }, done));
    call<undefined>(this.turns, (done) => dropInstalled(place, (error) => done(outcomeOf(error))));
    this.open();
    return fetched;
  }

  open(): void {
    this.engine = must(this.turns, (done) => openBitcaskEngine(this.options, done));
    this.owner = new KeyOwner(this.engine);
    must(this.turns, (done) => this.engine.scanKeys(this.owner.found, done));
    this.applied = this.engine.checkpointed.applied;
  }

  values(): [key: string, value: string][] {
    const places = [...this.owner.places].sort(([a], [b]) => (a < b ? -1 : 1));
    return places.map(([key, place]) => [key, String(this.engine.readNow(place).value?.value)]);
  }

  #pin(): Pinned {
    return must(this.turns, (done) => this.engine.pin(done));
  }

  #receive(source: SnapshotSource): { fetched: number; manifest: SnapshotManifest } {
    const own = this.#pin();
    const held = ({ id, length, checksum }: SnapshotFile): string | undefined =>
      own.files.some((file) => file.id === id && file.size === length && file.checksum === checksum)
        ? dataFilePath(this.options.directory, id)
        : undefined;
    let fetched = 0;
    const fetch: ReceiveOptions["fetch"] = (file, position, length, done) => {
      source.read(file, position, length, (outcome) => {
        fetched += outcome.value?.length ?? 0;
        done(outcome);
      });
    };
    const options = { disk: this.disk, crc32: CRC32, directory: DIRECTORY, held, fetch };
    const manifest = call<SnapshotManifest>(this.turns, (done) => receiveSnapshot(options, source.manifest, done));
    return { fetched, manifest };
  }
}

function valueAt(index: number): Uint8Array {
  return pattern(100, index);
}

function outcomeOf(error: Error | undefined): LogOutcome<undefined> {
  return error === undefined ? { error, value: undefined } : { error };
}

function bytesOf({ engine }: Member): number {
  return engine.space.totalBytes;
}

/** A leader that has applied so much, and two members with nothing. */
function setUp(): { leader: Member; next: Member; lagging: Member } {
  const turns = new Turns();
  const [leader, next, lagging] = [new Member(turns, 1), new Member(turns, 2), new Member(turns, 3)];
  leader.apply(1_000);
  leader.save();
  return { leader, next, lagging };
}

/** The member applies some more, merges what is worth it, and saves. */
function goOn(member: Member, upTo: number): void {
  member.apply(upTo);
  member.save();
  member.merge();
  member.save();
}

describe("a snapshot of bitcask files", () => {
  it("becomes the engine of who receives it, in place of what was there", () => {
    const { leader, lagging } = setUp();
    lagging.apply(90);
    lagging.save();
    assert.equal(lagging.become(leader), bytesOf(leader));
    assert.equal(lagging.applied, 1_000);
    assert.deepEqual(lagging.engine.checkpointed, leader.engine.checkpointed);
    assert.deepEqual(lagging.values(), leader.values());
    assert.equal(bytesOf(lagging), bytesOf(leader), "nothing is left of what was there");
    // It is as good a place to go on from as any.
    goOn(lagging, 1_300);
    goOn(leader, 1_300);
    lagging.open();
    assert.deepEqual(lagging.values(), leader.values());
  });

  it("brings a member that lags twice under one leader only what was written since", () => {
    const { leader, lagging } = setUp();
    const all = lagging.become(leader);
    leader.apply(1_030);
    leader.save();
    const since = lagging.become(leader);
    assert.ok(since > 0 && since * 8 < all, `${since} of ${all} bytes`);
    assert.deepEqual(lagging.values(), leader.values());
  });

  it("spares across a change of leader what the new one has from the old one, or from whoever lags", () => {
    const { leader, next, lagging } = setUp();
    const all = next.become(leader);
    assert.equal(lagging.become(leader), all);
    next.apply(1_030);
    next.save();
    const since = lagging.become(next);
    assert.ok(since > 0 && since * 8 < all, `${since} of ${all} bytes`);
    assert.deepEqual(lagging.values(), next.values());
    // And on to one that has it from this one.
    goOn(lagging, 1_060);
    assert.ok(leader.become(lagging) < all);
    assert.deepEqual(leader.values(), lagging.values());
  });

  it("spares nothing across a change to a leader that wrote all its files itself", () => {
    const { leader, next, lagging } = setUp();
    lagging.become(leader);
    next.apply(1_030);
    next.save();
    assert.equal(lagging.become(next), bytesOf(next));
    assert.deepEqual(lagging.values(), next.values());
  });

  it("is not for an engine of another kind", () => {
    const { lagging } = setUp();
    const files = [{ id: "copy.mdb", length: 9, checksum: 0, path: "snapshots/x" }];
    const { error } = settle(lagging.turns, (done) =>
      adoptFiles(lagging.options, { applied: 9, state: new Uint8Array(0), files }, done),
    );
    assert.ok(error instanceof EngineForeign);
  });
});
