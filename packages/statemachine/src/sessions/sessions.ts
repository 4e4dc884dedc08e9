import { NO_BYTES, type CommandId, type ErrorName, type SessionState } from "@keyval/api";
import type { Digest } from "../hash/digest.js";
import { StateHash } from "../hash/state-hash.js";
import { compareKeys } from "../key-index/key-bytes.js";
import {
  ALL_SESSIONS_BYTES_MAX,
  RESULT_BYTES_MAX,
  SESSION_BYTES_MAX,
  SESSION_RESULTS_MAX,
  SESSION_TTL_MS,
  SESSIONS_MAX,
} from "./limits.js";
import { NO_KEY, Session, type SessionKey } from "./session.js";
import { SessionDigester } from "./session-digester.js";

export interface SessionsState {
  /** The number of the session that was opened last. */
  readonly lastSession: number;
  readonly sessions: readonly SessionState[];
}

/** What is to be done with a command: it is to be applied, or was answered with that before, or is not taken. */
export type SessionVerdict =
  | { readonly kind: "fresh" }
  | { readonly kind: "repeated"; readonly result: Uint8Array }
  | { readonly kind: "refused"; readonly error: ErrorName };

const FRESH: SessionVerdict = { kind: "fresh" };

/**
 * What clients' commands answered, so that a command that is sent again is not done again. Each command of a session has
 * a number of its own; they may come in any order, and their results stay until the client says that it has them. Times are on
 * the clock of the group's leases: the greatest that the log has carried.
 */
export class Sessions {
  readonly #digester = new SessionDigester();
  readonly #hash = new StateHash();
  /** The one that was used last is the last. */
  readonly #sessions = new Map<number, Session>();
  /** By user and key. */
  readonly #byKey = new Map<string, Session>();
  #lastSession = 0;
  #bytes = 0;

  constructor() {
    this.#hash.add(this.#digester.ofLast(0));
  }

  static fromState({ lastSession, sessions }: SessionsState): Sessions {
    const restored = new Sessions();
    restored.#setLast(lastSession);
    for (const state of sessions.toSorted((a, b) => a.used - b.used || a.session - b.session)) {
      const { key, request } = state;
      const session = new Session(state.session, state.user, state.used, { key, request: request.slice() });
      session.acknowledged = state.acknowledged;
      restored.#insert(session);
      for (const { number, result } of state.results) restored.#keep(session, number, result.slice());
    }
    return restored;
  }

  /** In the order of numbers. */
  toState(): SessionsState {
    const sessions = [...this.#sessions.values()].sort((a, b) => a.session - b.session);
    return { lastSession: this.#lastSession, sessions: sessions.map((session) => session.toState()) };
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Of all results that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  get hash(): Digest {
    return this.#hash;
  }

  recomputedHash(): Digest {
    return Sessions.fromState(this.toState()).hash;
  }

  /** The number of the new session; or of the one that the user has under this key, if it is for the same request. */
  register(user: string, time: number, keyed = NO_KEY): { readonly session: number } | { readonly error: ErrorName } {
    const found = this.#byKey.get(placeOf(user, keyed));
    if (found !== undefined) return this.#foundAgain(found, keyed, time);
    if (this.#sessions.size >= SESSIONS_MAX) return { error: "tooManySessions" };
    const session = this.#lastSession + 1;
    this.#setLast(session);
    this.#insert(new Session(session, user, time, keyed));
    return { session };
  }

  /** Judges a command before it is applied. If it is fresh, its result has to be remembered. */
  admit(command: CommandId, user: string, time: number): SessionVerdict {
    const session = this.#sessions.get(command.session);
    if (session?.user !== user) return { kind: "refused", error: "sessionNotFound" };
    if (command.number < Math.max(session.acknowledged, command.acknowledged)) {
      return { kind: "refused", error: "answeredBefore" };
    }
    this.#use(session, command.acknowledged, time);
    const result = session.results.get(command.number);
    if (result !== undefined) return repeated(result);
    return this.#isFull(session) ? { kind: "refused", error: "tooManyUnacknowledged" } : FRESH;
  }

  /** What a fresh command answered, error or not. The bytes become the session's own. */
  remember({ session, number }: CommandId, result: Uint8Array): void {
    const found = this.#sessions.get(session);
    if (found === undefined) return;
    this.#keep(found, number, result.length > RESULT_BYTES_MAX ? NO_BYTES : result);
  }

  /** Sessions that an expiry decided at that time may end, the longest unused first. */
  due(time: number, limit: number): number[] {
    const due: number[] = [];
    for (const { session, used } of this.#sessions.values()) {
      if (due.length >= limit || used + SESSION_TTL_MS > time) break;
      due.push(session);
    }
    return due;
  }

  /** Ends those that were not used since long before that time. Gives back their numbers. */
  expire(sessions: readonly number[], time: number): number[] {
    const expired: number[] = [];
    for (const number of sessions) {
      const session = this.#sessions.get(number);
      if (session === undefined || session.used + SESSION_TTL_MS > time) continue;
      this.#remove(session);
      expired.push(number);
    }
    return expired.sort((a, b) => a - b);
  }

  #foundAgain(found: Session, { request }: SessionKey, time: number): ReturnType<Sessions["register"]> {
    if (compareKeys(found.keyed.request, request) !== 0) return { error: "sessionKeyReused" };
    this.#use(found, found.acknowledged, time);
    return { session: found.session };
  }

  #use(session: Session, acknowledged: number, time: number): void {
    for (const number of session.numbersBelow(acknowledged)) this.#forget(session, number);
    this.#hash.remove(this.#digester.ofSession(session));
    session.acknowledged = Math.max(session.acknowledged, acknowledged);
    session.used = Math.max(session.used, time);
    this.#hash.add(this.#digester.ofSession(session));
    this.#sessions.delete(session.session);
    this.#sessions.set(session.session, session);
  }

  #isFull({ results, bytes }: Session): boolean {
    return results.size >= SESSION_RESULTS_MAX || bytes >= SESSION_BYTES_MAX || this.#bytes >= ALL_SESSIONS_BYTES_MAX;
  }

  #insert(session: Session): void {
    this.#sessions.set(session.session, session);
    if (session.keyed.key !== "") this.#byKey.set(placeOf(session.user, session.keyed), session);
    this.#hash.add(this.#digester.ofSession(session));
  }

  #remove(session: Session): void {
    for (const number of [...session.results.keys()]) this.#forget(session, number);
    this.#hash.remove(this.#digester.ofSession(session));
    this.#sessions.delete(session.session);
    this.#byKey.delete(placeOf(session.user, session.keyed));
  }

  #keep(session: Session, number: number, result: Uint8Array): void {
    session.results.set(number, result);
    session.bytes += result.length;
    this.#bytes += result.length;
    this.#hash.add(this.#digester.ofResult(session.session, number, result));
  }

  #forget(session: Session, number: number): void {
    const result = session.results.get(number);
    if (result === undefined) return;
    session.results.delete(number);
    session.bytes -= result.length;
    this.#bytes -= result.length;
    this.#hash.remove(this.#digester.ofResult(session.session, number, result));
  }

  #setLast(session: number): void {
    this.#hash.remove(this.#digester.ofLast(this.#lastSession));
    this.#lastSession = session;
    this.#hash.add(this.#digester.ofLast(session));
  }
}

function repeated(result: Uint8Array): SessionVerdict {
  return result.length === 0 ? { kind: "refused", error: "resultNotKept" } : { kind: "repeated", result };
}

/** Names may hold anything. */
function placeOf(user: string, { key }: SessionKey): string {
  return `${user.length} ${user}${key}`;
}
