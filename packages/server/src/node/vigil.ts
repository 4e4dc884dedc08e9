import { isMember, NOBODY } from "@keyval/raft";
import type { GroupId } from "@keyval/storage";
import type { Timer } from "./clock.js";
import type { Group } from "./group.js";

/** What the vigil needs of its process. */
export interface VigilHost {
  readonly groups: ReadonlyMap<GroupId, Group>;
  now(): number;
  after(milliseconds: number, run: () => void): Timer;
  /** Tells a member that this process is alive. */
  greet(member: string): void;
}

/**
 * Watches over sleeping groups, whose leaders send no heartbeats: one greeting between each pair of processes vouches for
 * all groups that sleep in both, however many there are. A leader whose process says nothing for an election timeout is
 * lost to the groups that it leads.
 */
export class Vigil {
  readonly #host: VigilHost;
  readonly #heardAt = new Map<string, number>();
  readonly #asleepSince = new Map<GroupId, number>();
  #timer: Timer | undefined;
  /** Silence before this is not held against anybody: this process itself did not look. */
  #watchedSince = 0;
  #nextLook = 0;

  constructor(host: VigilHost) {
    this.#host = host;
  }

  heard(member: string): void {
    this.#heardAt.set(member, this.#host.now());
  }

  /** A group fell asleep. */
  begin(): void {
    if (this.#timer === undefined) this.#look();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #look(): void {
    this.#timer = undefined;
    const sleeping = [...this.#host.groups.values()].filter((group) => group.isAsleep);
    for (const id of this.#asleepSince.keys())
      if (!sleeping.some((group) => group.id === id)) this.#asleepSince.delete(id);
    if (sleeping.length === 0) {
      this.#heardAt.clear();
      return;
    }
    const now = this.#host.now();
    const interval = Math.min(...sleeping.map(({ config }) => config.heartbeatInterval));
    if (now > this.#nextLook + interval) this.#watchedSince = now;
    this.#nextLook = now + interval;
    this.#timer = this.#host.after(interval, () => {
      this.#look();
    });
    for (const member of companions(sleeping)) this.#host.greet(member);
    for (const group of sleeping) this.#checkLeader(group, now);
  }

  #checkLeader(group: Group, now: number): void {
    const since = this.#asleepSince.get(group.id) ?? now;
    this.#asleepSince.set(group.id, since);
    const { leader, replica, config } = group;
    const member = group.memberOf(leader);
    if (leader === NOBODY || leader === replica || member === undefined) return;
    const heardAt = Math.max(since, this.#watchedSince, this.#heardAt.get(member) ?? 0);
    if (now >= heardAt + config.electionTimeout) group.step({ kind: "peerLost", now, replica: leader });
  }
}

/** The other members of these groups, each once. */
function companions(groups: readonly Group[]): Set<string> {
  const found = new Set<string>();
  for (const { configuration, replica } of groups) {
    for (const { id, member } of configuration.hosts) {
      if (id !== replica && isMember(configuration, id)) found.add(member);
    }
  }
  return found;
}
