const SLOTS_MIN = 64;

/**
 * Values by whole numbers that rise, where all are gone before much larger ones come. Not a `Map`, because one whose elements
 * come and go is made anew all the time, and V8 links what it was before to what it is now: once an old one has survived two
 * collections, all that was ever in it since waits for a collection of the whole heap.
 */
export class RisingMap<V> {
  /** A number has the slot of its remainder; there are so many that no two share one. */
  #values: (V | undefined)[] = new Array<undefined>(SLOTS_MIN).fill(undefined);
  #numbers: number[] = new Array<number>(SLOTS_MIN).fill(-1);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(number: number): V | undefined {
    const slot = number % this.#numbers.length;
    return this.#numbers[slot] === number ? this.#values[slot] : undefined;
  }

  set(number: number, value: V): void {
    let slot = number % this.#numbers.length;
    while (this.#numbers[slot] !== number && this.#numbers[slot] !== -1) {
      this.#grow();
      slot = number % this.#numbers.length;
    }
    if (this.#numbers[slot] === -1) this.#size += 1;
    this.#numbers[slot] = number;
    this.#values[slot] = value;
  }

  delete(number: number): void {
    const slot = number % this.#numbers.length;
    if (this.#numbers[slot] !== number) return;
    this.#numbers[slot] = -1;
    this.#values[slot] = undefined;
    this.#size -= 1;
  }

  /** Those that are meant, the smallest number first: what comes or goes meanwhile does not change it. */
  where(isMeant: (value: V) => boolean): V[] {
    const meant: { readonly number: number; readonly value: V }[] = [];
    for (const [slot, value] of this.#values.entries()) {
      if (value !== undefined && isMeant(value)) meant.push({ number: this.#numbers[slot] ?? -1, value });
    }
    return meant.sort((one, other) => one.number - other.number).map(({ value }) => value);
  }

  all(): V[] {
    return this.where(() => true);
  }

  /** No two numbers that have slots of their own share one of twice as many. */
  #grow(): void {
    const [numbers, values] = [this.#numbers, this.#values];
    this.#numbers = new Array<number>(numbers.length * 2).fill(-1);
    this.#values = new Array<undefined>(numbers.length * 2).fill(undefined);
    for (const [slot, number] of numbers.entries()) {
      if (number === -1) continue;
      this.#numbers[number % this.#numbers.length] = number;
      this.#values[number % this.#numbers.length] = values[slot];
    }
  }
}
