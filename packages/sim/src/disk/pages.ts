import { PAGE_BYTES } from "./sector.js";

/** Stands for every page of zeros; never written to. */
const ZEROS = new Uint8Array(PAGE_BYTES);

/** Bytes in pages, of which only those exist that something was written to or that were reserved. The rest is zeros. */
export class Pages {
  readonly #pages = new Map<number, Uint8Array>();

  /** How much space they take. */
  get bytes(): number {
    return this.#pages.size * PAGE_BYTES;
  }

  /** How much more it would take to have every page between the positions. */
  missingBytes(from: number, to: number): number {
    let missing = 0;
    for (let page = Math.floor(from / PAGE_BYTES); page * PAGE_BYTES < to; page++) {
      if (!this.#pages.has(page)) missing += PAGE_BYTES;
    }
    return missing;
  }

  /** Where the pages between the positions end if they may take only so much more space. */
  fitting(from: number, to: number, room: number): number {
    let left = room;
    for (let page = Math.floor(from / PAGE_BYTES); page * PAGE_BYTES < to; page++) {
      if (this.#pages.has(page)) continue;
      if (left < PAGE_BYTES) return Math.max(from, page * PAGE_BYTES);
      left -= PAGE_BYTES;
    }
    return to;
  }

  reserve(from: number, to: number): void {
    for (let page = Math.floor(from / PAGE_BYTES); page * PAGE_BYTES < to; page++) {
      if (!this.#pages.has(page)) this.#pages.set(page, ZEROS);
    }
  }

  read(position: number, target: Uint8Array): void {
    for (let done = 0; done < target.length;) {
      const offset = (position + done) % PAGE_BYTES;
      const length = Math.min(PAGE_BYTES - offset, target.length - done);
      const page = this.#pages.get((position + done - offset) / PAGE_BYTES);
      if (page === undefined) target.fill(0, done, done + length);
      else target.set(page.subarray(offset, offset + length), done);
      done += length;
    }
  }

  write(position: number, bytes: Uint8Array): void {
    const start = position % PAGE_BYTES;
    if (start + bytes.length <= PAGE_BYTES && bytes.length > 0) {
      this.#writable((position - start) / PAGE_BYTES).set(bytes, start);
      return;
    }
    for (let done = 0; done < bytes.length;) {
      const offset = (position + done) % PAGE_BYTES;
      const length = Math.min(PAGE_BYTES - offset, bytes.length - done);
      this.#writable((position + done - offset) / PAGE_BYTES).set(bytes.subarray(done, done + length), offset);
      done += length;
    }
  }

  /** Whether there are only zeros within one page, because nothing was ever written to it. */
  isUntouched(position: number): boolean {
    const page = this.#pages.get(Math.floor(position / PAGE_BYTES));
    return page === undefined || page === ZEROS;
  }

  /** Puts back what was read within one page; undefined stands for zeros. */
  restore(position: number, length: number, copy: Uint8Array | undefined): void {
    const offset = position % PAGE_BYTES;
    const number = (position - offset) / PAGE_BYTES;
    if (copy !== undefined) this.#writable(number).set(copy, offset);
    else if (this.#pages.has(number)) this.#writable(number).fill(0, offset, offset + length);
  }

  /** Ends at this position: pages behind it go, and what is behind it in its page becomes zero. */
  cut(position: number): void {
    const kept = Math.ceil(position / PAGE_BYTES);
    for (const number of this.#pages.keys()) {
      if (number >= kept) this.#pages.delete(number);
    }
    const offset = position % PAGE_BYTES;
    if (offset === 0) return;
    const last = this.#pages.get(kept - 1);
    if (last !== undefined && last !== ZEROS) last.fill(0, offset);
  }

  /** The positions of the pages from `from` on, in order. */
  positions(from: number): readonly number[] {
    const first = Math.floor(from / PAGE_BYTES);
    const numbers = [...this.#pages.keys()].filter((number) => number >= first);
    return numbers.sort((a, b) => a - b).map((number) => number * PAGE_BYTES);
  }

  #writable(number: number): Uint8Array {
    let page = this.#pages.get(number);
    if (page === undefined || page === ZEROS) {
      page = new Uint8Array(PAGE_BYTES);
      this.#pages.set(number, page);
    }
    return page;
  }
}
