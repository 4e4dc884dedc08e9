const WIDTH = 16;

/** A set of small numbers. Words of 16 bits, so that each is one character of a string. */
export class Bits {
  readonly #words: Uint16Array;

  constructor(size: number | Uint16Array) {
    this.#words = typeof size === "number" ? new Uint16Array(Math.ceil(size / WIDTH)) : size;
  }

  has(bit: number): boolean {
    return ((this.#words[wordOf(bit)] ?? 0) & maskOf(bit)) !== 0;
  }

  flip(bit: number): void {
    const word = wordOf(bit);
    this.#words[word] = (this.#words[word] ?? 0) ^ maskOf(bit);
  }

  copy(): Bits {
    return new Bits(this.#words.slice());
  }

  isSubsetOf(other: Bits): boolean {
    for (let word = 0; word < this.#words.length; word++) {
      if (((this.#words[word] ?? 0) & ~(other.#words[word] ?? 0)) !== 0) return false;
    }
    return true;
  }

  /** The set as text, if it has every number below `from` and none above `to`. */
  textBetween(from: number, to: number): string {
    let text = `${from}:`;
    for (let word = wordOf(from); word <= wordOf(to); word++) text += String.fromCharCode(this.#words[word] ?? 0);
    return text;
  }
}

function wordOf(bit: number): number {
  return Math.floor(bit / WIDTH);
}

function maskOf(bit: number): number {
  return 1 << (bit % WIDTH);
}
