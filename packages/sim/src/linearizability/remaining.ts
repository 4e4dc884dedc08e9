import { Bits } from "./bits.js";
import { LinkedOrder } from "./linked-order.js";
import { type Group, groups, type Item, type Task } from "./task.js";

/** What a search has still to place, or may place, and what it may place next. Everything can be taken back. */
export class Remaining<I, O> {
  readonly #items: readonly Item<I, O>[];
  readonly #certain: number;

  /** Certain operations, by return and, if they have one, by rank. */
  readonly #byReturn: LinkedOrder;
  readonly #byRank: LinkedOrder;
  /** By call. */
  readonly #byGroup: Readonly<Record<Group, LinkedOrder>>;
  /** Perishable operations, the first to expire first, and how many of them have expired. */
  readonly #perishable: readonly Item<I, O>[];
  #expired = 0;

  readonly #placed: Bits;
  /** Of the operations that may be left out, those that are placed or have expired. */
  readonly #used: Bits;

  constructor({ model, items, certain }: Task<unknown, I, O>) {
    const end = items.length;
    const order = (chosen: readonly Item<I, O>[]) =>
      new LinkedOrder(
        chosen.map(({ id }) => id),
        end,
      );
    this.#items = items;
    this.#certain = certain;
    this.#byReturn = order(items.slice(0, certain));
    const ranked = items.slice(0, certain).filter(({ rank }) => rank !== undefined);
    this.#byRank = order(ranked.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.id - b.id));
    // A read that may be left out explains nothing.
    const useful = items.filter(({ id, operation, output }) => id < certain || !model.isRead(operation.input, output));
    const byCall = useful.sort((a, b) => a.operation.call - b.operation.call || a.id - b.id);
    const ofGroup = (group: Group) => byCall.filter((item) => item.group === group);
    this.#byGroup = {
      read: order(ofGroup("read")),
      change: order(ofGroup("change")),
      perishable: order(ofGroup("perishable")),
      optional: order(ofGroup("optional")),
    };
    this.#perishable = ofGroup("perishable").sort((a, b) => a.expiry - b.expiry || a.id - b.id);
    this.#placed = new Bits(certain);
    this.#used = new Bits(end - certain);
  }

  /** Whether all that must be placed is. */
  get isDone(): boolean {
    return this.#byReturn.first === this.#items.length;
  }

  /** Of the certain operations. */
  get lowestRank(): number {
    return this.#items[this.#byRank.first]?.rank ?? Infinity;
  }

  get used(): Bits {
    return this.#used;
  }

  isUsed({ id }: Item<I, O>): boolean {
    return this.#used.has(id - this.#certain);
  }

  /** Which certain operations are placed, as text; `highest` is the highest id of them. */
  placedText(highest: number): string {
    return this.#placed.textBetween(this.#byReturn.first, highest);
  }

  /** The first read that may come next, or the first after one. */
  read(after?: Item<I, O>): Item<I, O> | undefined {
    return this.#candidate("read", after);
  }

  /** The first operation of the group or of one behind it that may come next. */
  firstFrom(group: Group): Item<I, O> | undefined {
    for (const later of groups.slice(groups.indexOf(group))) {
      const first = this.#candidate(later);
      if (first !== undefined) return first;
    }
    return undefined;
  }

  /** The one to try after `item` in its place. */
  following(item: Item<I, O>): Item<I, O> | undefined {
    const next = this.#candidate(item.group, item);
    const group = groups[groups.indexOf(item.group) + 1];
    return next ?? (group === undefined ? undefined : this.firstFrom(group));
  }

  takeOut({ id, rank, group }: Item<I, O>): void {
    this.#byGroup[group].takeOut(id);
    if (id >= this.#certain) {
      this.#used.flip(id - this.#certain);
      return;
    }
    this.#placed.flip(id);
    this.#byReturn.takeOut(id);
    if (rank !== undefined) this.#byRank.takeOut(id);
  }

  putBack({ id, rank, group }: Item<I, O>): void {
    if (id >= this.#certain) {
      this.#used.flip(id - this.#certain);
    } else {
      if (rank !== undefined) this.#byRank.putBack(id);
      this.#byReturn.putBack(id);
      this.#placed.flip(id);
    }
    this.#byGroup[group].putBack(id);
  }

  /** Takes out what expires below the rank and was not used. Returns what `restore` wants to have. */
  expire(rank: number): { readonly expired: number; readonly wasted: readonly Item<I, O>[] } {
    const expired = this.#expired;
    const wasted: Item<I, O>[] = [];
    for (;;) {
      const item = this.#perishable[this.#expired];
      if (item === undefined || item.expiry >= rank) return { expired, wasted };
      this.#expired += 1;
      if (this.isUsed(item)) continue;
      this.takeOut(item);
      wasted.push(item);
    }
  }

  restore({ expired, wasted }: ReturnType<Remaining<I, O>["expire"]>): void {
    for (const item of wasted.toReversed()) this.putBack(item);
    this.#expired = expired;
  }

  /** The first of the group after `item` that time and rank let come next. */
  #candidate(group: Group, item?: Item<I, O>): Item<I, O> | undefined {
    const due = this.#items[this.#byReturn.first];
    if (due === undefined) return undefined;
    const list = this.#byGroup[group];
    const { lowestRank } = this;
    let next = this.#items[item === undefined ? list.first : list.after(item.id)];
    for (; next !== undefined; next = this.#items[list.after(next.id)]) {
      // Whatever was called after another's return comes after it, and so do all that were called later.
      if (next.operation.call > due.operation.return) return undefined;
      if (next.rank === undefined || next.rank <= lowestRank) return next;
    }
    return undefined;
  }
}
