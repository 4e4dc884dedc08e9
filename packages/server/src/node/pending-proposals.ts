import { entryBytes } from "@keyval/raft";
import type { ProposalOutcome } from "./outcome.js";
import { RisingMap } from "./rising-map.js";

type Done = (outcome: ProposalOutcome) => void;

interface Pending {
  readonly index: number;
  readonly term: number;
  readonly bytes: number;
  readonly done: Done;
  /** An earlier proposal for the same index, of an earlier term. */
  readonly earlier: Pending | undefined;
}

/**
 * Proposals that stand in the log and wait to be applied. One that left this log, because another leader's entries took
 * its place, may still stand in others and come back with their leader. Only what is applied decides: at its own index,
 * or, since terms never fall along the log, at any index before it, once an entry of a later term is applied there.
 */
export class PendingProposals {
  #byIndex = new RisingMap<Pending>();
  #appliedTerm = 0;
  #bytes = 0;

  get count(): number {
    let count = 0;
    for (const latest of this.#byIndex.all()) count += chain(latest).length;
    return count;
  }

  /** What the commands of all that wait take. */
  get bytes(): number {
    return this.#bytes;
  }

  add(index: number, term: number, command: Uint8Array, done: Done): void {
    const bytes = entryBytes({ index, term, kind: "command", payload: command });
    this.#bytes += bytes;
    this.#byIndex.set(index, { index, term, bytes, done, earlier: this.#byIndex.get(index) });
  }

  /** The entry of this index and term was applied; without a result if it was no command. */
  applied(index: number, term: number, result: unknown): void {
    const latest = this.#byIndex.get(index);
    if (latest !== undefined) {
      this.#byIndex.delete(index);
      for (let pending: Pending | undefined = latest; pending !== undefined; pending = pending.earlier) {
        const isIt = pending.term === term;
        this.#end(pending, isIt ? { kind: "applied", index, result } : { kind: "refused", why: "replaced" });
      }
    }
    this.#reachedTerm(term);
  }

  /** The state machine jumped over everything up to `index`: what became of it, it can not say. */
  skippedTo(index: number, term: number): void {
    this.#endAll(
      (pending) => pending.index <= index,
      () => ({ kind: "unknown" }),
    );
    this.#reachedTerm(term);
  }

  /** Nobody here will ever know. */
  abandon(): void {
    this.#endAll(
      () => true,
      () => ({ kind: "unknown" }),
    );
  }

  #reachedTerm(term: number): void {
    if (term <= this.#appliedTerm) return;
    this.#appliedTerm = term;
    this.#endAll(
      (pending) => pending.term < term,
      () => ({ kind: "refused", why: "replaced" }),
    );
  }

  /** What is called back may propose again, and must find everything in order then. */
  #endAll(isMeant: (pending: Pending) => boolean, outcome: () => ProposalOutcome): void {
    const all = this.#byIndex;
    if (all.size === 0) return;
    this.#byIndex = new RisingMap();
    const ended: Pending[] = [];
    for (const latest of all.all()) {
      for (const pending of chain(latest).reverse()) {
        if (isMeant(pending)) ended.push(pending);
        else this.#keep(pending);
      }
    }
    for (const pending of ended) this.#end(pending, outcome());
  }

  #keep(pending: Pending): void {
    this.#byIndex.set(pending.index, { ...pending, earlier: this.#byIndex.get(pending.index) });
  }

  #end({ bytes, done }: Pending, outcome: ProposalOutcome): void {
    this.#bytes -= bytes;
    done(outcome);
  }
}

/** All proposals for one index, the latest first. */
function chain(latest: Pending): Pending[] {
  const all: Pending[] = [];
  for (let one: Pending | undefined = latest; one !== undefined; one = one.earlier) all.push(one);
  return all;
}
