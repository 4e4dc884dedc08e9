import { NOBODY } from "../../configuration.js";
import type { Budgets } from "./budget.js";
import type { Histories } from "./history.js";
import { judge } from "./judge.js";
import type { Move, MoveKind } from "./move.js";
import type { Cargo } from "./perform.js";
import type { Situation } from "./situation.js";
import type { Flying, Local, Outcome, Universe } from "./universe.js";
import { Violation } from "./violation.js";
import type { BudgetKind } from "./world.js";

/** What leads from one situation to another. */
export interface Transition {
  readonly move: Move;
  readonly to: Situation;
  /** If a rule was broken on the way; `to` is then as good as unknown. */
  readonly violation: Violation | undefined;
}

/** What a world consists of. */
export interface Parts {
  readonly universe: Universe;
  readonly histories: Histories;
  readonly budgets: Budgets;
}

/** Everything that can happen next, in an order that depends on nothing but the situation. */
export function visitSuccessors(parts: Parts, from: Situation, visit: (transition: Transition) => void): void {
  const turn = new Turn(parts, from, visit);
  turn.network();
  for (const local of from.replicas) turn.replica(local);
  if (parts.universe.world.sharedClock === true) turn.timePasses();
}

interface Circumstances extends Cargo {
  readonly spend?: BudgetKind;
  /** What remains in flight. */
  readonly flying?: readonly Flying[];
}

/** Finds what can happen in one situation. */
class Turn {
  readonly #parts: Parts;
  readonly #from: Situation;
  readonly #visit: (transition: Transition) => void;

  constructor(parts: Parts, from: Situation, visit: (transition: Transition) => void) {
    this.#parts = parts;
    this.#from = from;
    this.#visit = visit;
  }

