import { assert } from "../../assert.js";
import { Numbers } from "./numbers.js";
import type { Situation } from "./situation.js";
import type { Parts } from "./successors.js";
import type { Flying, Local } from "./universe.js";

/** The situations of one depth, each as the numbers of its parts. */
export class Frontier {
  readonly #parts: Parts;
  readonly #numbers = new Numbers();
  #size = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#size;
  }

  push({ replicas, flying, history, budget }: Situation): void {
    this.#numbers.push(history.number);
    this.#numbers.push(budget.number);
    for (const local of replicas) this.#numbers.push(local.number);
    this.#numbers.push(flying.length);
    for (const message of flying) this.#numbers.push(message.number);
    this.#size += 1;
  }

  clear(): void {
    this.#numbers.clear();
    this.#size = 0;
  }

  /** In the order in which they were pushed. */
  *[Symbol.iterator](): Generator<Situation> {
    const { universe, histories, budgets } = this.#parts;
    const numbers = this.#numbers;
    let at = 0;
    for (let left = this.#size; left > 0; left--) {
      const history = known(histories.all, numbers.at(at++));
      const budget = known(budgets.all, numbers.at(at++));
      const replicas: Local[] = [];
      for (const _ of universe.ids) replicas.push(known(universe.locals, numbers.at(at++)));
      const flying: Flying[] = [];
      for (let messages = numbers.at(at++); messages > 0; messages--) {
        flying.push(known(universe.messages, numbers.at(at++)));
      }
      yield { replicas, flying, history, budget };
    }
  }
}

function known<T>(things: readonly T[], number: number): T {
  const thing = things[number];
  assert(thing !== undefined, "a situation is made of known things", number, things.length);
  return thing;
}
