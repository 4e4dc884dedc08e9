import type { Clock, Timer } from "./clock.js";

/** What waits in `Deadlines`; whoever waits is the link of its own list, so that waiting allocates nothing. */
export interface Waiting {
  /** By the clock; it stays as it is while one waits. */
  readonly dueAt: number;
  previous: Waiting | undefined;
  next: Waiting | undefined;
  /** The time has come; it does not wait any more. */
  expired(): void;
}

/** A deadline may be met this much late. */
const TICK_MS = 8;
const SLOTS = 512;

/**
 * The deadlines of many calls, most of which end long before: adding and removing one is a few assignments, and one
 * timer of the clock serves all. A wheel of slots: whoever waits longer than one turn of it is passed over until then.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #slots: (Waiting | undefined)[] = new Array<undefined>(SLOTS).fill(undefined);
  #count = 0;
  /** The last tick whose slot was emptied of what was due. */
  #tick: number;
  #timer: Timer | undefined;
  #timerTick = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#tick = tickOf(clock.now());
  }

  get count(): number {
    return this.#count;
  }

  add(waiting: Waiting): void {
    const now = this.#clock.now();
    // With nobody waiting the slots that were passed meanwhile need no look.
    if (this.#count === 0) this.#tick = tickOf(now);
    const tick = Math.max(tickOf(waiting.dueAt) + 1, this.#tick + 1);
    const slot = tick % SLOTS;
    const first = this.#slots[slot];
    waiting.previous = undefined;
    waiting.next = first;
    if (first !== undefined) first.previous = waiting;
    this.#slots[slot] = waiting;
    this.#count += 1;
    // Never further than one turn: timers of most clocks are not made for a timeout of years.
    if (tick < this.#timerTick) this.#arm(Math.min(tick, this.#tick + SLOTS), now);
  }

  /** Takes back one that waits; exactly once for each. */
  remove(waiting: Waiting): void {
    const { previous, next } = waiting;
    if (next !== undefined) next.previous = previous;
    if (previous !== undefined) previous.next = next;
    else this.#slots[this.#slotOf(waiting)] = next;
    waiting.previous = undefined;
    waiting.next = undefined;
    this.#count -= 1;
    if (this.#count === 0) this.#disarm();
  }

  #slotOf(waiting: Waiting): number {
    const slot = (tickOf(waiting.dueAt) + 1) % SLOTS;
    if (this.#slots[slot] === waiting) return slot;
    // It was already due when it was added, and took the next slot instead.
    return this.#slots.indexOf(waiting);
  }

  #arm(tick: number, now: number): void {
    this.#timer?.cancel();
    this.#timerTick = tick;
    this.#timer = this.#clock.after(Math.max(0, tick * TICK_MS - now), () => this.#run());
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerTick = Infinity;
  }

  #run(): void {
    this.#disarm();
    const now = this.#clock.now();
    const last = tickOf(now);
    // One turn of the wheel sees every slot, however late the timer is.
    const end = Math.min(last, this.#tick + SLOTS);
    for (let tick = this.#tick + 1; tick <= end && this.#count > 0; tick++) {
      this.#tick = tick;
      this.#expireSlot(tick % SLOTS, now);
    }
    this.#tick = Math.max(this.#tick, last);
    if (this.#count > 0) this.#arm(this.#nextTick(), now);
  }

  /** Who expires may add and remove others, so the slot is read from its start after each. */
  #expireSlot(slot: number, now: number): void {
    let waiting = this.#slots[slot];
    while (waiting !== undefined) {
      if (waiting.dueAt > now) {
        waiting = waiting.next;
        continue;
      }
      this.remove(waiting);
      waiting.expired();
      waiting = this.#slots[slot];
    }
  }

  /** The next tick whose slot holds anybody. */
  #nextTick(): number {
    for (let tick = this.#tick + 1; ; tick++) {
      if (this.#slots[tick % SLOTS] !== undefined) return tick;
    }
  }
}

function tickOf(milliseconds: number): number {
  return Math.floor(milliseconds / TICK_MS);
}