  network(): void {
    const { flying } = this.#from;
    for (let position = 0; position < flying.length; position++) {
      const message = flying[position];
      // Of equal messages in flight it does not matter which one it is.
      if (message === undefined || flying.indexOf(message) < position) continue;
      this.#message(
        message,
        flying.filter((_, other) => other !== position),
      );
    }
  }

  replica(local: Local): void {
    const { world } = this.#parts.universe;
    const { host, replica } = local.life;
    this.#try(local, "timer", 0, { spend: local.isLeader ? "heartbeats" : "timeouts" });
    if (host.config.checkQuorum && world.sharedClock !== true) this.#try(local, "wait", 0);
    if (host.writes.length > 0) this.#try(local, "sync", 0);
    for (let surviving = 0; surviving <= host.writes.length; surviving++) {
      this.#try(local, "crash", surviving, { spend: "crashes" });
    }
    this.#try(local, "read", this.#from.budget.left.reads, { spend: "reads" });
    this.#try(local, "snapshot", 0, { spend: "snapshots" });
    for (const { life } of this.#from.replicas) {
      if (life.replica !== replica) this.#try(local, "disconnect", life.replica, { spend: "disconnections" });
    }
    if (local.isLeader) this.#leader(local);
    this.#fetch(local);
  }

  timePasses(): void {
    const { budgets, universe } = this.#parts;
    const budget = budgets.spend(this.#from.budget, "clock");
    if (budget === undefined) return;
    const move: Move = { kind: "pass", replica: NOBODY, operand: 0 };
    let situation: Situation = { ...this.#from, budget };
    for (const local of this.#from.replicas) {
      const outcome = universe.outcome(local, "pass", 0);
      if (outcome === undefined) continue;
      const transition =
        outcome instanceof Violation
          ? { move, to: situation, violation: outcome }
          : this.#arrive(move, local, outcome, situation);
      if (transition.violation !== undefined) {
        this.#visit(transition);
        return;
      }
      situation = transition.to;
    }
    this.#visit({ move, to: situation, violation: undefined });
  }

  #message(message: Flying, remaining: readonly Flying[]): void {
    const { number } = message;
    const { from, to } = message.message;
    const { replicas } = this.#from;
    const sender = replicas[from - 1];
    const receiver = replicas[to - 1];
    if (receiver === undefined || sender === undefined) return;
    this.#try(receiver, "deliver", number, { message: message.message, flying: remaining });
    this.#try(receiver, "duplicate", number, { message: message.message, spend: "duplications" });
    const budget = this.#parts.budgets.spend(this.#from.budget, "losses");
    if (budget === undefined) return;
    const move: Move = { kind: "lose", replica: to, operand: number };
    this.#visit({ move, to: { ...this.#from, flying: remaining, budget }, violation: undefined });
    this.#try(sender, "undelivered", to, { spend: "losses", flying: remaining });
  }

  #leader(local: Local): void {
    const { changes = [] } = this.#parts.universe.world;
    this.#try(local, "propose", this.#from.budget.left.proposals, { spend: "proposals" });
    for (const { life } of this.#from.replicas) this.#try(local, "transfer", life.replica, { spend: "transfers" });
    for (let number = 0; number < changes.length; number++) this.#try(local, "change", number, { spend: "changes" });
  }

  /** The sender of a snapshot may have replaced it by a later one. */
  #fetch(local: Local): void {
    const { fetching } = local.life.host;
    if (fetching === undefined) return;
    const machine = this.#from.replicas[fetching.from - 1]?.life.host.disk.machine;
    if (machine?.applied === fetching.snapshot.index) this.#try(local, "fetch", machine.digest, { machine });
    else this.#try(local, "fetchFails", 0);
  }

  #try(local: Local, kind: MoveKind, operand: number, circumstances: Circumstances = {}): void {
    const { universe, budgets } = this.#parts;
    const { spend, flying = this.#from.flying } = circumstances;
    const budget = spend === undefined ? this.#from.budget : budgets.spend(this.#from.budget, spend);
    if (budget === undefined) return;
    const outcome = universe.outcome(local, kind === "duplicate" ? "deliver" : kind, operand, circumstances);
    if (outcome === undefined) return;
    const move: Move = { kind, replica: local.life.replica, operand };
    if (outcome instanceof Violation) {
      this.#visit({ move, to: this.#from, violation: outcome });
      return;
    }
    if (outcome.changesNothing && kind !== "deliver") return;
    const transition = this.#arrive(move, local, outcome, { ...this.#from, budget, flying });
    if (this.#isWithin(transition.to, outcome.next)) this.#visit(transition);
  }

  #arrive(move: Move, local: Local, outcome: Outcome, from: Situation): Transition {
    const replicas = outcome.next === local ? from.replicas : replaced(from.replicas, local, outcome.next);
    const sent = outcome.sent.length === 0 ? from.flying : [...from.flying, ...outcome.sent];
    const flying = this.#parts.universe.world.lateAnswersVanish === true ? this.#withoutLate(sent, replicas) : sent;
    const to: Situation = { ...from, replicas, flying };
    if (outcome.changesNothing) return { move, to, violation: undefined };
    const verdict = judge(this.#parts.histories, { move, before: local, outcome, situation: to });
    return verdict instanceof Violation
      ? { move, to, violation: verdict }
      : { move, to: { ...to, history: verdict }, violation: undefined };
  }

  /** Without the answers that come too late to make a difference, now or ever. */
  #withoutLate(flying: readonly Flying[], replicas: readonly Local[]): readonly Flying[] {
    const isLate = (message: Flying): boolean => {
      const receiver = replicas[message.message.to - 1];
      return receiver !== undefined && this.#parts.universe.isTooLate(message, receiver);
    };
    return flying.some(isLate) ? flying.filter((message) => !isLate(message)) : flying;
  }

  #isWithin({ flying }: Situation, { term }: Local): boolean {
    const { terms = Infinity, startsAt, messagesInFlight = Infinity } = this.#parts.universe.world;
    return flying.length <= messagesInFlight && term <= (startsAt?.term ?? 0) + terms;
  }
}

function replaced(replicas: readonly Local[], before: Local, after: Local): Local[] {
  const copy = replicas.slice();
  copy[replicas.indexOf(before)] = after;
  return copy;
}
