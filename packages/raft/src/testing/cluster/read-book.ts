import type { ReplicaId } from "../../configuration.js";
import { check } from "./check.js";

interface OpenRead {
  readonly replica: ReplicaId;
  /** The highest index that was committed anywhere when the read began. */
  readonly committed: number;
}

/** Linearizability of reads: what was committed when a read began is seen by it. */
export class ReadBook {
  readonly #open = new Map<number, OpenRead>();
  #lastId = 0;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  began(id: number, replica: ReplicaId, committed: number): void {
    this.#open.set(id, { replica, committed });
  }

  answered(id: number, replica: ReplicaId, index: number, committed: number): void {
    const read = this.#close(id, replica);
    check(index >= read.committed, "a read sees what was committed when it began", id, index, read.committed);
    check(index <= committed, "a read sees only what is committed", id, index, committed);
  }

  dropped(id: number, replica: ReplicaId): void {
    this.#close(id, replica);
  }

  /** A replica that crashed answers nothing. */
  forget(replica: ReplicaId): void {
    for (const [id, read] of this.#open) if (read.replica === replica) this.#open.delete(id);
  }

  isOpen(id: number): boolean {
    return this.#open.has(id);
  }

  openAt(replica: ReplicaId): number {
    let count = 0;
    for (const read of this.#open.values()) if (read.replica === replica) count += 1;
    return count;
  }

  #close(id: number, replica: ReplicaId): OpenRead {
    const read = this.#open.get(id);
    check(read?.replica === replica, "a read is answered or dropped once, where it was asked", id, replica);
    this.#open.delete(id);
    return read;
  }
}
