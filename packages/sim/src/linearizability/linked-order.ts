/**
 * Numbers in a fixed order, of which one can be taken out and put back in constant time. They are put back in the
 * reverse order of being taken out; then each finds its neighbours as it left them.
 */
export class LinkedOrder {
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #end: number;

  /** `order` has each number at most once, and only numbers below `end`, which stands for "no more". */
  constructor(order: readonly number[], end: number) {
    this.#end = end;
    this.#next = new Int32Array(end + 1).fill(end);
    this.#previous = new Int32Array(end + 1).fill(end);
    let last = end;
    for (const number of order) {
      this.#link(last, number);
      last = number;
    }
    this.#link(last, end);
  }

  get first(): number {
    return this.after(this.#end);
  }

  after(number: number): number {
    return this.#next[number] ?? this.#end;
  }

  takeOut(number: number): void {
    this.#link(this.#before(number), this.after(number));
  }

  putBack(number: number): void {
    const [previous, next] = [this.#before(number), this.after(number)];
    this.#link(previous, number);
    this.#link(number, next);
  }

  #before(number: number): number {
    return this.#previous[number] ?? this.#end;
  }

  #link(previous: number, next: number): void {
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }
}
