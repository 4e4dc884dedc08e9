import type { Id } from "@keyval/api";
import type { Change, Host, Status } from "@keyval/raft";
import { type Members, UpgradeNeeded } from "@keyval/statemachine";
import { incarnationOf, type Group, type Outsider } from "../node/index.js";
import { hexOfId, idOfHex } from "./hex-id.js";

export interface KeeperOptions {
  readonly group: Pick<Group, "replica" | "status" | "configuration" | "termAt" | "reconfigure" | "read">;
  /** As this member has applied it. */
  readonly members: () => Members;
  /** This member, as configurations name it. */
  readonly own: string;
}

/** What a process is told that wants to become a replica. */
export type Admission =
  | { readonly kind: "admitted"; readonly replica: number }
  /** Not yet, or not here: ask again, and the others too. */
  | { readonly kind: "later" }
  | { readonly kind: "refused"; readonly why: Outsider | "wrongIncarnation" };

/** A learner that has so much of what the leader has is in sync, as etcd counts it. */
const IN_SYNC = 0.9;

/**
 * Keeps the replicas of the consensus in step with the table of members, which commands change. The table says who ought to
 * take part, and the leader takes one step after the other until the configuration says the same: what an earlier leader began
 * and did not finish, the next one finishes.
 *
 * - Whoever is removed from the table loses its replica.
 * - Whoever was added gets a replica, under an id that nobody had before, when its process asks for one: only then is the
 *   incarnation known for which that replica stands. It begins as a learner.
 * - Whoever is a voter by the table and a learner by the configuration is promoted once it has announced itself and caught up.
 *   One whose program is too old for the cluster is never announced: it ends, and as a voter it could take the quorum along.
 *
 * Being removed, and being a voter, are never taken back under the same id, so a table that lags behind leads to no wrong step.
 */
export class MembershipKeeper {
  readonly #options: KeeperOptions;
  /** What was committed when it was looked at last, and in which term that was. */
  #goal = { term: 0, index: Infinity };

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** To be called again and again: takes the next step, if this member leads. */
  tend(): void {
    const { status } = this.#options.group;
    if (status.role !== "leader") return;
    const changes = this.#due(status);
    const { term, committed: index } = status;
    this.#goal = { term, index };
    // One that is refused, because another one is on its way or nobody could vote then, is due again the next time.
    if (changes.length > 0) this.#options.group.reconfigure(changes);
  }

