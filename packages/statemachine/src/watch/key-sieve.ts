const FACTOR = 0x01000193;

/**
 * Says of most keys that are not in it that they are not, by a number of theirs: a map by their text says it of all, but
 * the text costs many times as much.
 */
export class KeySieve {
  /** How many keys have a number. */
  readonly #counts = new Map<number, number>();

  add(key: string): void {
    const number = numberOfText(key);
    this.#counts.set(number, (this.#counts.get(number) ?? 0) + 1);
  }

  delete(key: string): void {
    const number = numberOfText(key);
    const left = (this.#counts.get(number) ?? 0) - 1;
    if (left > 0) this.#counts.set(number, left);
    else this.#counts.delete(number);
  }

  mayHold(key: Uint8Array): boolean {
    if (this.#counts.size === 0) return false;
    let number = 0;
    for (const byte of key) number = Math.imul(number ^ byte, FACTOR);
    return this.#counts.has(small(number));
  }
}

function numberOfText(key: string): number {
  let number = 0;
  for (let i = 0; i < key.length; i++) number = Math.imul(number ^ key.charCodeAt(i), FACTOR);
  return small(number);
}

/** What an engine keeps without an object of its own, mixed from all bits. */
function small(number: number): number {
  return (number ^ (number >>> 15)) & 0x3fffffff;
}
