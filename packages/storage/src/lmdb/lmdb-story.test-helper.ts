/** What processes write and others find: everything follows from the number of the last change. */
import { KeyOwner } from "../engine/owner.test-helper.js";
import type { Engine, EngineDone } from "../engine/engine.js";
import { openLmdbEngine } from "../lmdb.js";
import { CRC32 } from "../wal/wal-world.test-helper.js";

const KEYS = 150;
const TOMBSTONE_EVERY = 17;

export async function answer<T>(call: (done: EngineDone<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((outcome) => (outcome.error === undefined ? resolve(outcome.value) : reject(outcome.error)));
  });
}

export async function openStory(directory: string): Promise<Engine> {
  const options = { directory, crc32: CRC32, now: () => 1, bytesMax: 2 ** 26 };
  return answer<Engine>((done) => openLmdbEngine(options, done));
}

/** The owner of what a checkpoint holds. */
export async function ownerOf(engine: Engine): Promise<KeyOwner> {
  const owner = new KeyOwner(engine);
  await answer((done) => engine.scanKeys(owner.found, done));
  return owner;
}

export function change(owner: KeyOwner, number: number): void {
  const value = valueOf(number);
  if (value === undefined) owner.remove(keyOf(number));
  else owner.put(keyOf(number), value);
}

export function keyOf(number: number): string {
  return `key ${(number * 7) % KEYS}`;
}

/** Bytes that only this change has; undefined where the key goes. */
export function valueOf(number: number): Buffer | undefined {
  return number % TOMBSTONE_EVERY === 0 ? undefined : Buffer.from(`${number} `.repeat(1 + (number % 300)));
}

export function stateOf(number: number): Uint8Array {
  return Buffer.from(`up to change ${number}`);
}

/** What the keys are worth after so many changes. */
export function contentsAfter(number: number): Map<string, string> {
  const contents = new Map<string, string>();
  for (let i = 1; i <= number; i++) {
    const value = valueOf(i);
    if (value === undefined) contents.delete(keyOf(i));
    else contents.set(keyOf(i), value.toString());
  }
  return contents;
}
