import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { EngineOwner, RecordKey } from "../engine/engine.js";
import { must, openFiles, opened } from "./bitcask-world.test-helper.js";

const key = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const firstByte = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, 1);

/** Appends an older record of `a`, a tombstone of `a` in a file that is worth merging, and says what a merge leaves of it. */
function tombstonesAfterMerge(identityOf?: (key: Uint8Array) => Uint8Array): number {
  const { turns, ...world } = openFiles(new Map(), identityOf === undefined ? {} : { identityOf });
  const engine = opened({ turns, ...world });
  const old = engine.append(key("a old"), key("value"));
  const kept = new Set([engine.append(key("b"), new Uint8Array(500)), engine.append(key("c"), new Uint8Array(500))]);
  must(turns, (done) => engine.checkpoint({ applied: 1, state: key("") }, true, done));
  const dead = Array.from({ length: 9 }, () => engine.append(key("d"), new Uint8Array(10)));
  const tombstone = engine.append(key("a gone"), undefined);
  must(turns, (done) => engine.checkpoint({ applied: 2, state: key("") }, true, done));
  for (const place of [old, ...dead, tombstone]) engine.discard(place);
  const owner: EngineOwner = {
    isLive: (_key, place) => kept.has(place),
    moved: (_key, _from, to) => void kept.add(to),
  };
  must(turns, (done) => engine.reclaim(owner, 2 ** 20, done));
  let tombstones = 0;
  const count = ({ isTombstone }: RecordKey): void => {
    if (isTombstone) tombstones++;
  };
  must(turns, (done) => engine.scanKeys(count, done));
  return tombstones;
}

/** What a scan shows after a merge in whose middle a record died that it had copied, and with it the tombstone behind. */
function afterDeathInMerge(): readonly { readonly key: string; readonly isTombstone: boolean }[] {
  const { turns, ...world } = openFiles(new Map(), { identityOf: firstByte });
  const engine = opened({ turns, ...world });
  const old = engine.append(key("a old"), new Uint8Array(500));
  const dead = Array.from({ length: 9 }, () => engine.append(key("d"), new Uint8Array(10)));
  const tombstone = engine.append(key("a gone"), undefined);
  must(turns, (done) => engine.checkpoint({ applied: 1, state: key("") }, true, done));
  const live = new Set([old, tombstone]);
  for (const place of dead) engine.discard(place);
  const owner: EngineOwner = {
    isLive: (_key, place) => live.has(place),
    moved: (_key, from, to) => {
      live.delete(from);
      live.add(to);
    },
  };
  must(turns, (done) => engine.reclaim(owner, 1, done));
  assert.deepEqual([live.has(old), live.has(tombstone)], [false, true], "the first is copied, the last is not yet");
  for (const place of live) engine.discard(place);
  live.clear();
  must(turns, (done) => engine.reclaim(owner, 2 ** 20, done));
  const shown: { key: string; isTombstone: boolean }[] = [];
  must(turns, (done) =>
    engine.scanKeys((record) => {
      shown.push({ key: Buffer.from(record.key).toString(), isTombstone: record.isTombstone });
    }, done),
  );
  return shown;
}

describe("keys that are the same by a part of them", () => {
  it("keep the tombstone of one as long as an older record of the other may come back", () => {
    assert.equal(tombstonesAfterMerge(firstByte), 1);
  });

  it("keep the tombstone of one that dies in the middle of the merge that has copied an older record of the other", () => {
    assert.deepEqual(afterDeathInMerge(), [
      { key: "a old", isTombstone: false },
      { key: "a gone", isTombstone: true },
    ]);
  });

  it("are others without that part being named", () => {
    assert.equal(tombstonesAfterMerge(), 0);
  });
});
