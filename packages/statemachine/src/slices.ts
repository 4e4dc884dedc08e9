/** Does a part of its work, in no more than a few milliseconds; true if there is more to do now. */
export type Slice = () => boolean;

/** Work that is too long for one turn of the event loop: one slice per turn, whoever's turn it is. */
export class Slices {
  readonly #later: (run: () => void) => void;
  readonly #waiting: Slice[] = [];
  #next = 0;
  #isScheduled = false;

  /** `later` calls back in a later turn of the event loop. */
  constructor(later: (run: () => void) => void) {
    this.#later = later;
  }

  add(slice: Slice): void {
    this.#waiting.push(slice);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    this.#later(this.#run);
  }

  readonly #run = (): void => {
    this.#isScheduled = false;
    this.#next %= Math.max(1, this.#waiting.length);
    const slice = this.#waiting[this.#next];
    if (slice === undefined) return;
    if (slice()) this.#next++;
    else this.#waiting.splice(this.#waiting.indexOf(slice), 1);
    this.#schedule();
  };
}
