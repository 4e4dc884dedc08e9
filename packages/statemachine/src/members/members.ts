import type { ErrorName, Id, MemberAddCommand, MemberAnnounceCommand, MemberState } from "@keyval/api";
import { Digester, type Digest } from "../hash/digest.js";
import { HashedTable } from "../hash/hashed-table.js";
import { StateHash } from "../hash/state-hash.js";
import { compareIds } from "./compare-ids.js";
import { LEARNERS_MAX } from "./limits.js";

export interface MembersState {
  readonly members: readonly MemberState[];
  readonly removedMembers: readonly Id[];
}

/**
 * The members of the cluster with what clients are told of them, and the ids of those that were removed: a few bytes for each,
 * for ever, so that whoever asks later can be told for sure. Who votes is the consensus core's to know.
 */
export class Members {
  readonly #digester = new Digester();
  readonly #hash = new StateHash();
  readonly #members = new HashedTable<Id, MemberState>(this.#hash, (member) => this.#digestOf(member));
  readonly #removed = new HashedTable<Id, Id>(this.#hash, (id) => this.#digestOfRemoved(id));

  static fromState({ members, removedMembers }: MembersState): Members {
    const restored = new Members();
    for (const member of members) restored.#members.set(member.ID, member);
    for (const id of removedMembers) restored.#removed.set(id, id);
    return restored;
  }

  toState(): MembersState {
    return { members: this.list(), removedMembers: this.#removed.sorted(compareIds) };
  }

  /** In the order of their ids. */
  list(): MemberState[] {
    return this.#members.sorted((a, b) => compareIds(a.ID, b.ID));
  }

  get hash(): Digest {
    return this.#hash;
  }

  recomputedHash(): Digest {
    const hash = this.#members.recomputedHash();
    hash.add(this.#removed.recomputedHash());
    return hash;
  }

  get(id: Id): MemberState | undefined {
    return this.#members.get(id);
  }

  /** Removed is not the same as never heard of: it stays so. */
  isRemoved(id: Id): boolean {
    return this.#removed.has(id);
  }

  /** It has no name until it starts and announces itself. */
  add({ ID, peerURLs, isLearner }: MemberAddCommand): ErrorName | undefined {
    if (this.#removed.has(ID)) return "memberNotFound";
    if (this.#members.has(ID)) return "memberExists";
    if (this.#isTaken(peerURLs, ID)) return "peerUrlExists";
    if (isLearner && this.#learners() >= LEARNERS_MAX) return "tooManyLearners";
    this.#members.set(ID, { ID, name: "", peerURLs, clientURLs: [], isLearner, incarnation: 0 });
    return undefined;
  }

  remove(id: Id): ErrorName | undefined {
    if (this.#members.delete(id) === undefined) return "memberNotFound";
    this.#removed.set(id, id);
    return undefined;
  }

  /** Changes nothing else: a learner stays one. */
  updatePeerUrls(id: Id, peerURLs: readonly string[]): ErrorName | undefined {
    const member = this.#members.get(id);
    if (member === undefined) return "memberNotFound";
    if (this.#isTaken(peerURLs, id)) return "peerUrlExists";
    this.#members.set(id, { ...member, peerURLs });
    return undefined;
  }

  promote(id: Id): ErrorName | undefined {
    const member = this.#members.get(id);
    if (member === undefined) return "memberNotFound";
    if (!member.isLearner) return "memberNotLearner";
    this.#members.set(id, { ...member, isLearner: false });
    return undefined;
  }

  /**
   * What a member says of itself at each start. One that was removed stays removed, and one that lost its disk does not come back
   * under its old id.
   */
  announce({ ID, name, clientURLs, incarnation }: MemberAnnounceCommand): ErrorName | undefined {
    const member = this.#members.get(ID);
    if (member === undefined) return "memberNotFound";
    if (member.incarnation !== 0 && member.incarnation !== incarnation) return "memberExists";
    this.#members.set(ID, { ...member, name, clientURLs, incarnation });
    return undefined;
  }

  #isTaken(peerURLs: readonly string[], id: Id): boolean {
    return this.list().some((other) => other.ID !== id && other.peerURLs.some((url) => peerURLs.includes(url)));
  }

  #learners(): number {
    return this.list().filter(({ isLearner }) => isLearner).length;
  }

  #digestOf({ ID, name, peerURLs, clientURLs, isLearner, incarnation }: MemberState): Digest {
    const digester = this.#digester;
    digester.reset();
    for (const text of ["member", ID.toString(), name, incarnation.toString()]) digester.text(text);
    for (const urls of [peerURLs, clientURLs]) {
      digester.number(urls.length);
      for (const url of urls) digester.text(url);
    }
    digester.number(isLearner ? 1 : 0);
    return digester.finish();
  }

  #digestOfRemoved(id: Id): Digest {
    const digester = this.#digester;
    digester.reset();
    for (const text of ["removed member", id.toString()]) digester.text(text);
    return digester.finish();
  }
}
