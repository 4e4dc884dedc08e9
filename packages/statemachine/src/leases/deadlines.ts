import type { Id } from "@keyval/api";

/**
 * Leases by the time at which somebody has to look at them: a binary heap in two arrays. An entry may be outdated, because
 * a renewal does not touch it: whoever takes it looks up the lease and puts it back where it belongs. So a renewal costs
 * nothing here, and a lease is moved once per lifetime, not once per renewal.
 */
export class Deadlines {
  readonly #times: number[] = [];
  readonly #ids: Id[] = [];

  get size(): number {
    return this.#times.length;
  }

  /** The least time; infinite if there is nothing. */
  get first(): number {
    return this.#times[0] ?? Infinity;
  }

  get firstId(): Id {
    return this.#ids[0] ?? 0;
  }

  push(time: number, id: Id): void {
    this.#times.push(time);
    this.#ids.push(id);
    this.#rise(this.#times.length - 1, time, id);
  }

  shift(): void {
    const time = this.#times.pop();
    const id = this.#ids.pop();
    if (time !== undefined && id !== undefined && this.#times.length > 0) this.#sink(time, id);
  }

  clear(): void {
    this.#times.length = 0;
    this.#ids.length = 0;
  }

  #rise(from: number, time: number, id: Id): void {
    let slot = from;
    while (slot > 0) {
      const above = Math.floor((slot - 1) / 2);
      if (this.#timeAt(above) <= time) break;
      this.#move(above, slot);
      slot = above;
    }
    this.#set(slot, time, id);
  }

  #sink(time: number, id: Id): void {
    let slot = 0;
    for (;;) {
      const left = 2 * slot + 1;
      const below = this.#timeAt(left + 1) < this.#timeAt(left) ? left + 1 : left;
      if (this.#timeAt(below) >= time) break;
      this.#move(below, slot);
      slot = below;
    }
    this.#set(slot, time, id);
  }

  #timeAt(slot: number): number {
    return slot < this.#times.length ? (this.#times[slot] ?? Infinity) : Infinity;
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#times[from] ?? 0, this.#ids[from] ?? 0);
  }

  #set(slot: number, time: number, id: Id): void {
    this.#times[slot] = time;
    this.#ids[slot] = id;
  }
}
