import type { ReplicaId } from "@keyval/raft";

/** Who is told of a state that is not the majority's. */
export interface QuarantineEvents {
  /** The state at this index differs from that of a majority: clients must not be answered from it. */
  quarantined(index: number): void;
  /** It was replaced by theirs and has caught up, or turned out to be theirs. */
  released(): void;
  /** Members differ at this index, and no state has a majority. */
  split(index: number): void;
}

export interface QuarantineOptions extends QuarantineEvents {
  /** The state was put in quarantine before the process ended: it may be wrong still, and has to be compared first. */
  readonly isSuspect?: boolean;
}

/**
 * Whether a replica's state is known to be wrong. Its log is sound, so it goes on to persist, to ack and to vote, but it does not
 * lead, gives its snapshots to nobody, and waits for one of the majority's.
 */
export class Quarantine {
  readonly #events: QuarantineEvents;
  /** Nobody while it is only suspected. */
  #majority: readonly ReplicaId[] = [];
  #isSuspect: boolean;
  /** The state is theirs again once this is applied to their snapshot. */
  #until: number | undefined;
  #isFilled = false;

  constructor({ isSuspect = false, ...events }: QuarantineOptions) {
    this.#events = events;
    this.#isSuspect = isSuspect;
  }

  get isActive(): boolean {
    return this.#isSuspect || this.#until !== undefined;
  }

  /** For a snapshot of the majority's. */
  get isWaiting(): boolean {
    return this.isActive && !this.#isFilled;
  }

  /** Who has the state that is right. */
  get majority(): readonly ReplicaId[] {
    return this.#majority;
  }

  begin(index: number, majority: readonly ReplicaId[]): void {
    const wasKnown = this.#until !== undefined;
    this.#isSuspect = false;
    this.#majority = majority;
    this.#until = Math.max(index, this.#until ?? 0);
    this.#isFilled = false;
    if (!wasKnown) this.#events.quarantined(index);
  }

  /** A majority has the same state. */
  agreed(): void {
    if (!this.#isSuspect) return;
    this.#isSuspect = false;
    this.#events.released();
  }

  /** Another state took the place of the wrong one. */
  filled(): void {
    this.#isFilled = this.#until !== undefined;
  }

  /** The state is that of this index now. */
  applied(index: number): void {
    if (this.#until === undefined || !this.#isFilled || index < this.#until) return;
    this.#until = undefined;
    this.#isFilled = false;
    this.#events.released();
  }
}
