import type { Engine, Place } from "@keyval/storage";
import { EngineFailure } from "../engine-failure.js";
import { ValueCache } from "./value-cache.js";

export type ValueDone = (value: Uint8Array | undefined, error: Error | undefined) => void;

/** The values of versions, by the places of their records. What is handed out is never changed by anybody. */
export class Values {
  readonly #engine: Engine;
  readonly #cache: ValueCache;

  constructor(engine: Engine, cacheBytes: number) {
    this.#engine = engine;
    this.#cache = new ValueCache(cacheBytes);
  }

  /** If it is at hand. */
  cached(place: Place): Uint8Array | undefined {
    return this.#cache.get(place);
  }

  /** Whatever it takes; throws an `EngineFailure` if it can not be had. */
  now(place: Place): Uint8Array {
    const cached = this.#cache.get(place);
    if (cached !== undefined) return cached;
    const { error, value: record } = this.#engine.readNow(place);
    if (error !== undefined) throw new EngineFailure(error);
    this.#cache.add(place, record.value);
    return record.value;
  }

  /** `keeps` the value at hand: not what belongs to a range so large that it would displace all else. */
  read(place: Place, keeps: boolean, done: ValueDone): void {
    this.#engine.read(place, ({ error, value: record }) => {
      if (keeps && record !== undefined) this.#cache.add(place, record.value);
      done(record?.value, error);
    });
  }

  forget(place: Place): void {
    this.#cache.forget(place);
  }
}
