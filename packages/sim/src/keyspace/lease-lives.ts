import { CommandKind, type Id, LeaseRenewCommand } from "@keyval/api";
import type { Replay, ReplayedCommand } from "./replay.js";

/** A lease from its grant to its end; an id may have several, one after the other. */
export interface LeaseLife {
  readonly id: Id;
  /** In seconds. */
  readonly ttl: number;
  readonly granted: ReplayedCommand;
  /** The commands that renewed it. */
  readonly renewed: readonly ReplayedCommand[];
  readonly ended: ReplayedCommand | undefined;
}

/** As it is followed. */
interface OpenLife extends LeaseLife {
  readonly renewed: ReplayedCommand[];
  ended: ReplayedCommand | undefined;
}

export class LeaseLives {
  readonly #lives: OpenLife[] = [];
  readonly #present = new Map<Id, OpenLife>();

  constructor({ commands }: Replay) {
    for (const each of commands) this.#follow(each);
  }

  /** In the order in which they began. */
  get all(): readonly LeaseLife[] {
    return this.#lives;
  }

  /** Those of an id that were there at some time between these two. */
  between(id: Id, start: number, end: number): LeaseLife[] {
    return this.all.filter((life) => life.id === id && life.granted.command.time <= end && endOf(life) >= start);
  }

  #follow(each: ReplayedCommand): void {
    const { command, answer, isRepeated, ended } = each;
    if (command.header.kind === CommandKind.leaseGrant && typeof answer === "object" && !isRepeated) {
      const { ID, TTL } = answer as { readonly ID: Id; readonly TTL: number };
      const life = { id: ID, ttl: TTL, granted: each, renewed: [], ended: undefined };
      this.#lives.push(life);
      this.#present.set(ID, life);
    }
    if (command.header.kind === CommandKind.leaseRenew) {
      for (const id of LeaseRenewCommand.decode(command.body).IDs) this.#present.get(id)?.renewed.push(each);
    }
    for (const id of ended) {
      const life = this.#present.get(id);
      if (life !== undefined) life.ended = each;
      this.#present.delete(id);
    }
  }
}

/** True time; infinite for one that is still there. */
export function endOf({ ended }: LeaseLife): number {
  return ended?.command.time ?? Infinity;
}

export function hasExpired({ ended }: LeaseLife): boolean {
  return ended?.command.header.kind === CommandKind.leaseExpire;
}
