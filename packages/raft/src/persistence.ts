import { assert } from "./assert.js";
import type { HardState } from "./hard-state.js";
import type { Log } from "./log.js";
import type { Message } from "./message.js";
import type { Persist } from "./output.js";
import { Queue } from "./queue.js";
import type { Snapshot } from "./snapshot.js";

interface Written {
  readonly ticket: number;
  /** The last entry that will be durable with it; lowered when entries that were on their way are truncated. */
  last: number;
}

const NOTHING: readonly Message[] = [];

/**
 * What the disk was asked for and has not confirmed. Answers that depend on the term, the vote or an installed snapshot
 * being durable wait here (§5 of the paper: "updated on stable storage before responding to RPCs").
 */
export class Persistence {
  /** The last ticket given out, and the last one that is durable. */
  #ticket = 0;
  #durable = 0;
  /** The ticket that must be durable before anything is answered; infinite while it was not given out yet. */
  #barrier = 0;
  /** The first entry that was not handed to the disk. */
  #unwritten: number;
  #snapshot: Snapshot | undefined;
  #written = new Queue<Written>();
  #held: Message[] = [];

  constructor(unwritten: number) {
    this.#unwritten = unwritten;
  }

  /** Whether the term, the vote and the snapshot are durable as they are now. */
  get settled(): boolean {
    return this.#durable >= this.#barrier;
  }

  hardStateChanged(): void {
    this.#barrier = Infinity;
  }

  logTruncated(last: number): void {
    this.#unwritten = Math.min(this.#unwritten, last + 1);
    for (let i = 0; i < this.#written.length; i++) {
      const written = this.#written.at(i);
      written.last = Math.min(written.last, last);
    }
  }

  logReplaced(snapshot: Snapshot): void {
    this.#barrier = Infinity;
    this.#snapshot = snapshot;
    this.logTruncated(0);
    this.#unwritten = snapshot.index + 1;
  }

  /** Keeps a message until what it depends on is durable; it takes the place of an older one of its kind. */
  hold(message: Message): void {
    this.#held = this.#held.filter((held) => held.to !== message.to || kindOf(held) !== kindOf(message));
    this.#held.push(message);
  }

  /** The next batch for the disk, if there is anything to write. */
  batch(log: Log, hardState: HardState): Persist | undefined {
    const hasEntries = this.#unwritten <= log.last;
    if (!hasEntries && this.#barrier !== Infinity) return undefined;
    const entries = hasEntries ? log.slice(this.#unwritten, log.last, Infinity) : [];
    assert(entries !== undefined, "entries stay in memory until they are durable", this.#unwritten, log.tailFirst);
    const batch = { ticket: ++this.#ticket, hardState, snapshot: this.#snapshot, entries };
    if (this.#barrier === Infinity) this.#barrier = this.#ticket;
    this.#snapshot = undefined;
    this.#unwritten = log.last + 1;
    this.#written.push({ ticket: this.#ticket, last: log.last });
    return batch;
  }

  /** Everything up to this ticket is durable. Gives back the index up to which the log is, and what may be sent now. */
  persisted(ticket: number): { readonly last: number; readonly released: readonly Message[] } {
    assert(ticket <= this.#ticket, "only what was asked for can be durable", ticket, this.#ticket);
    this.#durable = Math.max(this.#durable, ticket);
    let last = 0;
    while (this.#written.length > 0 && this.#written.at(0).ticket <= ticket) {
      last = Math.max(last, this.#written.shift().last);
    }
    if (this.#held.length === 0 || !this.settled) return { last, released: NOTHING };
    const released = this.#held;
    this.#held = [];
    return { last, released };
  }

  clone(): Persistence {
    const copy = new Persistence(this.#unwritten);
    copy.#ticket = this.#ticket;
    copy.#durable = this.#durable;
    copy.#barrier = this.#barrier;
    copy.#snapshot = this.#snapshot;
    copy.#written = this.#written.clone((written) => ({ ...written }));
    copy.#held = [...this.#held];
    return copy;
  }

  /** For a canonical encoding: tickets count from the last durable one. */
  view(): PersistenceView {
    const written: { after: number; last: number }[] = [];
    for (let i = 0; i < this.#written.length; i++) {
      const { ticket, last } = this.#written.at(i);
      written.push({ after: ticket - this.#durable, last });
    }
    const barrier = this.settled ? 0 : this.#barrier - this.#durable;
    return { written, barrier, unwritten: this.#unwritten, held: this.#held };
  }
}

/** An answer to a PreVote never stands for a vote, nor does the refusal of an older request. */
function kindOf(message: Message): string {
  return message.kind === "voteReply" ? `voteReply ${message.pre} ${message.granted}` : message.kind;
}

export interface PersistenceView {
  readonly written: readonly { readonly after: number; readonly last: number }[];
  readonly barrier: number;
  readonly unwritten: number;
  readonly held: readonly Message[];
}
