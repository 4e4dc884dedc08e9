import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CRC32, Dice } from "../wal/wal-world.test-helper.js";
import type { Engine, EngineDone, EngineOutcome, EngineRecord, Pinned, Place, Reclaimed, RecordKey } from "./engine.js";
import { KeyOwner } from "./owner.test-helper.js";

/** One kind of engine, with whatever keeps what it keeps. */
export interface EngineWorld {
  /** Opens it; what an earlier opening did behind its last checkpoint is forgotten. */
  open(): Promise<Engine>;
  /** Makes a call and waits for the answer. */
  call<T>(call: (done: EngineDone<T>) => void): Promise<EngineOutcome<T>>;
  end(): Promise<void>;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const bytes = (letters: string): Uint8Array => new Uint8Array(Buffer.from(letters, "latin1"));
const NOTHING: Uint8Array = new Uint8Array(0);

/** What every engine does, whichever it is. */
export function engineSuite(name: string, create: () => EngineWorld): void {
  describe(name, () => {
    const story = (title: string, run: (tools: Tools) => Promise<void>): void => {
      it(title, async () => {
        const world = create();
        try {
          await run(new Tools(world));
        } finally {
          await world.end();
        }
      });
    };
    basics(story);
    reclaiming(story);
    pinning(story);
    models(story);
  });
}

class Tools {
  readonly world: EngineWorld;

  constructor(world: EngineWorld) {
    this.world = world;
  }

  async must<T>(call: (done: EngineDone<T>) => void): Promise<T> {
    const { error, value } = await this.world.call(call);
    if (error !== undefined) throw error;
    return value;
  }

  checkpoint(engine: Engine, applied: number, state = NOTHING, seal = false): Promise<void> {
    return this.must((done) => engine.checkpoint({ applied, state }, seal, done));
  }

  async scan(engine: Engine): Promise<(readonly [string, string, Place])[]> {
    const found: (readonly [string, string, Place])[] = [];
    const visit = ({ key, value, isTombstone }: EngineRecord, place: Place): void => {
      found.push([text(key), isTombstone ? "(gone)" : text(value), place]);
    };
    await this.must((done) => engine.scan(visit, done));
    return found;
  }

  async keys(engine: Engine): Promise<(readonly [string, boolean, Place])[]> {
    const found: (readonly [string, boolean, Place])[] = [];
    const visit = ({ key, isTombstone }: RecordKey, place: Place): void => {
      found.push([text(key), isTombstone, place]);
    };
    await this.must((done) => engine.scanKeys(visit, done));
    return found;
  }

  async owner(engine: Engine): Promise<KeyOwner> {
    const owner = new KeyOwner(engine);
    await this.must((done) => engine.scanKeys(owner.found, done));
    return owner;
  }

