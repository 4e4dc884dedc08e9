import type { ReplicaId } from "../../configuration.js";
import type { Message } from "../../message.js";

/** Messages by link and kind; what is left out stands for all. */
export interface Pattern {
  readonly from: ReplicaId | undefined;
  readonly to: ReplicaId | undefined;
  readonly kinds: readonly string[];
}

/** What was sent and has not arrived. It stays in order unless a scenario says otherwise. */
export class Network {
  #inFlight: Message[] = [];
  #holds: Pattern[] = [];
  readonly #cuts = new Set<string>();

  get inFlight(): readonly Message[] {
    return this.#inFlight;
  }

  send(messages: readonly Message[]): void {
    this.#inFlight.push(...messages);
  }

  /** The oldest message that nothing holds up. */
  next(canHear: (id: ReplicaId) => boolean): Message | undefined {
    const position = this.#inFlight.findIndex(
      (message) => canHear(message.to) && !this.#holds.some((hold) => matches(hold, message)),
    );
    return position === -1 ? undefined : this.#inFlight.splice(position, 1)[0];
  }

  /** Takes out the oldest `count` messages that match. */
  take(pattern: Pattern, count: number): Message[] {
    const taken = this.#inFlight.filter((message) => matches(pattern, message)).slice(0, count);
    this.#inFlight = this.#inFlight.filter((message) => !taken.includes(message));
    return taken;
  }

  hold(pattern: Pattern): void {
    this.#holds.push(pattern);
  }

  /** Ends the holds that were given in the same words; without words, all. */
  release(pattern: Pattern | undefined): void {
    const words = JSON.stringify(pattern);
    this.#holds = pattern === undefined ? [] : this.#holds.filter((hold) => JSON.stringify(hold) !== words);
  }

  cut(from: ReplicaId, to: ReplicaId): void {
    this.#cuts.add(linkOf(from, to));
  }

  heal(): void {
    this.#cuts.clear();
  }

  isCut(from: ReplicaId, to: ReplicaId): boolean {
    return this.#cuts.has(linkOf(from, to));
  }
}

function linkOf(from: ReplicaId, to: ReplicaId): string {
  return `${from}>${to}`;
}

function matches({ from, to, kinds }: Pattern, message: Message): boolean {
  const isLink = (from === undefined || from === message.from) && (to === undefined || to === message.to);
  return isLink && (kinds.length === 0 || kinds.includes(message.kind));
}
