import type { CommandId, EntryHeader } from "@keyval/api";
import type { ModelAnswer } from "@keyval/statemachine/model";

/** A session that was not used for so long may end, in milliseconds of lease time. */
const SESSION_MS = 60_000;

/** What a command came to, and what the store's revision was then. */
export interface Answered {
  readonly answer: ModelAnswer;
  readonly revision: number;
}

interface KeptAnswer extends Answered {
  readonly kind: number;
}

interface Session {
  readonly user: string;
  used: number;
  acknowledged: number;
  readonly answers: Map<number, KeptAnswer>;
}

/** The sessions of a group in the plainest way: what each command of theirs was told when it was done. */
export class SessionBook {
  readonly #sessions = new Map<number, Session>();
  #last = 0;

  register(user: string, time: number): ModelAnswer {
    this.#last += 1;
    this.#sessions.set(this.#last, { user, used: time, acknowledged: 0, answers: new Map() });
    return { session: this.#last };
  }

  /** What the command is told without being done; undefined if it is to be done. */
  answerOf({ kind, user }: EntryHeader, command: CommandId, time: number, revision: number): Answered | undefined {
    const session = this.#sessions.get(command.session);
    if (session?.user !== user) return { answer: "sessionNotFound", revision };
    if (command.number < Math.max(session.acknowledged, command.acknowledged)) {
      return { answer: "answeredBefore", revision };
    }
    session.acknowledged = Math.max(session.acknowledged, command.acknowledged);
    session.used = Math.max(session.used, time);
    const kept = session.answers.get(command.number);
    return kept === undefined || kept.kind === kind ? kept : { answer: "answeredBefore", revision };
  }

  remember(kind: number, { session, number }: CommandId, answered: Answered): void {
    this.#sessions.get(session)?.answers.set(number, { kind, ...answered });
  }

  expire(sessions: readonly number[], time: number): void {
    for (const number of sessions) {
      const session = this.#sessions.get(number);
      if (session !== undefined && session.used + SESSION_MS <= time) this.#sessions.delete(number);
    }
  }
}
