import type { ReplicaId } from "../../configuration.js";
import type { Entry } from "../../entry.js";
import type { Message } from "../../message.js";
import type { ReadState, Role } from "../../output.js";
import { lifeName, messageName } from "./encode-life.js";
import type { Life } from "./life.js";
import { logOf, type LogView } from "./log-view.js";
import { moveKey, type MoveKind } from "./move.js";
import { Names } from "./names.js";
import { perform, type Cargo, type Deed } from "./perform.js";
import { renamesOf, unchanged, type Rename } from "./rename.js";
import { Violation } from "./violation.js";
import { replicasOf, type World } from "./world.js";

/** Something that can be part of a situation. Equal things are the same object. */
export interface Named {
  readonly number: number;
  /** For each renaming, the two numbers of its name. */
  readonly names: Float64Array;
}

/** Something that a replica can be, with what is asked of it often. */
export interface Local extends Named {
  readonly life: Life;
  readonly term: number;
  readonly role: Role;
  readonly isLeader: boolean;
  readonly committed: number;
  readonly log: LogView;
  readonly outcomes: Map<number, Outcome | undefined>;
}

export interface Flying extends Named {
  readonly message: Message;
}

/** What becomes of a replica when something happens to it. */
export interface Outcome {
  readonly next: Local;
  readonly sent: readonly Flying[];
  readonly reads: readonly ReadState[];
  readonly readsDropped: readonly number[];
  readonly changesNothing: boolean;
  /** Whether nothing about it could break a rule. */
  readonly isPlain: boolean;
}

/** Whether the receiver's disk says that it will never again be what it was when it asked. */
function isPast(message: Message, { life, role, term }: Local): boolean {
  const durableTerm = life.host.disk.hardState.term;
  if (message.term < durableTerm) return ANSWERS.has(message.kind);
  const isVote = message.kind === "voteReply" && !message.pre && message.term === durableTerm;
  return isVote && !(role === "candidate" && term === message.term);
}

const ANSWERS: ReadonlySet<Message["kind"]> = new Set([
  "voteReply",
  "appendReply",
  "heartbeatReply",
  "snapshotStatus",
  "readReply",
]);

/**
 * Everything that occurs anywhere in a world, each thing once. A replica behaves the same wherever the rest of the world
 * stands, so each thing that can happen to it is tried once, and remembered.
 */
export class Universe {
  readonly world: World;
  readonly ids: readonly ReplicaId[];
  readonly renames: readonly Rename[];
  readonly locals: Local[] = [];
  readonly messages: Flying[] = [];
  readonly #names = new Names();
  readonly #localsByName = new Map<string, Local>();
  readonly #messagesByName = new Map<string, Flying>();
  readonly #logsByName = new Map<string, LogView>();
  readonly #entriesByName = new Map<string, Entry>();

  constructor(world: World) {
    this.world = world;
    this.ids = replicasOf(world);
    this.renames = renamesOf(world);
  }

  local(life: Life): Local {
    const name = lifeName(life, unchanged);
    const known = this.#localsByName.get(name);
    if (known !== undefined) return known;
    const { term, role, committed } = life.host.raft.status;
    const local: Local = {
      number: this.locals.length,
      names: this.namesOf((rename) => (rename === unchanged ? name : lifeName(life, rename))),
      life,
      term,
      role,
      isLeader: role === "leader",
      committed,
      log: logOf(life.host, this.#entriesByName, this.#logsByName),
      outcomes: new Map(),
    };
    this.locals.push(local);
    this.#localsByName.set(name, local);
    return local;
  }

  message(message: Message): Flying {
    const name = messageName(message, unchanged);
    const known = this.#messagesByName.get(name);
    if (known !== undefined) return known;
    const names = this.namesOf((rename) => messageName(message, rename));
    const flying: Flying = { number: this.messages.length, names, message };
    this.messages.push(flying);
    this.#messagesByName.set(name, flying);
    return flying;
  }

  /** Undefined if it can not happen; a violation if a rule of the core was broken. */
  outcome(local: Local, kind: MoveKind, operand: number, cargo: Cargo = {}): Outcome | Violation | undefined {
    const key = moveKey(kind, operand);
    const known = local.outcomes.get(key);
    if (known !== undefined || local.outcomes.has(key)) return known;
    const deed = perform(this.world, local.life, kind, operand, cargo);
    if (deed instanceof Violation) return deed;
    const outcome = deed && this.#outcomeOf(local, deed);
    local.outcomes.set(key, outcome);
    return outcome;
  }

  /** Whether an answer makes no difference to its receiver, and will not after a crash either. */
  isTooLate(flying: Flying, receiver: Local): boolean {
    if (!isPast(flying.message, receiver)) return false;
    const outcome = this.outcome(receiver, "deliver", flying.number, { message: flying.message });
    return outcome !== undefined && !(outcome instanceof Violation) && outcome.changesNothing;
  }

  /** Each kind of thing begins its names with a word of its own. */
  namesOf(nameUnder: (rename: Rename) => string): Float64Array {
    return Float64Array.from(this.renames.flatMap((rename) => this.#names.of(nameUnder(rename))));
  }

  #outcomeOf(local: Local, { life, sent, reads, readsDropped }: Deed): Outcome {
    const next = this.local(life);
    const isSilent = sent.length + reads.length + readsDropped.length === 0;
    return {
      next,
      sent: sent.map((message) => this.message(message)),
      reads,
      readsDropped,
      changesNothing: next === local && isSilent,
      isPlain: reads.length + readsDropped.length === 0 && isPlainStep(local, next),
    };
  }
}

function isPlainStep(before: Local, next: Local): boolean {
  return (
    next.log === before.log &&
    next.term === before.term &&
    next.committed === before.committed &&
    next.isLeader === before.isLeader &&
    next.life.host.machine.applied === before.life.host.machine.applied &&
    next.life.host.disk.hardState.term === before.life.host.disk.hardState.term
  );
}
