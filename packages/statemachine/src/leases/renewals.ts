import type { Id } from "@keyval/api";
import { RENEWALS_MAX, WAITING_RENEWALS_MAX } from "./limits.js";

/** The seconds that the lease has now, 0 if there is no such lease; undefined if nobody knows whether it was renewed. */
export type RenewalDone = (ttl: number | undefined) => void;

/** The calls of one lease's keep-alive that are answered together. */
type Waiting = RenewalDone[];

/** Who waits for a renewal: gathered over a turn, then until the command that holds it is applied. */
export class Renewals {
  #gathered = new Map<Id, Waiting>();
  readonly #proposed = new Map<readonly Id[], Waiting[]>();
  #waiting = 0;

  /** False if too many wait already. */
  add(id: Id, done: RenewalDone): boolean {
    if (this.#waiting >= WAITING_RENEWALS_MAX) return false;
    this.#waiting += 1;
    const waiting = this.#gathered.get(id);
    if (waiting === undefined) this.#gathered.set(id, [done]);
    else waiting.push(done);
    return true;
  }

  /** What was gathered, as the lists of ids that one command each holds. */
  take(): (readonly Id[])[] {
    const lists: (readonly Id[])[] = [];
    const gathered = [...this.#gathered];
    this.#gathered = new Map();
    for (let start = 0; start < gathered.length; start += RENEWALS_MAX) {
      const part = gathered.slice(start, start + RENEWALS_MAX);
      const ids = part.map(([id]) => id);
      this.#proposed.set(
        ids,
        part.map(([, waiting]) => waiting),
      );
      lists.push(ids);
    }
    return lists;
  }

  /** The command with this list was applied and gave these seconds; without them its outcome is unknown. */
  settle(ids: readonly Id[], ttls: readonly number[] | undefined): void {
    const proposed = this.#proposed.get(ids);
    if (proposed === undefined) return;
    this.#proposed.delete(ids);
    for (const [i, waiting] of proposed.entries()) this.#answer(waiting, ttls?.[i]);
  }

  /** Nobody will be told any more. */
  close(): void {
    const lists = [...this.take(), ...this.#proposed.keys()];
    for (const ids of lists) this.settle(ids, undefined);
  }

  #answer(waiting: Waiting, ttl: number | undefined): void {
    this.#waiting -= waiting.length;
    for (const done of waiting) done(ttl);
  }
}
