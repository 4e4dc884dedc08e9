const PAGE_BYTES = 2 ** 16;

/** Bytes that may be written anywhere, of which only the pages that were written take memory. */
export class PageBytes {
  readonly #pages = new Map<number, Uint8Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Fills the target with what there is from the position on, and says how many bytes that are. */
  read(position: number, target: Uint8Array): number {
    const length = Math.max(0, Math.min(target.length, this.#size - position));
    eachPiece(position, length, ({ page, start, end, from }) => {
      const bytes = this.#pages.get(page);
      if (bytes === undefined) target.fill(0, from, from + end - start);
      else target.set(bytes.subarray(start, end), from);
    });
    return length;
  }

  write(position: number, source: Uint8Array): void {
    eachPiece(position, source.length, ({ page, start, end, from }) => {
      let bytes = this.#pages.get(page);
      if (bytes === undefined) this.#pages.set(page, (bytes = new Uint8Array(PAGE_BYTES)));
      bytes.set(source.subarray(from, from + end - start), start);
    });
    if (source.length > 0) this.#size = Math.max(this.#size, position + source.length);
  }

  /** What was cut off does not come back when it grows again. */
  resize(size: number): void {
    if (size < this.#size) {
      const last = Math.floor(size / PAGE_BYTES);
      for (const page of this.#pages.keys()) if (page > last) this.#pages.delete(page);
      this.#pages.get(last)?.fill(0, size % PAGE_BYTES);
    }
    this.#size = size;
  }
}

/** A part of a range that is in one page: from where to where there, and where in the range. */
interface Piece {
  readonly page: number;
  readonly start: number;
  readonly end: number;
  readonly from: number;
}

function eachPiece(position: number, length: number, visit: (piece: Piece) => void): void {
  for (let from = 0; from < length;) {
    const start = (position + from) % PAGE_BYTES;
    const end = Math.min(PAGE_BYTES, start + length - from);
    visit({ page: Math.floor((position + from) / PAGE_BYTES), start, end, from });
    from += end - start;
  }
}
