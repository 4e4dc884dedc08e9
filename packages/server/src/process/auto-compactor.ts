import type { AutoCompaction } from "../config/server-config.js";

export interface CompactorOptions {
  readonly compaction: AutoCompaction;
  /** One member is enough. */
  readonly isLeader: () => boolean;
  readonly now: () => number;
  /** Of the store. */
  readonly revision: () => number;
  /** Goes through the log; what can not be done now is tried again with the next revision. */
  readonly compact: (revision: number) => void;
}

/** What `now` showed, and the revision then. */
interface Sample {
  readonly at: number;
  readonly revision: number;
}

/** So often in the time that is kept the revision is looked at: history goes in pieces of a tenth of it. */
const SAMPLES = 10;
const SAMPLE_MS_MAX = 3_600_000;

/** Revisions are counted this often. */
const REVISION_CHECK_MS = 300_000;

/** Lets go of history by itself: what is older than some time, or than so many revisions. */
export class AutoCompactor {
  readonly #options: CompactorOptions;
  readonly #samples: Sample[] = [];
  #compacted = 0;

  constructor(options: CompactorOptions) {
    this.#options = options;
  }

  /** How often `tend` wants to be called; infinite for never. */
  get intervalMs(): number {
    const { compaction } = this.#options;
    if (compaction.mode === "off") return Infinity;
    return compaction.mode === "periodic" ? Math.min(compaction.keptMs / SAMPLES, SAMPLE_MS_MAX) : REVISION_CHECK_MS;
  }

  tend(): void {
    const { compaction, revision } = this.#options;
    if (compaction.mode === "revision") this.#compact(revision() - compaction.keptRevisions);
    else if (compaction.mode === "periodic") this.#compactOlder(compaction.keptMs);
  }

  /** Every member samples, so that one that comes to lead knows what is old. */
  #compactOlder(keptMs: number): void {
    const at = this.#options.now();
    this.#samples.push({ at, revision: this.#options.revision() });
    let old = 0;
    while (this.#samples.length > 1 && (this.#samples[0]?.at ?? at) <= at - keptMs) {
      old = this.#samples.shift()?.revision ?? 0;
    }
    this.#compact(old);
  }

  #compact(revision: number): void {
    if (revision <= this.#compacted || !this.#options.isLeader()) return;
    this.#compacted = revision;
    this.#options.compact(revision);
  }
}
