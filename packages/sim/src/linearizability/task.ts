import type { Operation } from "./history.js";
import type { Model, Study } from "./model.js";

/** An operation as a search sees it. */
export interface Item<I, O> {
  /** Its number in the order of the returns. */
  readonly id: number;
  readonly operation: Operation<I, O>;
  /** What it answered or, as far as that can be told, must have answered if it took effect. */
  readonly output: O | undefined;
  readonly rank: number | undefined;
  readonly group: Group;
  /** One of the same kind that has to be used before. */
  readonly elder: Item<I, O> | undefined;
  /** It may be placed only if the least rank of the state is not higher. */
  readonly expiry: number;
  readonly role: ReturnType<Study<I, O>["roleOf"]>;
}

/**
 * The groups in the order in which they are tried. Certain operations must be placed, and reads are those that change
 * nothing. Of the others, which may be left out, those that expire come first: the rest can wait at no loss.
 */
export const groups = ["read", "change", "perishable", "optional"] as const;
export type Group = (typeof groups)[number];

/** What to put in order: the operations of one key, of which the first `certain` to return must be placed. */
export interface Task<S, I, O> {
  readonly model: Model<S, I, O>;
  /** By id. */
  readonly items: readonly Item<I, O>[];
  readonly certain: number;
}

export function makeTask<S, I, O>(
  model: Model<S, I, O>,
  byReturn: readonly Operation<I, O>[],
  certain: number,
): Task<S, I, O> {
  const study = model.study(byReturn, byReturn.slice(0, certain));
  const youngest = new Map<string, Item<I, O>>();
  const items: Item<I, O>[] = [];
  const byCall = Array.from(byReturn.entries()).sort(([a, x], [b, y]) => x.call - y.call || a - b);
  for (const [id, operation] of byCall) {
    const output = operation.output ?? study.outputOf(operation);
    const rank = output === undefined ? undefined : model.rankOf(output);
    const kind = output === undefined ? study.kindOf(operation) : undefined;
    const elder = kind === undefined ? undefined : youngest.get(kind);
    const expiry = rank ?? (output === undefined ? study.expiryOf(operation) : Infinity);
    const role = output === undefined ? study.roleOf(operation) : undefined;
    const isRead = model.isRead(operation.input, output);
    const group = id < certain ? (isRead ? "read" : "change") : expiry < Infinity ? "perishable" : "optional";
    const item: Item<I, O> = { id, operation, output, rank, group, elder, expiry, role };
    items[id] = item;
    if (kind !== undefined) youngest.set(kind, item);
  }
  return { model, items, certain };
}