  /**
   * The process of a member, in this life of its data directory, asks for its replica. Since it ends if there is no such member, it is
   * told so only once a majority has confirmed who leads: another leader may have added it, of which this one has not heard.
   */
  admit(member: string, incarnation: string, answered: (admission: Admission) => void): void {
    const admission = this.#admission(member, incarnation);
    if (admission.kind !== "refused" || admission.why !== "unknownMember") {
      answered(admission);
      return;
    }
    this.#options.group.read(({ kind }) => {
      answered(kind === "ready" ? this.#admission(member, incarnation) : { kind: "later" });
    });
  }

  /**
   * Undefined for a member, and where this one can not know. Whoever was removed is let in as long as it has a replica: without
   * its vote the others may not come to the configuration that does without it.
   */
  outsider(member: string): Outsider | undefined {
    const { configuration, status } = this.#options.group;
    const [id, members] = [idOfHex(member), this.#options.members()];
    if (members.get(id) !== undefined || configuration.hosts.some((host) => host.member === member)) return undefined;
    if (!members.isRemoved(id)) return this.#knowsAll(status) ? "unknownMember" : undefined;
    return status.configurationIndex <= status.committed ? "removed" : undefined;
  }

  /** It was removed, and has no replica any more that could be waited for. */
  isGone(member: string): boolean {
    return this.outsider(member) === "removed";
  }

  /** In which life of its data directory a member takes part; undefined if it has not been told. */
  incarnationOf(member: string): string | undefined {
    return incarnationOf(this.#options.group.configuration, member) ?? this.#announced(member);
  }

  /** Whether a learner takes part and has nearly all that the leader has; undefined where this member does not lead. */
  isInSync(id: Id): boolean | undefined {
    const { status, configuration } = this.#options.group;
    if (status.role !== "leader") return undefined;
    // Whoever is no learner is refused by the table.
    if (this.#options.members().get(id)?.isLearner !== true) return true;
    const host = configuration.hosts.find(({ member }) => idOfHex(member) === id);
    if (host === undefined || !this.#hasStarted(host)) return false;
    const match = status.progress.find((progress) => progress.id === host.id)?.match ?? 0;
    return match >= IN_SYNC * status.persisted;
  }

  get isRemoved(): boolean {
    return this.#options.members().isRemoved(idOfHex(this.#options.own));
  }

  /** This member was removed, and the others do not need it for that any more. */
  get hasToLeave(): boolean {
    const { own, group } = this.#options;
    const isOut = group.configuration.hosts.every(({ member }) => idOfHex(member) !== idOfHex(own));
    const { role, configurationIndex, committed } = group.status;
    return this.isRemoved && isOut && configurationIndex <= committed && role !== "leader";
  }

  /** Whether a failure is none: what comes in the log behind this member's removal may be for later versions than its own. */
  leavesOver(failure: Error): boolean {
    return failure instanceof UpgradeNeeded && this.hasToLeave;
  }

  #admission(member: string, incarnation: string): Admission {
    const { group } = this.#options;
    const { status, configuration } = group;
    const outsider = this.outsider(member);
    if (outsider !== undefined) return { kind: "refused", why: outsider };
    const host = configuration.hosts.find((candidate) => candidate.member === member);
    if ((host?.incarnation ?? this.#announced(member) ?? incarnation) !== incarnation)
      return { kind: "refused", why: "wrongIncarnation" };
    if (host !== undefined && status.configurationIndex <= status.committed)
      return { kind: "admitted", replica: host.id };
    const isListed = this.#options.members().get(idOfHex(member)) !== undefined;
    if (host === undefined && isListed && this.#knowsEarlierTerms(status) && status.role === "leader")
      group.reconfigure([{ kind: "addLearner", host: { id: configuration.lastId + 1, member, incarnation } }]);
    return { kind: "later" };
  }

  #due(status: Status): Change[] {
    const members = this.#options.members();
    const { hosts, learners } = status.configuration;
    const isRemoved = ({ member }: Host): boolean => members.isRemoved(idOfHex(member));
    const isDue = (host: Host): boolean =>
      learners.includes(host.id) &&
      members.get(idOfHex(host.member))?.isLearner === false &&
      this.#hasStarted(host) &&
      this.#hasCaughtUp(status, host.id);
    return [
      ...hosts.filter(isRemoved).map(({ id }): Change => ({ kind: "remove", id })),
      ...hosts.filter(isDue).map(({ id }): Change => ({ kind: "promote", id })),
    ];
  }

  /** It has all that was committed the last time: it follows as fast as entries come (thesis §4.2.1). */
  #hasCaughtUp({ term, progress }: Status, replica: number): boolean {
    const found = progress.find(({ id }) => id === replica);
    return found?.state === "replicate" && this.#goal.term === term && found.match >= this.#goal.index;
  }

  /**
   * The table has its announcement, from the life that its replica stands for. So its program understands what the cluster uses:
   * one that does not is refused by the table, and the level does not rise above one that is listed there.
   */
  #hasStarted({ member, incarnation }: Host): boolean {
    return this.#announced(member) === incarnation;
  }

  #announced(member: string): string | undefined {
    const incarnation = this.#options.members().get(idOfHex(member))?.incarnation ?? 0;
    return incarnation === 0 ? undefined : hexOfId(incarnation);
  }

  /** A leader knows what was answered anywhere, since it knows first what is committed; it may be the last to apply it. */
  #knowsAll(status: Status): boolean {
    return status.role === "leader" && this.#knowsEarlierTerms(status) && status.applied === status.committed;
  }

  /** Whoever has applied an entry of the leader's term has applied all that came before. */
  #knowsEarlierTerms({ applied, term }: Status): boolean {
    return this.#options.group.termAt(applied) === term;
  }
}
