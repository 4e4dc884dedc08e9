import type { SessionState } from "@keyval/api";

/** The session of a client, and what it answered that the client may still ask for. */
export class Session {
  readonly session: number;
  /** Who opened it: nobody else may ask for its results. */
  readonly user: string;
  /** When it was used last, on the clock of the group's leases. */
  used: number;
  /** The client has the answers of all its commands below this number. */
  acknowledged = 0;
  readonly results = new Map<number, Uint8Array>();
  /** Of all results. */
  bytes = 0;

  constructor(session: number, user: string, used: number) {
    this.session = session;
    this.user = user;
    this.used = used;
  }

  /** Results in the order of their numbers. */
  toState(): SessionState {
    const { session, user, used, acknowledged } = this;
    const results = [...this.results].map(([number, result]) => ({ number, result }));
    return { session, user, used, acknowledged, results: results.sort((a, b) => a.number - b.number) };
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
