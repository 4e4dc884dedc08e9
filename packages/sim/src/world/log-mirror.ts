import type { HardState } from "@keyval/raft";
import type { GroupWrite, Log, RecoveredGroup } from "@keyval/storage";

const EMPTY: HardState = { term: 0, vote: 0, commit: 0 };

/** What a process's log has confirmed to be durable, seen from outside: neither the loop nor the core can make it lie. */
export class LogMirror {
  hardState: HardState = EMPTY;
  #base = 0;
  #last = 0;
  #terms = new Map<number, number>();
  /** What was durable before the disk was lost, damaged or opened anew: acks of it may still be on their way. */
  #before: { readonly base: number; readonly terms: ReadonlyMap<number, number> } = { base: 0, terms: new Map() };

  get last(): number {
    return this.#last;
  }

  get lastTerm(): number {
    return this.#terms.get(this.#last) ?? 0;
  }

  /** Whether this entry is durable, or in a durable snapshot. */
  holds(index: number, term: number): boolean {
    return index <= this.#base || this.#terms.get(index) === term;
  }

  /** Whether it is durable, or was until the disk was lost or damaged. */
  held(index: number, term: number): boolean {
    return this.holds(index, term) || index <= this.#before.base || this.#before.terms.get(index) === term;
  }

  /** The process found this on its disk. */
  found({ hardState, log }: RecoveredGroup): void {
    this.lost();
    this.hardState = hardState;
    this.#base = log.base;
    this.#last = log.last;
    let run = 0;
    let term = log.baseTerm;
    for (let index = log.base; index <= log.last; index++) {
      while ((log.terms[run]?.first ?? Infinity) <= index) term = log.terms[run++]?.term ?? term;
      this.#terms.set(index, term);
    }
  }

  /** The disk is gone. */
  lost(): void {
    if (this.#terms.size > 0) this.#before = { base: this.#base, terms: this.#terms };
    this.hardState = EMPTY;
    this.#base = 0;
    this.#last = 0;
    this.#terms = new Map();
  }

  /** The log as the process uses it, with this mirror behind it. */
  before(log: Log): Log {
    return {
      append: (batch, done) => {
        log.append(batch, (outcome) => {
          if (outcome.error === undefined) for (const write of batch) this.#written(write);
          done(outcome);
        });
      },
      read: (range, done) => {
        log.read(range, done);
      },
      release: (group, index) => {
        log.release(group, index);
      },
      idle: () => {
        log.idle();
      },
      close: (done) => {
        log.close(done);
      },
    };
  }

  #written({ hardState, snapshot, entries }: GroupWrite): void {
    this.hardState = hardState ?? this.hardState;
    if (snapshot !== undefined) {
      this.#terms = new Map([[snapshot.index, snapshot.term]]);
      this.#base = this.#last = snapshot.index;
    }
    const first = entries[0]?.index ?? Infinity;
    for (; this.#last >= first; this.#last--) this.#terms.delete(this.#last);
    for (const { index, term } of entries) {
      this.#terms.set(index, term);
      this.#last = index;
    }
  }
}
