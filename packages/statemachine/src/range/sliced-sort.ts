/** Merge sort in steps: a list of any length is sorted without one long pause. */
export class SlicedSort<T> {
  readonly #compare: (a: T, b: T) => number;
  #from: T[];
  #to: T[];
  /** Runs of this length are sorted in `from`; two at a time are merged into one in `to`. */
  #run = 1;
  #left = 0;
  #right = 1;
  #start = 0;

  constructor(list: readonly T[], compare: (a: T, b: T) => number) {
    this.#compare = compare;
    this.#from = [...list];
    this.#to = [...list];
  }

  /** Moves at most so many elements; true if there is more to do. */
  step(steps: number): boolean {
    const { length } = this.#from;
    for (let left = steps; left > 0; left--) {
      if (this.#run >= length) return false;
      this.#moveOne();
    }
    return this.#run < length;
  }

  get sorted(): readonly T[] {
    return this.#from;
  }

  #moveOne(): void {
    const { length } = this.#from;
    const middle = Math.min(this.#start + this.#run, length);
    const end = Math.min(this.#start + 2 * this.#run, length);
    const [left, right] = [this.#from[this.#left], this.#from[this.#right]];
    const at = this.#left + this.#right - middle;
    const takesLeft = this.#right >= end || (this.#left < middle && this.#compare(left as T, right as T) <= 0);
    this.#to[at] = (takesLeft ? left : right) as T;
    if (takesLeft) this.#left++;
    else this.#right++;
    if (this.#left < middle || this.#right < end) return;
    if (end < length) this.#begin(end);
    else {
      [this.#from, this.#to] = [this.#to, this.#from];
      this.#run *= 2;
      this.#begin(0);
    }
  }

  #begin(start: number): void {
    this.#start = start;
    this.#left = start;
    this.#right = Math.min(start + this.#run, this.#from.length);
  }
}
