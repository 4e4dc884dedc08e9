import {
  type ErrorName,
  FIRST_LEVEL,
  type Id,
  type MemberAddCommand,
  type MemberAnnounceCommand,
  type MemberState,
} from "@keyval/api";
import { Digester, type Digest } from "../hash/digest.js";
import { HashedTable } from "../hash/hashed-table.js";
import { StateHash } from "../hash/state-hash.js";
import { compareIds } from "./compare-ids.js";
import { LEARNERS_MAX } from "./limits.js";

export interface MembersState {
  readonly members: readonly MemberState[];
  readonly removedMembers: readonly Id[];
  /** 0 for the first. */
  readonly level: number;
}

/**
 * The members of the cluster with what clients are told of them, and the ids of those that were removed: a few bytes for each,
 * for ever, so that whoever asks later can be told for sure. Who votes is the consensus core's to know. And the level up to which
 * all members understand each other: it rises after the last of them has, and never falls.
 */
export class Members {
  readonly #digester = new Digester();
  readonly #hash = new StateHash();
  readonly #members = new HashedTable<Id, MemberState>(this.#hash, (member) => this.#digestOf(member));
  readonly #removed = new HashedTable<Id, Id>(this.#hash, (id) => this.#digestOfRemoved(id));
  #level = FIRST_LEVEL;

  static fromState({ members, removedMembers, level }: MembersState): Members {
    const restored = new Members();
    restored.#level = atLeastFirst(level);
    for (const member of members) restored.#members.set(member.ID, member);
    for (const id of removedMembers) restored.#removed.set(id, id);
    return restored;
  }

  toState(): MembersState {
    // As before there were levels: equal states are equal bytes.
    const level = this.#level === FIRST_LEVEL ? 0 : this.#level;
    return { members: this.list(), removedMembers: this.#removed.sorted(compareIds), level };
  }

  /** In the order of their ids. */
  list(): MemberState[] {
    return this.#members.sorted((a, b) => compareIds(a.ID, b.ID));
  }

  /** What may be used, because every member understands it. */
  get level(): number {
    return this.#level;
  }

  /** Up to where it can be raised: whoever has said nothing yet may be of the first level. */
  get lowestLevel(): number {
    const levels = this.list().map(({ level }) => atLeastFirst(level));
    return levels.length === 0 ? FIRST_LEVEL : Math.min(...levels);
  }

  /** Without the levels. */
  get hash(): Digest {
    return this.#hash;
  }

  get levelsHash(): Digest {
    const digester = new Digester();
    digester.text("levels");
    digester.number(this.#level);
    for (const { ID, level } of this.list()) {
      digester.text(ID.toString());
      digester.number(level);
    }
    return digester.finish();
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
    this.#members.set(ID, { ID, name: "", peerURLs, clientURLs: [], isLearner, incarnation: 0, level: 0 });
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
   * What a member says of itself at each start. One that was removed stays removed, one that lost its disk does not come back
   * under its old id, and none comes with a program that does not understand what is in use.
   */
  announce({ ID, name, clientURLs, incarnation, level }: MemberAnnounceCommand): ErrorName | undefined {
    const member = this.#members.get(ID);
    if (member === undefined) return "memberNotFound";
    if (member.incarnation !== 0 && member.incarnation !== incarnation) return "memberExists";
    if (atLeastFirst(level) < this.#level) return "memberTooOld";
    this.#members.set(ID, { ...member, name, clientURLs, incarnation, level });
    return undefined;
  }

  /** Decided by the leader; whoever came down meanwhile keeps it from happening. */
  raiseLevel(level: number): ErrorName | undefined {
    if (level > this.lowestLevel) return "awaitsUpgrade";
    this.#level = Math.max(this.#level, level);
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

/** Nobody said more before there were levels. */
function atLeastFirst(level: number): number {
  return Math.max(level, FIRST_LEVEL);
}
