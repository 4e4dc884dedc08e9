import { assert } from "./assert.js";

const SLOTS_MIN = 16;

/**
 * A queue in a ring of slots: while its length stays about the same, nothing moves and nothing is allocated. The ring
 * grows and shrinks by factors of two, so each element is moved only so many times on average.
 */
export class Queue<T> {
  #slots: (T | undefined)[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(element: T): void {
    if (this.#length === this.#slots.length) this.#resize(Math.max(SLOTS_MIN, this.#length * 2));
    this.#slots[this.#slotOf(this.#length)] = element;
    this.#length += 1;
  }

  /** The element at this distance from the front. */
  at(position: number): T {
    const element = this.#slots[this.#slotOf(position)];
    const isWithin = position >= 0 && position < this.#length;
    assert(isWithin && element !== undefined, "a queue is read within its length", position, this.#length);
    return element;
  }

  /** Takes the first element. */
  shift(): T {
    const first = this.at(0);
    this.#slots[this.#head] = undefined;
    this.#head = this.#slotOf(1);
    this.#shortened();
    return first;
  }

  /** Takes the last element. */
  pop(): T {
    const last = this.at(this.#length - 1);
    this.#slots[this.#slotOf(this.#length - 1)] = undefined;
    this.#shortened();
    return last;
  }

  /** The elements from one distance from the front up to, and not including, another. */
  slice(from: number, to: number): T[] {
    assert(
      from >= 0 && to >= from && to <= this.#length,
      "a queue is sliced within its length",
      from,
      to,
      this.#length,
    );
    const first = this.#slotOf(from);
    const beyondRing = first + (to - from) - this.#slots.length;
    if (beyondRing <= 0) return this.#slots.slice(first, first + (to - from)) as T[];
    return this.#slots.slice(first).concat(this.#slots.slice(0, beyondRing)) as T[];
  }

  clear(): void {
    this.#slots = [];
    this.#head = 0;
    this.#length = 0;
  }

  clone(copyElement: (element: T) => T = (element) => element): Queue<T> {
    const copy = new Queue<T>();
    for (let i = 0; i < this.length; i++) copy.push(copyElement(this.at(i)));
    return copy;
  }

  #slotOf(position: number): number {
    const slot = this.#head + position;
    return slot < this.#slots.length ? slot : slot - this.#slots.length;
  }

  #shortened(): void {
    this.#length -= 1;
    const capacity = this.#slots.length;
    if (capacity > SLOTS_MIN && this.#length * 4 < capacity) this.#resize(capacity / 2);
  }

  #resize(capacity: number): void {
    const slots = new Array<T | undefined>(capacity);
    for (let i = 0; i < this.#length; i++) slots[i] = this.at(i);
    this.#slots = slots;
    this.#head = 0;
  }
}
