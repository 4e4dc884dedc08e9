import type { Place } from "../engine/engine.js";

const PAGE_PLACES = 1024;

/** Nothing has this value. */
const NONE = -1;

interface Page {
  readonly values: Float64Array;
  /** How many of them are there. */
  count: number;
}

/** A number for each place that is there, in pages: places rise one by one, and most of a page's are there or gone together. */
export class PlaceTable {
  readonly #pages: Map<number, Page>;
  /** The page that was touched last. */
  #number = NONE;
  #page: Page | undefined;

  constructor(pages: ReadonlyMap<number, Page> = new Map()) {
    this.#pages = new Map([...pages].map(([number, { values, count }]) => [number, { values: values.slice(), count }]));
  }

  copy(): PlaceTable {
    return new PlaceTable(this.#pages);
  }

  get(place: Place): number | undefined {
    const value = this.#pageOf(place)?.values[place % PAGE_PLACES];
    return value === NONE ? undefined : value;
  }

  set(place: Place, value: number): void {
    const page = this.#pageOf(place) ?? this.#addPage();
    const i = place % PAGE_PLACES;
    if (page.values[i] === NONE) page.count++;
    page.values[i] = value;
  }

  delete(place: Place): void {
    const page = this.#pageOf(place);
    const i = place % PAGE_PLACES;
    if (page === undefined || page.values[i] === NONE) return;
    page.values[i] = NONE;
    page.count--;
    if (page.count > 0) return;
    this.#pages.delete(this.#number);
    this.#page = undefined;
  }

  /** All places and their values, in order; what is set or deleted meanwhile behind the last one counts. */
  *entries(): IterableIterator<readonly [Place, number], undefined> {
    for (const [number, { values }] of this.#pages) {
      for (let i = 0; i < PAGE_PLACES; i++) {
        const value = values[i] ?? NONE;
        if (value !== NONE) yield [number * PAGE_PLACES + i, value];
      }
    }
  }

  #pageOf(place: Place): Page | undefined {
    const number = Math.floor(place / PAGE_PLACES);
    if (number !== this.#number) {
      this.#number = number;
      this.#page = this.#pages.get(number);
    }
    return this.#page;
  }

  /** For the number that was looked for last. Places rise: it stands behind all others. */
  #addPage(): Page {
    const page = { values: new Float64Array(PAGE_PLACES).fill(NONE), count: 0 };
    this.#pages.set(this.#number, page);
    this.#page = page;
    return page;
  }
}
