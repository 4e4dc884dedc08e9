import type { CommandId, ErrorName } from "@keyval/api";
import { fail, type ModelAnswer } from "./model-answer.js";

/** A session that nobody used for so long may be ended. */
const UNUSED_MS = 60_000;

/** What a command came to, and the store's revision then. */
export interface ModelTold {
  readonly answer: ModelAnswer;
  readonly revision: number;
}

export interface ModelSession {
  readonly number: number;
  readonly user: string;
  readonly key: string;
  readonly request: string;
  used: number;
  acknowledged: number;
  /** What commands were told, by their numbers. */
  readonly told: Map<number, ModelTold & { readonly kind: number }>;
}

/** The sessions of clients, who give their commands numbers. */
export class ModelSessions {
  last = 0;
  readonly byNumber = new Map<number, ModelSession>();

  register(user: string, key: string, request: string, time: number): object {
    const known = [...this.byNumber.values()].find((session) => session.user === user && session.key === key);
    if (known !== undefined && key !== "") {
      if (known.request !== request) fail("sessionKeyReused");
      known.used = time;
      return { session: known.number };
    }
    this.last++;
    const numbers = { number: this.last, used: time, acknowledged: 0 };
    this.byNumber.set(this.last, { ...numbers, user, key, request, told: new Map() });
    return { session: this.last };
  }

  /** What a command is told the first time, and each time that it comes again; or why it is told neither. */
  once(id: CommandId, kind: number, user: string, time: number, run: () => ModelTold): ModelTold | ErrorName {
    const session = this.byNumber.get(id.session);
    if (session?.user !== user) return "sessionNotFound";
    const acknowledged = Math.max(session.acknowledged, id.acknowledged);
    if (id.number < acknowledged) return "answeredBefore";
    session.acknowledged = acknowledged;
    session.used = time;
    for (const number of [...session.told.keys()]) if (number < acknowledged) session.told.delete(number);
    const told = session.told.get(id.number);
    if (told === undefined) {
      const first = run();
      session.told.set(id.number, { kind, ...first });
      return first;
    }
    return told.kind === kind || typeof told.answer === "string" ? told : "answeredBefore";
  }

  expire(numbers: readonly number[], time: number): object {
    for (const number of numbers) {
      const { used = Infinity } = this.byNumber.get(number) ?? {};
      if (used + UNUSED_MS <= time) this.byNumber.delete(number);
    }
    return {};
  }
}
