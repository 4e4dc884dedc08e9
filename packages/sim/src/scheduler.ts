/** Something scheduled. */
export interface Scheduled {
  /** Takes it back; harmless once it has happened. */
  cancel(): void;
}

/** What happens at a time. Events of the same time happen in the order in which they were scheduled. */
class Event implements Scheduled {
  readonly time: number;
  readonly order: number;
  run: (() => void) | undefined;

  constructor(time: number, order: number, run: () => void) {
    this.time = time;
    this.order = order;
    this.run = run;
  }

  cancel(): void {
    this.run = undefined;
  }
}

/**
 * Virtual time in whole microseconds. It stands still while an event runs and jumps to the next one: a binary heap by
 * (time, order).
 */
export class Scheduler {
  #now = 0;
  #order = 0;
  readonly #heap: Event[] = [];

  get now(): number {
    return this.#now;
  }

  /** Runs `run` once `delay` microseconds have passed; 0 means after everything already due now. */
  after(delay: number, run: () => void): Scheduled {
    const event = new Event(this.#now + delay, this.#order++, run);
    this.#push(event);
    return event;
  }

  /** Lets time pass up to `end`, with everything that happens until then. */
  runUntil(end: number): void {
    for (let first = this.#heap[0]; first !== undefined && first.time <= end; first = this.#heap[0]) {
      this.#pop();
      this.#now = first.time;
      first.run?.();
    }
    this.#now = Math.max(this.#now, end);
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let position = heap.length;
    heap.push(event);
    while (position > 0) {
      const above = (position - 1) >>> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, event)) break;
      heap[position] = parent;
      position = above;
    }
    heap[position] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let position = 0;
    for (;;) {
      const child = this.#earlierChild(position);
      const candidate = heap[child];
      if (candidate === undefined || isBefore(last, candidate)) break;
      heap[position] = candidate;
      position = child;
    }
    heap[position] = last;
  }

  #earlierChild(position: number): number {
    const left = 2 * position + 1;
    if (left + 1 >= this.#heap.length) return left;
    const a = this.#heap[left];
    const b = this.#heap[left + 1];
    return a !== undefined && b !== undefined && isBefore(b, a) ? left + 1 : left;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
