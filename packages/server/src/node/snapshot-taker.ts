import type { Snapshot } from "@keyval/raft";
import type { StateMachine } from "./state-machine.js";

/** What taking snapshots needs of its group. */
export interface SnapshotTakerHost {
  readonly machine: Pick<StateMachine, "applied" | "save">;
  /** What a snapshot of that index is; undefined if the last one has everything. */
  snapshotAt(index: number): Snapshot | undefined;
  /** Notes in the log that the snapshot is there. */
  mark(snapshot: Snapshot, done: () => void): void;
  marked(snapshot: Snapshot): void;
  /** Calls `again` later if there was no space; any other error is the end. */
  retryOrFail(error: Error, again: () => void): void;
  defer(run: () => void): void;
  touched(): void;
}

type Awaiting = (isTaken: boolean) => void;

/** Takes the snapshots of a group's own state: after so many entries, and whenever somebody asks. */
export class SnapshotTaker {
  readonly #host: SnapshotTakerHost;
  readonly #every: number;
  #index: number;
  #isSaving = false;
  #isWanted = false;
  #isStopped = false;
  /** Who waits for a snapshot that begins after they asked. */
  readonly #awaiting: Awaiting[] = [];

  /** After so many applied entries behind the last snapshot, which was that of `index`, the next one is due. */
  constructor(host: SnapshotTakerHost, index: number, every: number) {
    this.#host = host;
    this.#index = index;
    this.#every = every;
  }

  /** Of the last one, wherever it came from. */
  get index(): number {
    return this.#index;
  }

  get isSaving(): boolean {
    return this.#isSaving;
  }

  /** One that was fetched takes the place of the last one. */
  received(index: number): void {
    this.#index = Math.max(this.#index, index);
  }

  /** Calls back once all that is applied by now is in a durable snapshot; false if the process stops before. */
  now(done: Awaiting): void {
    this.#awaiting.push(done);
    this.#host.touched();
  }

  /** One is taken if anything was applied since the last one. */
  want(): void {
    this.#isWanted = true;
    this.#host.touched();
  }

  /** To be called at the end of a turn in which the state may be taken. */
  tend(): void {
    if (this.#isSaving || !this.#isDue) return;
    const awaiting = this.#awaiting.splice(0);
    const snapshot = this.#host.snapshotAt(this.#host.machine.applied);
    if (snapshot === undefined) {
      for (const done of awaiting) this.#host.defer(() => done(true));
      return;
    }
    this.#isSaving = true;
    this.#isWanted = false;
    this.#save(snapshot, awaiting);
  }

  stop(): void {
    this.#isStopped = true;
    for (const done of this.#awaiting.splice(0)) this.#host.defer(() => done(false));
  }

  get #isDue(): boolean {
    const { applied } = this.#host.machine;
    const isWanted = this.#isWanted && applied > this.#index;
    return isWanted || applied >= this.#index + this.#every || this.#awaiting.length > 0;
  }

  #save(snapshot: Snapshot, awaiting: readonly Awaiting[]): void {
    this.#host.machine.save(snapshot, ({ error }) => {
      if (this.#isStopped) for (const done of awaiting) done(false);
      else if (error === undefined) this.#saved(snapshot, awaiting);
      else
        this.#host.retryOrFail(error, () => {
          this.#isSaving = false;
          this.#awaiting.push(...awaiting);
          this.#host.touched();
        });
    });
  }

  #saved(snapshot: Snapshot, awaiting: readonly Awaiting[]): void {
    this.#host.mark(snapshot, () => {
      this.#isSaving = false;
      this.received(snapshot.index);
      this.#host.marked(snapshot);
      for (const done of awaiting) done(true);
    });
  }
}
