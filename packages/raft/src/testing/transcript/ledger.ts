import type { ReplicaId } from "../../configuration.js";
import type { Replica } from "./replica.js";

/** What no scenario may ever break, whatever it says: figure 3 of the paper, as far as one glance at a time can tell. */
export class Ledger {
  readonly #leaders = new Map<number, ReplicaId>();
  readonly #committedTerms = new Map<number, number>();
  readonly #digests = new Map<number, number>();

  check({ id, host }: Replica): void {
    const { role, term, committed, base } = host.raft.status;
    if (role === "leader") this.#agree(this.#leaders, term, id, "Election Safety: the leader of term");
    for (let index = Math.max(base + 1, committed - 100); index <= committed; index++) {
      const known = host.raft.termAt(index);
      if (known !== undefined) this.#agree(this.#committedTerms, index, known, "the term of committed entry");
    }
    const { applied, digest } = host.machine;
    this.#agree(this.#digests, applied, digest, "State Machine Safety: the state machine at");
  }

  #agree(book: Map<number, number>, key: number, value: number, what: string): void {
    const known = book.get(key);
    if (known !== undefined && known !== value) throw new Error(`${what} ${key} was ${known}, now it is ${value}`);
    book.set(key, value);
  }
}
