/** Each entry counts for its characters and so much more (RFC 7541, section 4.1). */
export const ENTRY_OVERHEAD = 32;

/** The fields that the peer's encoder may refer to, the newest first (RFC 7541, section 2.3.2). */
export class DynamicTable {
  /** Changes whenever an index may mean something else than before. */
  generation = 0;
  #names: string[] = [];
  #values: string[] = [];
  /** The oldest entry that counts; what lies before it is cut off now and then. */
  #oldest = 0;
  #bytes = 0;
  #bytesMax: number;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get length(): number {
    return this.#names.length - this.#oldest;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** From 0, the newest. */
  name(at: number): string | undefined {
    return at < this.length ? this.#names[this.#names.length - 1 - at] : undefined;
  }

  value(at: number): string | undefined {
    return at < this.length ? this.#values[this.#values.length - 1 - at] : undefined;
  }

  /** An entry that is too large for the table leaves it empty (section 4.4). */
  insert(name: string, value: string): void {
    this.generation++;
    const bytes = name.length + value.length + ENTRY_OVERHEAD;
    this.#evict(this.#bytesMax - bytes);
    if (bytes > this.#bytesMax) return;
    this.#names.push(name);
    this.#values.push(value);
    this.#bytes += bytes;
  }

  resize(bytesMax: number): void {
    this.generation++;
    this.#bytesMax = bytesMax;
    this.#evict(bytesMax);
  }

  #evict(bytesMax: number): void {
    while (this.#bytes > bytesMax && this.length > 0) {
      const oldest = this.#oldest++;
      this.#bytes -= (this.#names[oldest] ?? "").length + (this.#values[oldest] ?? "").length + ENTRY_OVERHEAD;
      this.#names[oldest] = "";
      this.#values[oldest] = "";
    }
    if (this.#oldest > 16 && this.#oldest * 2 > this.#names.length) {
      this.#names = this.#names.slice(this.#oldest);
      this.#values = this.#values.slice(this.#oldest);
      this.#oldest = 0;
    }
  }
}
