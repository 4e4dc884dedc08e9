import { FIRST_LEVEL, type Id, type MemberAddCommand, type MemberAnnounceCommand } from "@keyval/api";
import { fail } from "./model-answer.js";

export interface ModelMember {
  readonly ID: Id;
  readonly name: string;
  readonly peerURLs: readonly string[];
  readonly clientURLs: readonly string[];
  readonly isLearner: boolean;
  readonly incarnation: Id;
  readonly level: number;
}

/** The members that there are, those that there were, and what all of them understand. */
export class ModelMembers {
  level = FIRST_LEVEL;
  readonly removed = new Set<Id>();
  readonly #byId = new Map<Id, ModelMember>();

  /** In order. */
  get all(): ModelMember[] {
    return [...this.#byId.values()].sort((a, b) => (a.ID < b.ID ? -1 : 1));
  }

  /** As clients are. */
  get told(): object[] {
    return this.all.map(({ ID, name, peerURLs, clientURLs, isLearner }) => ({
      ID,
      name,
      peerURLs,
      clientURLs,
      isLearner,
    }));
  }

  add({ ID, peerURLs, isLearner }: MemberAddCommand): void {
    if (this.removed.has(ID)) fail("memberNotFound");
    if (this.#byId.has(ID)) fail("memberExists");
    this.#checkUrls(ID, peerURLs);
    if (isLearner && this.all.some((member) => member.isLearner)) fail("tooManyLearners");
    this.#set({ ID, name: "", peerURLs, clientURLs: [], isLearner, incarnation: 0, level: 0 });
  }

  remove(id: Id): void {
    if (!this.#byId.delete(id)) fail("memberNotFound");
    this.removed.add(id);
  }

  update(id: Id, peerURLs: readonly string[]): void {
    const member = this.#get(id);
    this.#checkUrls(id, peerURLs);
    this.#set({ ...member, peerURLs });
  }

  promote(id: Id): void {
    const member = this.#get(id);
    if (!member.isLearner) fail("memberNotLearner");
    this.#set({ ...member, isLearner: false });
  }

  announce({ ID, ...said }: MemberAnnounceCommand): object {
    const member = this.#get(ID);
    if (member.incarnation !== 0 && member.incarnation !== said.incarnation) fail("memberExists");
    if (Math.max(said.level, FIRST_LEVEL) < this.level) fail("memberTooOld");
    this.#set({ ...member, ...said });
    return {};
  }

  raiseLevel(level: number): object {
    const understood = this.all.map((member) => Math.max(member.level, FIRST_LEVEL));
    if (level > (understood.length === 0 ? FIRST_LEVEL : Math.min(...understood))) fail("awaitsUpgrade");
    this.level = Math.max(level, this.level);
    return {};
  }

  #get(id: Id): ModelMember {
    return this.#byId.get(id) ?? fail("memberNotFound");
  }

  #set(member: ModelMember): void {
    this.#byId.set(member.ID, member);
  }

  #checkUrls(id: Id, urls: readonly string[]): void {
    const taken = this.all.filter(({ ID }) => ID !== id).flatMap(({ peerURLs }) => peerURLs);
    if (urls.some((url) => taken.includes(url))) fail("peerUrlExists");
  }
}
