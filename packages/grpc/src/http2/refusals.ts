/** What a peer can have done too much of, or too late. */
export type Refusal =
  | "connections"
  | "continuations"
  | "control-frames"
  | "handshake"
  | "header-block"
  | "header-list"
  | "idle"
  | "idle-frames"
  | "kept"
  | "pings"
  | "resets"
  | "settings"
  | "settings-ack"
  | "stalled"
  | "stalled-stream"
  | "streams"
  | "unsent";

const LOG_MILLIS = 1000;

/** Counts what was refused on all connections of a server or client, and says so at most once a second and kind. */
export class Refusals {
  readonly #counts = new Map<Refusal, number>();
  readonly #logged = new Map<Refusal, number>();
  readonly #log: (line: string) => void;
  readonly #now: () => number;

  constructor(log: (line: string) => void, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  count(refusal: Refusal): number {
    return this.#counts.get(refusal) ?? 0;
  }

  /** For metrics. */
  counts(): ReadonlyMap<Refusal, number> {
    return this.#counts;
  }

  add(refusal: Refusal, sentence: string): void {
    const count = this.count(refusal) + 1;
    this.#counts.set(refusal, count);
    const now = this.#now();
    if (now - (this.#logged.get(refusal) ?? -Infinity) < LOG_MILLIS) return;
    this.#logged.set(refusal, now);
    this.#log(`refused a peer: ${sentence} (${refusal}, ${count} so far)`);
  }
}
