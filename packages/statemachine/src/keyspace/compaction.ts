import type { KeyIndex } from "../key-index/key-index.js";
import type { VersionId } from "../key-index/version-pool.js";
import type { Slices } from "../slices.js";

/**
 * Removes what compaction has made unreadable, in slices, and never what a pinned revision needs. How far it is concerns
 * this member alone: what can be read was settled by the command.
 */
export class Compaction {
  readonly #index: KeyIndex;
  readonly #slices: Slices;
  readonly #steps: number;
  readonly #removing: (id: VersionId) => void;
  /** Where it is to get to, and how far it may go now. */
  #revision = -1;
  #allowed = -1;
  /** All is removed that this revision allows. */
  #reached = -1;
  #isRunning = false;
  #waiting: { readonly revision: number; readonly done: () => void }[] = [];

  /** `steps` is how many versions a slice looks at. */
  constructor(index: KeyIndex, slices: Slices, steps: number, removing: (id: VersionId) => void) {
    this.#index = index;
    this.#slices = slices;
    this.#steps = steps;
    this.#removing = removing;
  }

  get isComplete(): boolean {
    return this.#reached >= this.#revision;
  }

  reach(revision: number, oldestPin: number): void {
    this.#revision = revision;
    this.#allowed = Math.min(revision, oldestPin);
    if (this.#isRunning || this.#reached >= this.#allowed) return;
    this.#isRunning = true;
    this.#slices.add(this.#slice);
  }

  /** Calls back once everything older than the revision is removed. */
  whenRemoved(revision: number, done: () => void): void {
    this.#waiting.push({ revision, done });
    this.#slices.add(() => {
      this.#answer();
      return false;
    });
  }

  readonly #slice = (): boolean => {
    const target = Math.max(this.#allowed, this.#index.compactRevision);
    if (target > this.#reached && this.#index.compact(target, this.#steps, this.#removing)) this.#reached = target;
    this.#isRunning = this.#reached < this.#allowed;
    if (this.isComplete) this.#answer();
    return this.#isRunning;
  };

  #answer(): void {
    const ready = this.#waiting.filter(({ revision }) => revision <= this.#reached);
    this.#waiting = this.#waiting.filter(({ revision }) => revision > this.#reached);
    for (const { done } of ready) done();
  }
}
