import { KeyIndex, type NewVersion } from "@keyval/statemachine";

/** What can be asked of every index that is compared. */
export interface Subject {
  readonly name: string;
  /** The number of the key's last change; 0 if it is not known. */
  versionOf(key: Uint8Array): number;
  add(key: Uint8Array, fields: NewVersion): void;
  /** Forgets all versions but the newest one of each key. */
  compact(revision: number): void;
  /** Outside of the garbage-collected heap. */
  readonly memory: number;
}

export class Counting implements Subject {
  readonly name = "key index";
  readonly index = new KeyIndex();

  get memory(): number {
    return this.index.memory;
  }

  versionOf(key: Uint8Array): number {
    const id = this.index.find(key);
    return id === 0 ? 0 : this.index.versionOf(id);
  }

  add(key: Uint8Array, fields: NewVersion): void {
    this.index.add(key, fields);
  }

  compact(revision: number): void {
    this.index.compact(revision, Infinity, () => undefined);
  }
}

/** Objects in a hash table: no order and no counts, so it can do a part of the work only. */
export class MapOfObjects implements Subject {
  readonly name = "Map of objects";
  readonly memory = 0;
  readonly #keys = new Map<string, NewVersion[]>();

  versionOf(key: Uint8Array): number {
    return this.#keys.get(lettersOf(key))?.at(-1)?.version ?? 0;
  }

  add(key: Uint8Array, fields: NewVersion): void {
    const letters = lettersOf(key);
    const versions = this.#keys.get(letters);
    if (versions === undefined) this.#keys.set(letters, [{ ...fields }]);
    else versions.push({ ...fields });
  }

  compact(): void {
    for (const versions of this.#keys.values()) versions.splice(0, versions.length - 1);
  }
}

function lettersOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}
