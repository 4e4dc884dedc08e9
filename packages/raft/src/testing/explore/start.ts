import { assert } from "../../assert.js";
import { NOTHING_APPLIED } from "../machine.js";
import { Budgets } from "./budget.js";
import { Histories } from "./history.js";
import { firstLives } from "./life.js";
import type { Situation } from "./situation.js";
import { visitSuccessors, type Parts, type Transition } from "./successors.js";
import { Universe } from "./universe.js";
import { replicasOf, type World } from "./world.js";

export function createParts(world: World): Parts {
  const universe = new Universe(world);
  return { universe, histories: new Histories(universe), budgets: new Budgets(universe) };
}

/** Where the search begins. */
export function firstSituation(parts: Parts): Situation {
  const { world } = parts.universe;
  const budget = parts.budgets.of(world.budgets);
  const { replicas, history } = world.startsLed === true ? led(parts) : untouched(parts);
  return { replicas, history, flying: [], budget };
}

function untouched({ universe, histories, budgets }: Parts): Situation {
  const { world } = universe;
  const replicas = firstLives(world).map((life) => universe.local(life));
  const base = world.startsAt?.index ?? 0;
  const machines = [{ ...NOTHING_APPLIED, applied: base }];
  const history = histories.of({ base, committed: [], machines, leaders: [], reads: [] });
  return { replicas, flying: [], history, budget: budgets.of({}) };
}

/** The first replica is elected, and nothing goes wrong until there is nothing left to do. */
function led(parts: Parts): Situation {
  const longEnough = 2 * replicasOf(parts.universe.world).length;
  let situation = { ...untouched(parts), budget: parts.budgets.of({ timeouts: 1, clock: longEnough }) };
  for (;;) {
    const transition = best(parts, situation);
    if (transition === undefined) break;
    assert(transition.violation === undefined, "a group without trouble elects a leader");
    situation = transition.to;
  }
  assert(situation.replicas[0]?.isLeader === true, "the first replica is elected");
  return situation;
}

/** Messages and disks before the timer, and that before its time comes. */
function best(parts: Parts, situation: Situation): Transition | undefined {
  const found = new Map<string, Transition>();
  visitSuccessors(parts, situation, (transition) => {
    const { kind, replica } = transition.move;
    if (kind === "timer" && replica !== 1) return;
    if (!found.has(kind)) found.set(kind, transition);
  });
  const isElected = situation.budget.left.timeouts === 0;
  return found.get("deliver") ?? found.get("sync") ?? found.get("timer") ?? (isElected ? undefined : found.get("pass"));
}
