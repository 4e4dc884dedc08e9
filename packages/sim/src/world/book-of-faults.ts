import type { Configuration } from "@keyval/raft";
import { isJoint } from "@keyval/raft";
import type { Knobs } from "./knobs.js";
import type { Process } from "./process.js";

/** What the book needs to see. */
export interface BookWorld {
  readonly knobs: Pick<Knobs, "members">;
  processes(): readonly Process[];
  leader(): Process | undefined;
}

/**
 * Which disks were damaged or lost, and which may be: together they leave every acknowledged entry, vote and snapshot
 * intact on enough members that any majority that can form holds one, and a majority able to run.
 *
 * - A lost disk is known by its incarnation to everybody else, so that its member can be in no majority.
 * - Damage is found when the log is opened, or is taken for a torn tail, and then the member goes on with less. So it may
 *   come only to a member without which a majority has everything that it has.
 */
export class BookOfFaults {
  readonly #world: BookWorld;
  readonly #damaged = new Set<string>();

  constructor(world: BookWorld) {
    this.#world = world;
  }

  isDamaged({ member }: Process): boolean {
    return this.#damaged.has(member);
  }

  /** Once damaged, a disk counts as damaged until its member is replaced: who knows where else it is. */
  enter({ member }: Process): void {
    this.#damaged.add(member);
  }

  mayLose(victim: Process): boolean {
    return this.#hasRoomFor(victim) && this.#others(victim).every((other) => other.knows(victim.member));
  }

  mayRot(victim: Process): boolean {
    const { last, lastTerm, hardState } = victim.mirror;
    const hasAll = ({ mirror }: Process): boolean =>
      last > 0 && mirror.holds(last, lastTerm) && mirror.hardState.term >= hardState.term;
    const count = this.#others(victim).filter(hasAll).length;
    return this.#hasRoomFor(victim) && 2 * count > this.#voters().length;
  }

  /**
   * A minority of the voters, in a configuration that is settled. Voters beyond those of the beginning make no more room:
   * whoever they come for goes next. Whoever has gone and still runs takes room: with another one that lost its disk as well, it
   * could take the two of them for a new cluster.
   */
  #hasRoomFor(victim: Process): boolean {
    const configuration = this.#settled();
    if (configuration?.voters.includes(victim.replica) !== true) return false;
    const damaged = this.#world.processes().filter((process) => process === victim || this.isDamaged(process));
    return 2 * damaged.length < Math.min(configuration.voters.length, this.#world.knobs.members);
  }

  #settled(): Configuration | undefined {
    const view = this.#world.leader()?.group?.status;
    if (view === undefined || isJoint(view.configuration)) return undefined;
    return view.configurationIndex <= view.committed && view.configuration.learners.length === 0
      ? view.configuration
      : undefined;
  }

  #voters(): Process[] {
    const voters = this.#settled()?.voters ?? [];
    return this.#world.processes().filter(({ replica }) => voters.includes(replica));
  }

  #others(victim: Process): Process[] {
    return this.#voters().filter((voter) => voter !== victim && !this.isDamaged(voter));
  }
}
