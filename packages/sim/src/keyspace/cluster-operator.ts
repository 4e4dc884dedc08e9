import {
  type Id,
  type Member,
  MemberAddRequest,
  MemberListRequest,
  MemberPromoteRequest,
  MemberRemoveRequest,
  MemberUpdateRequest,
} from "@keyval/api";
import { isJoint } from "@keyval/raft";
import type { SeededRandom } from "../random.js";
import type { Process } from "../world/process.js";
import type { MemberOperator, WorkloadWorld } from "../world/workload.js";
import { Asker, type KeyspaceClientWorld } from "./asker.js";
import type { CallKind, CallMessages } from "./history.js";
import type { KeyspaceClient } from "./keyspace-client.js";
import { nameOf } from "./member-name.js";

/** It looks again after up to so long. */
const LOOK_MOST = 400_000;

/** An id that no member ever has. */
const NOBODY = 1;

/**
 * Changes the members of a cluster by its own calls, as somebody does with `etcdctl`: looks at the list, and takes the next
 * step. Whoever has to go is removed once there is another voter in its place.
 */
export class ClusterOperator implements KeyspaceClient, MemberOperator {
  isBusy = true;
  readonly #world: KeyspaceClientWorld;
  readonly #cluster: Pick<WorkloadWorld, "leader" | "createMember">;
  readonly #asker: Asker;
  readonly #random: SeededRandom;
  /** Names of members that have to go; behind them comes one that could as well stay. */
  readonly #casualties = new Set<string>();
  #exchanged: string | undefined;
  readonly #started = new Set<string>();
  #urls = 0;
  #isStopped = false;

  constructor(client: number, world: KeyspaceClientWorld, cluster: Pick<WorkloadWorld, "leader" | "createMember">) {
    this.#world = world;
    this.#cluster = cluster;
    this.#asker = new Asker(client, world);
    this.#random = world.random.fork();
    for (const { member } of world.processes()) this.#started.add(member);
  }

  get answers(): readonly number[] {
    return this.#asker.answers;
  }

  start(): void {
    this.#world.scheduler.after(1 + this.#random.below(LOOK_MOST), () => {
      this.#look();
    });
  }

  /** From now on it only replaces who has to go. */
  stop(): void {
    this.#isStopped = true;
    this.#exchanged = undefined;
  }

  replace({ member }: Process): void {
    this.#casualties.add(member);
    if (this.isBusy) return;
    this.isBusy = true;
    this.start();
  }

  exchange({ member }: Process): boolean {
    if (this.#exchanged !== undefined) return false;
    this.#exchanged = member;
    return true;
  }

  #look(): void {
    const linearizable = this.#random.chance(4, 5);
    this.#asker.ask("memberList", MemberListRequest.create({ linearizable }), (outcome) => {
      // Nothing is done by what may be old.
      if (outcome.kind !== "reply" || !linearizable) this.start();
      else this.#act(outcome.reply.members);
    });
  }

  #act(members: readonly Member[]): void {
    const isListed = (name: string): boolean => members.some(({ ID }) => nameOf(ID) === name);
    for (const name of this.#casualties) if (!isListed(name)) this.#casualties.delete(name);
    if (this.#exchanged !== undefined && !isListed(this.#exchanged)) this.#exchanged = undefined;
    // A cluster that does wrong may come to list nobody.
    const mayPlay = !this.#isStopped && members.length > 0;
    if (mayPlay && this.#random.chance(1, 4)) this.#followWhim(members);
    else if (this.#takeStep(members)) return;
    else if (mayPlay) this.#followWhim(members);
    else this.isBusy = false;
  }

  /** Whether there is something to be done, or waited for. */
  #takeStep(members: readonly Member[]): boolean {
    const [name = this.#exchanged] = this.#casualties;
    const leaving = members.find(({ ID }) => nameOf(ID) === name);
    const learner = members.find(({ isLearner }) => isLearner);
    const stranger = members.find(({ ID }) => !this.#started.has(nameOf(ID)));
    if (leaving?.isLearner === true) this.#remove(leaving.ID);
    else if (stranger !== undefined) this.#startMember(stranger);
    else if (learner !== undefined) this.#ask("memberPromote", MemberPromoteRequest.create({ ID: learner.ID }));
    else if (leaving === undefined && this.#spareVoters >= 0) return false;
    else if (leaving !== undefined && this.#spareVoters > 0) this.#remove(leaving.ID);
    else if (members.length <= this.#world.knobs.members) this.#add();
    else this.start();
    return true;
  }

  /** What nobody needs: members change, and are asked for what they have to refuse. */
  #followWhim(members: readonly Member[]): void {
    const [one, other] = [this.#random.pick(members), this.#random.pick(members)];
    switch (this.#random.below(8)) {
      case 0:
      case 1:
        this.#exchanged ??= nameOf(one.ID);
        break;
      case 2:
        this.#ask("memberUpdate", MemberUpdateRequest.create({ ID: one.ID, peerURLs: [this.#freshUrl()] }));
        return;
      case 3:
        this.#ask("memberUpdate", MemberUpdateRequest.create({ ID: one.ID, peerURLs: this.#urlsOf(other) }));
        return;
      case 4:
        this.#ask("memberPromote", MemberPromoteRequest.create({ ID: one.ID }));
        return;
      case 5:
        this.#ask("memberAdd", MemberAddRequest.create({ peerURLs: this.#urlsOf(other), isLearner: true }));
        return;
      case 6:
        this.#ask("memberRemove", MemberRemoveRequest.create({ ID: NOBODY }));
        return;
      default:
    }
    this.start();
  }

  /**
   * How many voters there are beyond those of the beginning, once the consensus has settled: before that nobody can tell
   * without whom it can do.
   */
  get #spareVoters(): number {
    const view = this.#cluster.leader()?.view;
    if (view === undefined) return 0;
    const { configuration, configurationIndex, committed } = view;
    const isSettled = configurationIndex <= committed && !isJoint(configuration) && configuration.learners.length === 0;
    return isSettled ? configuration.voters.length - this.#world.knobs.members : 0;
  }

  /** Mostly its process starts; now and then it is removed before it ever ran. */
  #startMember({ ID }: Member): void {
    const name = nameOf(ID);
    if (this.#random.chance(1, 8)) {
      this.#remove(ID);
      return;
    }
    this.#started.add(name);
    this.#cluster.createMember(name).start();
    this.start();
  }

  /** As a learner, or as a voter that has no vote before it has caught up. */
  #add(): void {
    const isLearner = this.#random.chance(3, 4);
    this.#ask("memberAdd", MemberAddRequest.create({ peerURLs: [this.#freshUrl()], isLearner }));
  }

  #remove(ID: Id): void {
    this.#ask("memberRemove", MemberRemoveRequest.create({ ID }));
  }

  #ask<Kind extends CallKind>(kind: Kind, request: CallMessages[Kind]["request"]): void {
    this.#asker.ask(kind, request, () => {
      this.start();
    });
  }

  /** Of this member, if it has any. */
  #urlsOf({ peerURLs }: Member): readonly string[] {
    return peerURLs.length > 0 ? peerURLs : [this.#freshUrl()];
  }

  #freshUrl(): string {
    return `http://u${++this.#urls}:2380`;
  }
}
