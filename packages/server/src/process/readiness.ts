import { NOBODY } from "@keyval/raft";
import type { Member } from "./member.js";

/** What a member waits for, in words for whoever looks after it. */
export class Readiness {
  #waitsFor: () => string | undefined = () => "it opens its data directory";

  /** Undefined once it serves clients. */
  readonly waitsFor = (): string | undefined => this.#waitsFor();

  opensStore(): void {
    this.#waitsFor = () => "it reads its store";
  }

  /** The member takes part in the cluster, and had so many entries in its log when it started. */
  joins({ group }: Pick<Member, "group">, entries: number): void {
    this.#waitsFor = () => {
      if (group.leader === NOBODY) return "it waits for a leader";
      const { applied } = group.machine;
      if (applied < entries) return `it has applied ${applied} of the ${entries} entries of its log`;
      if (group.isQuarantined)
        return "its state was not that of a majority before it was started: it is being compared";
      return "it waits until the cluster has heard that it is back";
    };
  }

  /** Its state at this index is not the majority's. */
  isQuarantined(index: number): void {
    this.#waitsFor = () =>
      `its state differs from that of a majority (index ${index}): it waits for a snapshot of theirs`;
  }

  serves(): void {
    this.#waitsFor = () => undefined;
  }

  stops(): void {
    this.#waitsFor = () => "it stops";
  }
}
