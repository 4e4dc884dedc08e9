import type { Named, Universe } from "./universe.js";
import { BUDGETS, type BudgetKind } from "./world.js";

export type Amounts = Readonly<Record<BudgetKind, number>>;

/** What may still happen. */
export interface Budget extends Named {
  readonly left: Amounts;
  /** What remains once one of a kind was spent, as far as it was asked for. */
  readonly after: Map<BudgetKind, Budget>;
}

const NOTHING: Amounts = {
  timeouts: 0,
  heartbeats: 0,
  crashes: 0,
  losses: 0,
  duplications: 0,
  proposals: 0,
  reads: 0,
  transfers: 0,
  snapshots: 0,
  disconnections: 0,
  changes: 0,
  clock: 0,
};

/** Every budget that occurs, each once. */
export class Budgets {
  readonly all: Budget[] = [];
  readonly #universe: Universe;
  readonly #byName = new Map<string, Budget>();

  constructor(universe: Universe) {
    this.#universe = universe;
  }

  of(amounts: Partial<Amounts>): Budget {
    return this.#of({ ...NOTHING, ...amounts });
  }

  /** Undefined if nothing of the kind is left. */
  spend(budget: Budget, kind: BudgetKind): Budget | undefined {
    if (budget.left[kind] === 0) return undefined;
    const known = budget.after.get(kind);
    if (known !== undefined) return known;
    const after = this.#of({ ...budget.left, [kind]: budget.left[kind] - 1 });
    budget.after.set(kind, after);
    return after;
  }

  #of(left: Amounts): Budget {
    const name = `budget ${BUDGETS.map((kind) => left[kind]).join()}`;
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const names = this.#universe.namesOf(() => name);
    const budget: Budget = { number: this.all.length, names, left, after: new Map() };
    this.all.push(budget);
    this.#byName.set(name, budget);
    return budget;
  }
}
