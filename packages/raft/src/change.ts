import type { Configuration, Host, ReplicaId } from "./configuration.js";
import type { Change } from "./input.js";
import { REPLICAS_MAX } from "./limits.js";
import type { Refusal } from "./refusal.js";

/**
 * What a configuration becomes. With at most one voter more or less it takes a single step (thesis §4.1), for then any
 * two majorities still share a replica; otherwise it goes through a joint configuration (§6 of the paper).
 */
export function changed(current: Configuration, changes: readonly Change[]): Configuration | Refusal {
  if (changes.length === 0) return "emptyChange";
  const draft = new Draft(current);
  for (const change of changes) {
    const refusal = draft.apply(change);
    if (refusal !== undefined) return refusal;
  }
  return draft.result();
}

/** The final step of a joint change: only the new half remains (§6, C_new). */
export function leftJoint(joint: Configuration): Configuration {
  const learners = sorted([...joint.learners, ...joint.learnersNext]);
  const staying = new Set([...joint.voters, ...learners]);
  const hosts = joint.hosts.filter((host) => staying.has(host.id));
  return { ...joint, outgoing: [], learners, learnersNext: [], hosts };
}

class Draft {
  readonly #current: Configuration;
  readonly #voters: Set<ReplicaId>;
  readonly #learners: Set<ReplicaId>;
  readonly #hosts: Map<ReplicaId, Host>;
  #lastId: ReplicaId;
  #lease: number;

  constructor(current: Configuration) {
    this.#current = current;
    this.#voters = new Set(current.voters);
    this.#learners = new Set(current.learners);
    this.#hosts = new Map(current.hosts.map((host) => [host.id, host]));
    this.#lastId = current.lastId;
    this.#lease = current.lease;
  }

  apply(change: Change): Refusal | undefined {
    switch (change.kind) {
      case "addVoter":
        return this.#add(change.host, this.#voters);
      case "addLearner":
        return this.#add(change.host, this.#learners);
      case "promote":
        return this.#move(change.id, this.#learners, this.#voters, "notALearner");
      case "demote":
        return this.#move(change.id, this.#voters, this.#learners, "notAVoter");
      case "remove":
        return this.#voters.delete(change.id) || this.#learners.delete(change.id) ? undefined : "noSuchReplica";
      case "setLease":
        this.#lease = change.lease;
        return undefined;
    }
  }

  result(): Configuration | Refusal {
    if (this.#voters.size === 0) return "noVoterLeft";
    if (this.#voters.size + this.#learners.size > REPLICAS_MAX) return "tooManyReplicas";
    const next = this.#configuration();
    const steps = difference(this.#current.voters, next.voters) + difference(next.voters, this.#current.voters);
    return steps <= 1 ? next : this.#joint(next);
  }

  #configuration(): Configuration {
    const voters = sorted(this.#voters);
    const learners = sorted(this.#learners);
    const staying = new Set([...voters, ...learners]);
    const hosts = [...this.#hosts.values()].filter((host) => staying.has(host.id)).sort((a, b) => a.id - b.id);
    const [lastId, lease] = [this.#lastId, this.#lease];
    return { voters, outgoing: [], learners, learnersNext: [], hosts, lastId, lease };
  }

  /** Voters that become learners stay voters of the old half for now. */
  #joint(next: Configuration): Configuration | Refusal {
    const outgoing = this.#current.voters;
    const learners = next.learners.filter((id) => !outgoing.includes(id));
    const learnersNext = next.learners.filter((id) => outgoing.includes(id));
    const staying = new Set([...next.voters, ...outgoing, ...learners]);
    if (staying.size > REPLICAS_MAX) return "tooManyReplicas";
    const hosts = [...this.#hosts.values()].filter((host) => staying.has(host.id)).sort((a, b) => a.id - b.id);
    return { ...next, outgoing, learners, learnersNext, hosts };
  }

  #add(host: Host, list: Set<ReplicaId>): Refusal | undefined {
    if (!Number.isSafeInteger(host.id) || host.id <= this.#lastId) return "replicaIdUsed";
    this.#lastId = host.id;
    this.#hosts.set(host.id, host);
    list.add(host.id);
    return undefined;
  }

  #move(id: ReplicaId, from: Set<ReplicaId>, to: Set<ReplicaId>, otherwise: Refusal): Refusal | undefined {
    if (!this.#voters.has(id) && !this.#learners.has(id)) return "noSuchReplica";
    if (!from.delete(id)) return otherwise;
    to.add(id);
    return undefined;
  }
}

function difference(of: readonly ReplicaId[], from: readonly ReplicaId[]): number {
  return from.filter((id) => !of.includes(id)).length;
}

function sorted(ids: Iterable<ReplicaId>): ReplicaId[] {
  return [...ids].sort((a, b) => a - b);
}
