import { assert } from "./assert.js";
import { entryBytes, type Entry, type TermRun } from "./entry.js";
import { Queue } from "./queue.js";
import { Terms } from "./terms.js";

/**
 * What a replica knows of its log (§5.3 of the paper): the term of every index since the last truncation, and the newest
 * entries themselves. Older entries are only on the host's disk. Nothing here depends on how long the log is.
 */
export class Log {
  /** Terms of the entries from `base` on; `base` itself is the last index that was truncated or is in the snapshot. */
  readonly #terms: Terms;
  /** The entries in memory: an unbroken run that ends with the log. */
  readonly #tail: Queue<Entry>;
  #tailBytes = 0;
  #shared: readonly Entry[] | undefined;
  #last: number;
  #persisted: number;

  constructor(base: number, baseTerm: number, last = base, runs: readonly TermRun[] = []) {
    this.#terms = new Terms(base, baseTerm, runs);
    this.#tail = new Queue();
    this.#last = last;
    this.#persisted = last;
    assert(last >= base, "a log ends no earlier than it begins", base, last);
    assert(this.#terms.lastFirst <= last || last === base, "a term begins within the log", this.#terms.lastFirst, last);
  }

  /** The last index that is no longer in the log: everything up to here is in a snapshot. */
  get base(): number {
    return this.#terms.base;
  }

  get last(): number {
    return this.#last;
  }

  get lastTerm(): number {
    return this.#terms.lastTerm;
  }

  get runs(): readonly TermRun[] {
    return this.#terms.runs;
  }

  /** Everything up to here is on this replica's disk. */
  get persisted(): number {
    return this.#persisted;
  }

  /** The first index in memory; one beyond the log's end if there is none. */
  get tailFirst(): number {
    return this.#last - this.#tail.length + 1;
  }

  get tailBytes(): number {
    return this.#tailBytes;
  }

  /** The term of the entry at `index`; undefined if the log does not know it. */
  termAt(index: number): number | undefined {
    if (index > this.#last || index < this.base) return undefined;
    return this.#terms.at(index);
  }

  /** The highest index up to `index` whose term is at most `term`; one before the log's base if there is none. */
  lastWithTermAtMost(index: number, term: number): number {
    return this.#terms.lastWithTermAtMost(Math.min(index, this.#last), term);
  }

  append(entry: Entry): void {
    assert(entry.index === this.#last + 1, "entries are appended without a gap", entry.index, this.#last);
    assert(entry.term >= this.lastTerm, "terms never fall along the log", entry.term, this.lastTerm);
    this.#terms.append(entry.index, entry.term);
    this.#tail.push(entry);
    this.#tailBytes += entryBytes(entry);
    this.#last = entry.index;
  }

  /** Forgets the entries behind `index`: they conflict with the leader's (§5.3). */
  truncateAfter(index: number): void {
    assert(index >= this.base && index < this.#last, "only what is in the log is truncated", index, this.#last);
    for (let dropped = this.#last; dropped > index && this.#tail.length > 0; dropped--) {
      this.#tailBytes -= entryBytes(this.#tail.pop());
    }
    this.#last = index;
    this.#terms.truncateAfter(index);
    this.forgetSlice();
    this.#persisted = Math.min(this.#persisted, index);
  }

  /** The disk holds everything up to `index`. */
  persistedTo(index: number): void {
    assert(index <= this.#last, "only what is in the log can be durable", index, this.#last);
    this.#persisted = Math.max(this.#persisted, index);
  }

  /** The entry at `index`, if it is in memory. */
  at(index: number): Entry | undefined {
    return index < this.tailFirst || index > this.#last ? undefined : this.#tail.at(index - this.tailFirst);
  }

  /** Entries from `from` up to `last`, at least one, stopping before `bytesMax`; undefined if they left memory. */
  slice(from: number, last: number, bytesMax: number): readonly Entry[] | undefined {
    if (from < this.tailFirst) return undefined;
    const first = from - this.tailFirst;
    const end = fitting(this.#tail, first, Math.min(last, this.#last) - this.tailFirst + 1, bytesMax);
    const shared = this.#shared;
    if (shared?.[0]?.index === from && shared.length === end - first) return shared;
    return (this.#shared = this.#tail.slice(first, end));
  }

  /** Lets go of the latest slice, which the disk and all followers share if they are at the same place. */
  forgetSlice(): void {
    this.#shared = undefined;
  }

  /** Lets entries up to `index` leave memory, oldest first, until the rest fits in `bytesMax`. */
  evict(index: number, bytesMax: number): void {
    while (this.#tailBytes > bytesMax && this.#tail.length > 0 && this.tailFirst <= index) this.#evictOne();
  }

  /** The log now begins behind `index`, which is in a snapshot. */
  compact(index: number): void {
    assert(index >= this.base && index <= this.#persisted, "only what is durable is compacted", index, this.#persisted);
    while (this.#tail.length > 0 && this.tailFirst <= index) this.#evictOne();
    this.#terms.compact(index);
  }

  clone(): Log {
    const copy = new Log(this.base, this.#terms.baseTerm, this.#last, this.runs);
    for (let i = 0; i < this.#tail.length; i++) copy.#tail.push(this.#tail.at(i));
    copy.#tailBytes = this.#tailBytes;
    copy.#persisted = this.#persisted;
    return copy;
  }

  #evictOne(): void {
    this.#tailBytes -= entryBytes(this.#tail.shift());
  }
}

function fitting(tail: Queue<Entry>, first: number, end: number, bytesMax: number): number {
  let bytes = 0;
  for (let i = first; i < end; i++) {
    bytes += entryBytes(tail.at(i));
    if (bytes > bytesMax && i > first) return i;
  }
  return Math.max(first, end);
}
