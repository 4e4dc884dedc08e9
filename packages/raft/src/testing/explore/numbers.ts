/** Whole numbers of 32 bits in one flat array that grows. */
export class Numbers {
  #slots = new Int32Array(2 ** 12);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#slots.length) {
      const larger = new Int32Array(this.#slots.length * 2);
      larger.set(this.#slots);
      this.#slots = larger;
    }
    this.#slots[this.#length++] = value;
  }

  at(position: number): number {
    return this.#slots[position] ?? 0;
  }

  clear(): void {
    this.#length = 0;
  }
}
