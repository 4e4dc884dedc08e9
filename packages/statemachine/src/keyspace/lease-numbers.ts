import type { Id } from "@keyval/api";
import { assert } from "../assert.js";

/** Small numbers for leases, so that each version keeps 32 bits of its lease and not 64. 0 stands for no lease. */
export class LeaseNumbers {
  readonly #numbers = new Map<Id, number>();
  readonly #ids: Id[] = [0];
  /** How many versions have the lease. */
  readonly #versions: number[] = [0];
  readonly #free: number[] = [];

  /** The lease's number, for one version more. */
  take(id: Id): number {
    if (id === 0) return 0;
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#ids.length;
      this.#numbers.set(id, number);
      this.#ids[number] = id;
      this.#versions[number] = 0;
    }
    this.#versions[number] = this.#versionsOf(number) + 1;
    return number;
  }

  /** A version with the lease is gone. */
  give(number: number): void {
    if (number === 0) return;
    const left = this.#versionsOf(number) - 1;
    this.#versions[number] = left;
    if (left > 0) return;
    this.#numbers.delete(this.idOf(number));
    this.#free.push(number);
  }

  idOf(number: number): Id {
    const id = this.#ids[number];
    assert(id !== undefined, "a lease's number is known", number);
    return id;
  }

  #versionsOf(number: number): number {
    return this.#versions[number] ?? 0;
  }
}
