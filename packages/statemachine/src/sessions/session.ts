import { NO_BYTES, type SessionState } from "@keyval/api";

/** What a session is for that is found again by whoever knows its key. */
export interface SessionKey {
  readonly key: string;
  /** A digest of the request that alone may have this key. */
  readonly request: Uint8Array;
}

/** Of a session that only its number leads to. */
export const NO_KEY: SessionKey = { key: "", request: NO_BYTES };

/** The session of a client, and what it answered that the client may still ask for. */
export class Session {
  readonly session: number;
  /** Who opened it: nobody else may ask for its results. */
  readonly user: string;
  readonly keyed: SessionKey;
  /** When it was used last, on the clock of the group's leases. */
  used: number;
  /** The client has the answers of all its commands below this number. */
  acknowledged = 0;
  readonly results = new Map<number, Uint8Array>();
  /** Of all results. */
  bytes = 0;

  constructor(session: number, user: string, used: number, keyed: SessionKey) {
    this.session = session;
    this.user = user;
    this.keyed = keyed;
    this.used = used;
  }

  /** Results in the order of their numbers. */
  toState(): SessionState {
    const { session, user, used, acknowledged, keyed } = this;
    const results = [...this.results].map(([number, result]) => ({ number, result }));
    return { session, user, used, acknowledged, ...keyed, results: results.sort((a, b) => a.number - b.number) };
  }

  /** The numbers with a result that go if everything below `acknowledged` does. */
  numbersBelow(acknowledged: number): number[] {
    if (acknowledged - this.acknowledged >= this.results.size) {
      return [...this.results.keys()].filter((number) => number < acknowledged);
    }
    const numbers: number[] = [];
    for (let number = this.acknowledged; number < acknowledged; number++) {
      if (this.results.has(number)) numbers.push(number);
    }
    return numbers;
  }
}
