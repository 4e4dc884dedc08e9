import type { ReadState } from "@keyval/raft";
import type { ReadOutcome, StepRefusal } from "./outcome.js";

type Done = (outcome: ReadOutcome) => void;

interface Confirmed {
  readonly index: number;
  readonly done: Done;
}

/** Linearizable reads: first they wait to be confirmed, then for the state machine to get as far as they must see. */
export class PendingReads {
  #nextId = 1;
  readonly #unconfirmed = new Map<number, Done>();
  #confirmed: Confirmed[] = [];

  get count(): number {
    return this.#unconfirmed.size + this.#confirmed.length;
  }

  /** Remembers a read and gives back the id to ask the core under. */
  add(done: Done): number {
    const id = this.#nextId++;
    this.#unconfirmed.set(id, done);
    return id;
  }

  confirmed(reads: readonly ReadState[]): void {
    for (const { id, index } of reads) {
      const done = this.#unconfirmed.get(id);
      this.#unconfirmed.delete(id);
      if (done !== undefined) this.#confirmed.push({ index, done });
    }
  }

  /** Answers the reads that the state machine is far enough for. */
  appliedTo(applied: number): void {
    if (this.#confirmed.length === 0) return;
    const waiting = this.#confirmed;
    this.#confirmed = waiting.filter((read) => read.index > applied);
    for (const read of waiting) if (read.index <= applied) read.done({ kind: "ready" });
  }

  refused(ids: readonly number[], why: StepRefusal | "leaderChanged"): void {
    for (const id of ids) {
      const done = this.#unconfirmed.get(id);
      this.#unconfirmed.delete(id);
      done?.({ kind: "refused", why });
    }
  }

  /** Nothing is confirmed or applied here any more. */
  abandon(why: "leaderChanged" | "stopped"): void {
    const confirmed = this.#confirmed;
    this.#confirmed = [];
    this.refused([...this.#unconfirmed.keys()], why);
    for (const read of confirmed) read.done({ kind: "refused", why });
  }
}
