import { Frontier } from "./frontier.js";
import { Numbers } from "./numbers.js";
import { Canonical, type Situation } from "./situation.js";
import { createParts, firstSituation } from "./start.js";
import { visitSuccessors, type Parts, type Transition } from "./successors.js";
import { tell } from "./tell.js";
import { Visited } from "./visited.js";
import type { World } from "./world.js";

export interface Report {
  readonly world: World;
  /** Different situations; those that differ only in the names of replicas count once. */
  readonly states: number;
  /** The same, each of them counted. */
  readonly namedStates: number;
  readonly transitions: number;
  /** How many moves lead to the farthest situation. */
  readonly depth: number;
  /** How many different things single replicas were. */
  readonly locals: number;
  /** Why the search ended before everything within the budgets was visited; undefined if everything was. */
  readonly cut: string | undefined;
  /** If a rule was broken: which, and a shortest way there. */
  readonly violation: { readonly rule: string; readonly trace: string } | undefined;
}

/** Visits, nearest first, every situation that the budgets of a world allow, or so many of them. */
export function explore(world: World, statesMax = Infinity): Report {
  return new Search(world, statesMax).run();
}

class Search {
  readonly #parts: Parts;
  readonly #start: Situation;
  readonly #statesMax: number;
  readonly #visited = new Visited();
  readonly #canonical: Canonical;
  /** For each situation in order of discovery: from which one, and by which of its moves, it was found. */
  readonly #parents = new Numbers();
  readonly #moves = new Numbers();
  #next: Frontier;
  #transitions = 0;
  #namedStates = 0;
  #broken: { readonly parent: number; readonly move: number; readonly rule: string } | undefined;

  constructor(world: World, statesMax: number) {
    this.#parts = createParts(world);
    this.#start = firstSituation(this.#parts);
    this.#statesMax = statesMax;
    this.#canonical = new Canonical(this.#parts.universe.renames.length);
    this.#next = new Frontier(this.#parts);
  }

  run(): Report {
    let current = new Frontier(this.#parts);
    let depth = 0;
    let expanded = 0;
    this.#discover(this.#start, 0, 0);
    for (; this.#next.size > 0; depth++) {
      [current, this.#next] = [this.#next, current];
      this.#next.clear();
      for (const situation of current) {
        this.#expand(situation, expanded++);
        if (this.#broken !== undefined) return this.#report(depth + 1, undefined);
        if (this.#visited.size >= this.#statesMax) return this.#report(depth + 1, `${this.#statesMax} states`);
      }
    }
    return this.#report(depth - 1, undefined);
  }

  #expand(situation: Situation, number: number): void {
    let move = 0;
    visitSuccessors(this.#parts, situation, ({ to, violation }: Transition) => {
      this.#transitions += 1;
      if (violation === undefined) this.#discover(to, number, move);
      else this.#broken ??= { parent: number, move, rule: violation.rule };
      move += 1;
    });
  }

  #discover(situation: Situation, parent: number, move: number): void {
    this.#canonical.of(situation);
    if (!this.#visited.add(this.#canonical.first, this.#canonical.second)) return;
    this.#namedStates += this.#canonical.variants;
    this.#next.push(situation);
    this.#parents.push(parent);
    this.#moves.push(move);
  }

  #report(depth: number, cut: string | undefined): Report {
    const { world, locals } = this.#parts.universe;
    return {
      world,
      states: this.#visited.size,
      namedStates: this.#namedStates,
      transitions: this.#transitions,
      depth,
      locals: locals.length,
      cut,
      violation: this.#broken && { rule: this.#broken.rule, trace: this.#trace() },
    };
  }

  /** Goes again from the start to where the rule was broken. */
  #trace(): string {
    if (this.#broken === undefined) return "";
    const way = [this.#broken.move];
    for (let at = this.#broken.parent; at !== 0; at = this.#parents.at(at)) way.unshift(this.#moves.at(at));
    const lines: string[] = [];
    let situation = this.#start;
    for (const wanted of way) {
      let move = 0;
      let taken: Transition | undefined;
      visitSuccessors(this.#parts, situation, (transition) => {
        if (move++ === wanted) taken = transition;
      });
      if (taken === undefined) break;
      lines.push(tell(this.#parts.universe, situation, taken));
      situation = taken.to;
    }
    return lines.map((line, position) => `${position + 1}. ${line}`).join("\n");
  }
}