  /** Reclaims until there is nothing left to do. */
  async reclaimAll(engine: Engine, owner: KeyOwner, slice = 3000): Promise<number> {
    let rounds = 0;
    for (let applied = engine.checkpointed.applied; ; rounds++) {
      assert.ok(rounds < 1000, "reclaiming ends");
      const { bytes } = await this.must<Reclaimed>((done) => engine.reclaim(owner, slice, done));
      if (bytes > 0) continue;
      applied++;
      await this.checkpoint(engine, applied, NOTHING, true);
      const again = await this.must<Reclaimed>((done) => engine.reclaim(owner, slice, done));
      if (again.bytes === 0) return rounds;
    }
  }
}

type Story = (title: string, run: (tools: Tools) => Promise<void>) => void;

function basics(story: Story): void {
  story("reads what was appended, before it is written and after", async (tools) => {
    const { world } = tools;
    const engine = await world.open();
    const put = engine.append(bytes("key"), bytes("value"));
    const empty = engine.append(NOTHING, NOTHING);
    const gone = engine.append(bytes("key"), undefined);
    const large = engine.append(bytes("large"), new Uint8Array(70_000).fill(7));
    assert.equal(new Set([put, empty, gone, large]).size, 4);
    for (let round = 0; round < 3; round++) {
      for (const read of [
        (place: Place) => Promise.resolve(engine.readNow(place)),
        (place: Place) => world.call<EngineRecord>((done) => engine.read(place, done)),
      ]) {
        const [first, second, third, fourth] = [
          await read(put),
          await read(empty),
          await read(gone),
          await read(large),
        ];
        assert.deepEqual([text(first.value?.key ?? NOTHING), text(first.value?.value ?? NOTHING)], ["key", "value"]);
        assert.equal(first.value?.isTombstone, false);
        assert.deepEqual(
          [second.value?.key.length, second.value?.value.length, second.value?.isTombstone],
          [0, 0, false],
        );
        assert.deepEqual([text(third.value?.key ?? NOTHING), third.value?.isTombstone], ["key", true]);
        assert.deepEqual(fourth.value?.value, new Uint8Array(70_000).fill(7));
      }
      if (round === 0) await tools.must((done) => engine.flush(done));
      else await tools.checkpoint(engine, round);
    }
    assert.equal(engine.unwrittenBytes, 0);
    await tools.must((done) => engine.close(done));
  });

  story("takes a copy of what is appended, and gives one of what is read", async (tools) => {
    const engine = await tools.world.open();
    const [key, value] = [bytes("key"), bytes("value")];
    const place = engine.append(key, value);
    key.fill(0);
    value.fill(0);
    const first = engine.readNow(place).value;
    assert.deepEqual([text(first?.key ?? key), text(first?.value ?? key)], ["key", "value"]);
  });

  story("scans in the order of append, with or without values", async (tools) => {
    const engine = await tools.world.open();
    const expected: (readonly [string, string, Place])[] = [];
    for (let i = 0; i < 500; i++) {
      const value = i % 7 === 0 ? undefined : bytes("v".repeat(i % 50));
      const place = engine.append(bytes(`key ${i % 90}`), value);
      expected.push([`key ${i % 90}`, value === undefined ? "(gone)" : text(value), place]);
      if (i === 200) await tools.checkpoint(engine, 5);
    }
    const keys = expected.map(([key, value, place]) => [key, value === "(gone)", place]);
    assert.deepEqual(await tools.scan(engine), expected);
    assert.deepEqual(await tools.keys(engine), keys);
    await tools.checkpoint(engine, 6, NOTHING, true);
    assert.deepEqual(await tools.scan(engine), expected);
    assert.deepEqual(await tools.keys(engine), keys);
  });

  story("shows a scan nothing that is appended behind it", async (tools) => {
    const engine = await tools.world.open();
    for (let i = 0; i < 20; i++) engine.append(bytes(`old ${i}`), NOTHING);
    let seen = 0;
    const scanned = tools.must((done) =>
      engine.scanKeys(({ key }) => {
        assert.match(text(key), /^old/);
        if (seen++ < 5) engine.append(bytes("new"), NOTHING);
      }, done),
    );
    engine.append(bytes("new"), NOTHING);
    await scanned;
    assert.equal(seen, 20);
  });

  story("keeps the largest state that an owner may have", async (tools) => {
    const engine = await tools.world.open();
    const state = new Uint8Array(2 ** 24).map((_, i) => i % 251);
    await tools.checkpoint(engine, 5, state, true);
    await tools.must((done) => engine.close(done));
    const { checkpointed } = await tools.world.open();
    assert.equal(checkpointed.applied, 5);
    assert.equal(Buffer.compare(checkpointed.state, state), 0);
  });

  story("opens at its last checkpoint, with its applied index and state, and nothing later", async (tools) => {
    let engine = await tools.world.open();
    assert.deepEqual([engine.checkpointed.applied, engine.checkpointed.state.length], [0, 0]);
    for (let life = 1; life <= 4; life++) {
      for (let i = 0; i < 30; i++) engine.append(bytes(`kept ${life}-${i}`), bytes("x"));
      const applied = life * 2 ** 51 - 1;
      await tools.checkpoint(engine, applied, bytes(`state ${life}`), life % 2 === 0);
      assert.equal(engine.checkpointed.applied, applied);
      for (let i = 0; i < 30; i++) engine.append(bytes(`lost ${life}-${i}`), bytes("x"));
      if (life !== 3) await tools.must((done) => engine.flush(done));
      await tools.must((done) => engine.close(done));
      engine = await tools.world.open();
      assert.deepEqual([engine.checkpointed.applied, text(engine.checkpointed.state)], [applied, `state ${life}`]);
      const keys = (await tools.keys(engine)).map(([key]) => key);
      const kept = Array.from({ length: 30 * life }, (_, i) => `kept ${1 + Math.floor(i / 30)}-${i % 30}`);
      assert.deepEqual(keys, kept);
    }
  });

  story("refuses use after close", async (tools) => {
    const engine = await tools.world.open();
    const place = engine.append(bytes("a"), NOTHING);
    await tools.must((done) => engine.close(done));
    assert.equal(engine.readNow(place).error?.name, "EngineStopped");
    const calls: ((done: EngineDone<unknown>) => void)[] = [
      (done) => engine.read(place, done),
      (done) => engine.flush(done),
      (done) => engine.checkpoint({ applied: 1, state: NOTHING }, false, done),
      (done) => engine.scan(() => assert.fail(), done),
      (done) => engine.close(done),
      (done) => engine.pin(done),
    ];
    for (const call of calls) assert.equal((await tools.world.call(call)).error?.name, "EngineStopped");
    assert.throws(() => engine.append(bytes("a"), NOTHING), /open engine/);
  });

  story("asserts limits and places", async (tools) => {
    const engine = await tools.world.open();
    assert.throws(() => engine.append(new Uint8Array(2 ** 24 + 1), NOTHING), /within its limit/);
    assert.throws(() => engine.readNow(2 ** 52), /a place/);
    assert.throws(
      () => engine.checkpoint({ applied: 1, state: new Uint8Array(2 ** 24 + 1) }, false, () => undefined),
      /limit/,
    );
  });
}

function reclaiming(story: Story): void {
  story("gives back the space of what was discarded, and moves the rest", async (tools) => {
    const engine = await tools.world.open();
    const owner = new KeyOwner(engine);
    for (let i = 0; i < 2000; i++) owner.put(`key ${i % 100}`, new Uint8Array(100).fill(i % 256));
    await tools.checkpoint(engine, 1, NOTHING, true);
    const before = engine.space;
    await tools.reclaimAll(engine, owner);
    const after = engine.space;
    assert.ok(after.totalBytes < before.totalBytes / 4, `${after.totalBytes} of ${before.totalBytes} bytes`);
    assert.ok(after.liveBytes <= after.totalBytes);
    for (let i = 0; i < 100; i++) {
      const record = engine.readNow(owner.places.get(`key ${i}`) ?? -1).value;
      assert.deepEqual([record?.value.length, record?.value[0]], [100, (1900 + i) % 256]);
    }
    assert.equal((await tools.keys(engine)).length < 300, true);
  });

  story("keeps a tombstone as long as an older record of its key can come back", async (tools) => {
    let engine = await tools.world.open();
    let owner = new KeyOwner(engine);
    for (let i = 0; i < 200; i++) owner.put(`key ${i}`, new Uint8Array(100));
    await tools.checkpoint(engine, 1, NOTHING, true);
    for (let i = 0; i < 200; i += 3) owner.remove(`key ${i}`);
    for (let round = 0; round < 6; round++) {
      await tools.checkpoint(engine, 2 + round, NOTHING, true);
      const { bytes } = await tools.must<Reclaimed>((done) => engine.reclaim(owner, 2000, done));
      assert.ok(bytes >= 0);
      await tools.checkpoint(engine, 10 + round, NOTHING, false);
      await tools.must((done) => engine.close(done));
      engine = await tools.world.open();
      owner = await tools.owner(engine);
      const expected = Array.from({ length: 200 }, (_, i) => i).filter((i) => i % 3 !== 0);
      assert.deepEqual([...owner.places.keys()].sort(), expected.map((i) => `key ${i}`).sort());
    }
    for (let i = 0; i < 200; i++) if (i % 3 !== 0) owner.remove(`key ${i}`);
    await tools.checkpoint(engine, 20, NOTHING, true);
    await tools.reclaimAll(engine, owner);
    assert.deepEqual(await tools.keys(engine), [], "no tombstone is left when nothing else is");
  });

  story("keeps the order of append of what it moves", async (tools) => {
    const engine = await tools.world.open();
    const owner = new KeyOwner(engine);
    for (let i = 0; i < 1000; i++) owner.put(i % 10 === 0 ? `stays ${i}` : `changes ${i % 10}`, new Uint8Array(50));
    await tools.checkpoint(engine, 1, NOTHING, true);
    await tools.reclaimAll(engine, owner, 500);
    const stays = (await tools.keys(engine)).map(([key]) => key).filter((key) => key.startsWith("stays"));
    assert.deepEqual(
      stays,
      Array.from({ length: 100 }, (_, i) => `stays ${i * 10}`),
    );
  });

  story("shows a scan in the middle of it every record once, where it is", async (tools) => {
    const engine = await tools.world.open();
    const owner = new KeyOwner(engine);
    for (let i = 0; i < 1000; i++) owner.put(`key ${i % 300}`, new Uint8Array(60));
    await tools.checkpoint(engine, 1, NOTHING, true);
    for (let slice = 0; slice < 30; slice++) {
      await tools.must((done) => engine.reclaim(owner, 700, done));
      const places = (await tools.keys(engine)).filter(([key, , place]) => owner.places.get(key) === place);
      assert.equal(places.length, 300, `after slice ${slice}`);
    }
  });
}

function pinning(story: Story): void {
  story("keeps the files of a pinned checkpoint as they were, whatever goes on", async (tools) => {
    const engine = await tools.world.open();
    const owner = new KeyOwner(engine);
    for (let i = 0; i < 600; i++) owner.put(`key ${i % 100}`, new Uint8Array(100).fill(i % 256));
    await tools.checkpoint(engine, 7, bytes("seven"), true);
    const pinned = await tools.must<Pinned>((done) => engine.pin(done));
    assert.deepEqual([pinned.applied, text(pinned.state)], [7, "seven"]);
    assert.ok(pinned.files.length > 0);
    assert.equal(new Set(pinned.files.map(({ id }) => id)).size, pinned.files.length);
    const before = await contents(tools, pinned);
    for (let i = 0; i < 600; i++) owner.put(`key ${i % 100}`, new Uint8Array(100));
    await tools.checkpoint(engine, 8, NOTHING, true);
    await tools.reclaimAll(engine, owner);
    assert.deepEqual(await contents(tools, pinned), before);
    const { totalBytes } = engine.space;
    pinned.release();
    pinned.release();
    await tools.must((done) => engine.flush(done));
    assert.ok(engine.space.totalBytes <= totalBytes);
  });
}

/** Each file's bytes, against its checksum. */
async function contents(tools: Tools, pinned: Pinned): Promise<Uint8Array[]> {
  const files: Uint8Array[] = [];
  for (const file of pinned.files) {
    const target = new Uint8Array(file.size + 10);
    const count = await tools.must<number>((done) => file.read(0, target, done));
    assert.equal(count, file.size, "no more than the checkpoint had");
    const content = target.subarray(0, count);
    assert.equal(CRC32(content, 0), file.checksum);
    files.push(content);
  }
  return files;
}

function models(story: Story): void {
  for (let seed = 1; seed <= 4; seed++) {
    story(`does what a map does, with crashes in between, seed ${seed}`, async (tools) => {
      const dice = new Dice(seed);
      let model = new Map<string, string>();
      let durable = new Map<string, string>();
      let engine = await tools.world.open();
      let owner = await tools.owner(engine);
      for (let applied = 1; applied < 400; applied++) {
        const key = `key ${dice.below(30)}`;
        const roll = dice.below(20);
        if (roll === 0) {
          await tools.checkpoint(engine, applied, bytes(`${applied}`), dice.chance(1, 2));
          durable = new Map(model);
        } else if (roll === 1) {
          if (dice.chance(1, 2)) await tools.must((done) => engine.flush(done));
          await tools.must((done) => engine.close(done));
          engine = await tools.world.open();
          owner = await tools.owner(engine);
          model = new Map(durable);
          assert.deepEqual([...owner.places.keys()].sort(), [...model.keys()].sort());
        } else if (roll <= 4) {
          await tools.must((done) => engine.reclaim(owner, dice.between(1, 5000), done));
        } else if (roll <= 7) {
          owner.remove(key);
          model.delete(key);
        } else {
          const value = text(new Uint8Array(dice.below(300)).map(() => dice.below(256)));
          owner.put(key, bytes(value));
          model.set(key, value);
        }
        const place = owner.places.get(key);
        assert.equal(place !== undefined, model.has(key));
        if (place !== undefined) assert.equal(text(engine.readNow(place).value?.value ?? NOTHING), model.get(key));
      }
      assert.deepEqual([...owner.places.keys()].sort(), [...model.keys()].sort());
    });
  }
}
