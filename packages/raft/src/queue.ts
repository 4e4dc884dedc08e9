import { assert } from "./assert.js";

/** Below this many freed slots, moving the rest is not worth it. */
const FREED_MIN = 32;

/**
 * A queue on one array. Freed slots at the front are dropped once they are more than half of it, so each element is
 * moved at most once on average.
 */
export class Queue<T> {
  #slots: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#slots.length - this.#head;
  }

  push(element: T): void {
    this.#slots.push(element);
  }

  /** The element at this distance from the front. */
  at(position: number): T {
    const element = this.#slots[this.#head + position];
    assert(element !== undefined && position >= 0, "a queue is read within its length", position, this.length);
    return element;
  }

  /** Takes the first element. */
  shift(): T {
    const first = this.at(0);
    this.#slots[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#slots.length) {
      this.clear();
    } else if (this.#head >= FREED_MIN && this.#head * 2 > this.#slots.length) {
      this.#slots.splice(0, this.#head);
      this.#head = 0;
    }
    return first;
  }

  /** Takes the last element. */
  pop(): T {
    const last = this.at(this.length - 1);
    this.#slots.pop();
    return last;
  }

  /** The elements from one distance from the front up to, and not including, another. */
  slice(from: number, to: number): T[] {
    assert(from >= 0 && to >= from && to <= this.length, "a queue is sliced within its length", from, to, this.length);
    return this.#slots.slice(this.#head + from, this.#head + to) as T[];
  }

  clear(): void {
    this.#slots = [];
    this.#head = 0;
  }

  clone(copyElement: (element: T) => T = (element) => element): Queue<T> {
    const copy = new Queue<T>();
    for (let i = 0; i < this.length; i++) copy.push(copyElement(this.at(i)));
    return copy;
  }
}
