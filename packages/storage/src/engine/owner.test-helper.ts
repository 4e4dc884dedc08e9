import assert from "node:assert/strict";
import type { Engine, EngineOwner, Place, RecordKey } from "./engine.js";

/** An owner as small as possible: the newest record of each key counts, and a tombstone ends it. */
export class KeyOwner implements EngineOwner {
  readonly engine: Engine;
  readonly places = new Map<string, Place>();
  moves = 0;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  put(key: string, value: Uint8Array): Place {
    const place = this.engine.append(Buffer.from(key, "latin1"), value);
    this.note(key, place, false);
    return place;
  }

  remove(key: string): Place {
    const place = this.engine.append(Buffer.from(key, "latin1"), undefined);
    this.note(key, place, true);
    return place;
  }

  /** For the scan of a start. */
  readonly found = ({ key, isTombstone }: RecordKey, place: Place): void => {
    this.note(Buffer.from(key).toString("latin1"), place, isTombstone);
  };

  note(key: string, place: Place, isTombstone: boolean): void {
    const before = this.places.get(key);
    if (before !== undefined) this.engine.discard(before);
    if (isTombstone) {
      this.places.delete(key);
      this.engine.discard(place);
    } else {
      this.places.set(key, place);
    }
  }

  isLive(key: Uint8Array, place: Place): boolean {
    return this.places.get(Buffer.from(key).toString("latin1")) === place;
  }

  moved(key: Uint8Array, from: Place, to: Place): void {
    const text = Buffer.from(key).toString("latin1");
    assert.equal(this.places.get(text), from, "moves what is live");
    assert.notEqual(from, to);
    this.places.set(text, to);
    this.moves++;
  }
}
