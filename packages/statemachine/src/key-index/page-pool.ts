import { assert } from "../assert.js";

/** How much memory a pool takes at once: a larger pool takes more pieces, and none is ever moved. */
const CHUNK_BYTES = 2 ** 19;

/** A piece of a pool's memory, seen in two ways. */
export interface Chunk {
  readonly words: Uint32Array;
  readonly floats: Float64Array;
}

/** Pages of one size, known by number. Page 0 is never handed out, so that 0 can mean none. */
export class PagePool {
  readonly #pageWords: number;
  readonly #shift: number;
  readonly #mask: number;
  readonly #chunks: Chunk[] = [];
  /** The first of the free pages, each of which names the next in its first word. */
  #free = 0;
  #unused = 1;
  #used = 0;

  /** Pages are a multiple of eight bytes long. */
  constructor(pageWords: number) {
    this.#pageWords = pageWords;
    this.#shift = Math.floor(Math.log2(CHUNK_BYTES / 4 / pageWords));
    this.#mask = 2 ** this.#shift - 1;
  }

  get used(): number {
    return this.#used;
  }

  get bytes(): number {
    return this.#chunks.length * 2 ** this.#shift * this.#pageWords * 4;
  }

  /** What the page holds is what its last user left there. */
  take(): number {
    this.#used++;
    const page = this.#free;
    if (page !== 0) {
      this.#free = this.chunk(page).words[this.at(page)] ?? 0;
      return page;
    }
    if (this.#unused >>> this.#shift >= this.#chunks.length) this.#grow();
    return this.#unused++;
  }

  give(page: number): void {
    this.chunk(page).words[this.at(page)] = this.#free;
    this.#free = page;
    this.#used--;
  }

  chunk(page: number): Chunk {
    const chunk = this.#chunks[page >>> this.#shift];
    assert(chunk !== undefined, "a page is in a chunk", page);
    return chunk;
  }

  /** Where the page begins among the words of its chunk. */
  at(page: number): number {
    return (page & this.#mask) * this.#pageWords;
  }

  #grow(): void {
    assert(this.#unused < 2 ** 31, "a page's number fits in 31 bits", this.#unused);
    const buffer = new ArrayBuffer(2 ** this.#shift * this.#pageWords * 4);
    this.#chunks.push({ words: new Uint32Array(buffer), floats: new Float64Array(buffer) });
  }
}
