import { ConfigError } from "./config-error.js";
import { REPLICAS_MAX } from "./limits.js";

/** A replica's number within its group: a positive integer, never used again once removed. 0 stands for "nobody". */
export type ReplicaId = number;

export const NOBODY: ReplicaId = 0;

/** Which process hosts a replica. Opaque to this package. */
export interface Host {
  readonly id: ReplicaId;
  readonly member: string;
  /** Names the life of the member's data directory: one that lost its disk comes back as another incarnation. */
  readonly incarnation: string;
}

/**
 * Who belongs to a group (§6 of the paper, chapter 4 of the thesis). Lists are sorted and without repetition.
 * It takes effect as soon as it is appended to the log, and is rolled back when its entry is truncated.
 */
export interface Configuration {
  /** Voters; in a joint configuration those of the new half (C_new). */
  readonly voters: readonly ReplicaId[];
  /** Voters of the old half (C_old) of a joint configuration; otherwise empty. */
  readonly outgoing: readonly ReplicaId[];
  /** Replicas that receive the log and count for nothing. */
  readonly learners: readonly ReplicaId[];
  /** Voters of the old half that become learners once the joint configuration is left. */
  readonly learnersNext: readonly ReplicaId[];
  /** One for every replica in any of the lists above. */
  readonly hosts: readonly Host[];
  /** The highest id that was ever given out. */
  readonly lastId: ReplicaId;
  /** The maximal lease in milliseconds that a leader may rely on for reads; 0 switches lease reads off. */
  readonly lease: number;
}

/** The configuration of a replica that was not told any: it votes and waits to be filled by a leader. */
export const EMPTY_CONFIGURATION: Configuration = Object.freeze({
  voters: [],
  outgoing: [],
  learners: [],
  learnersNext: [],
  hosts: [],
  lastId: NOBODY,
  lease: 0,
});

/** The configuration that a group starts with; every first voter must be given an equal one. */
export function initialConfiguration(hosts: readonly Host[], lease = 0): Configuration {
  checkHosts(hosts);
  if (!Number.isSafeInteger(lease) || lease < 0) throw new ConfigError(`lease is ${lease}, but must be a whole number`);
  const sorted = [...hosts].sort((a, b) => a.id - b.id);
  const voters = sorted.map((host) => host.id);
  return { ...EMPTY_CONFIGURATION, voters, hosts: sorted, lastId: Math.max(...voters), lease };
}

/** The same for members that were told each other's names and nothing else: their replicas are in the order of these. */
export function foundingConfiguration(members: readonly string[]): Configuration {
  return initialConfiguration([...members].sort().map((member, i) => ({ id: i + 1, member, incarnation: "" })));
}

function checkHosts(hosts: readonly Host[]): void {
  const ids = new Set(hosts.map(({ id }) => id));
  if (ids.size === 0 || ids.size > REPLICAS_MAX)
    throw new ConfigError(`a group has from 1 to ${REPLICAS_MAX} replicas`);
  if (ids.size < hosts.length) throw new ConfigError("two replicas have the same id, but each must have its own");
  for (const id of ids) {
    if (!Number.isSafeInteger(id) || id < 1) throw new ConfigError(`a replica's id is ${id}, but must be from 1 on`);
  }
}

export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.length > 0;
}

/** Whether `id` is counted in a quorum, in either half. */
export function isVoter(configuration: Configuration, id: ReplicaId): boolean {
  return configuration.voters.includes(id) || configuration.outgoing.includes(id);
}

export function isMember(configuration: Configuration, id: ReplicaId): boolean {
  return isVoter(configuration, id) || configuration.learners.includes(id);
}

export function isOnlyVoter(configuration: Configuration, id: ReplicaId): boolean {
  return !isJoint(configuration) && configuration.voters.length === 1 && configuration.voters[0] === id;
}

/** Everybody who receives the log, in order of id. */
export function members(configuration: Configuration): ReplicaId[] {
  const { voters, outgoing, learners } = configuration;
  return [...new Set([...voters, ...outgoing, ...learners])].sort((a, b) => a - b);
}
