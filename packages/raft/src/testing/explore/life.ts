import type { Config } from "../../config.js";
import { createConfig } from "../../config.js";
import { initialConfiguration, type Host, type ReplicaId } from "../../configuration.js";
import type { Random } from "../../random.js";
import { MemoryDisk } from "../memory-disk.js";
import { MemoryHost } from "../memory-host.js";
import { replicasOf, type World } from "./world.js";

/** A replica with its host and its clock. */
export interface Life {
  readonly replica: ReplicaId;
  readonly host: MemoryHost;
  readonly now: number;
  /** How often it was restarted, if that makes a difference. */
  readonly restarts: number;
}

/** Short times, so that few of them are different. With CheckQuorum, a term of office ends just before the timer. */
const ELECTION_TIMEOUT = 2;
const HEARTBEAT_INTERVAL = 1;

export function firstLives(world: World): Life[] {
  return replicasOf(world).map((replica) => {
    const disk = new MemoryDisk(replica <= world.voters ? firstConfiguration(world) : undefined);
    if (world.startsAt !== undefined && replica <= world.voters) startAt(disk, world.startsAt);
    return bornFrom(world, replica, disk, 0, 0);
  });
}

/** A replica that starts from what is on its disk. */
export function bornFrom(world: World, replica: ReplicaId, disk: MemoryDisk, now: number, restarts: number): Life {
  const config = configOf(world, replica);
  const host = new MemoryHost(config, disk, randomOf(world, config, restarts), now);
  // Whatever the first turn brings does not have to wait for something to happen.
  host.step({ kind: "applied", now, index: host.machine.applied });
  return { replica, host, now, restarts };
}

export function randomOf(world: World, { checkQuorum }: Config, restarts: number): Random {
  const patience = checkQuorum && world.sharedClock !== true ? 1 : 0;
  // Large numbers are drawn to be different in every life, small ones to spread timers.
  return { below: (limit) => (limit > LARGE ? restarts : Math.min(patience, limit - 1)) };
}

const LARGE = 2 ** 20;

/** Hosts are told apart by their ids alone, so that replicas may trade names. */
export function hostOf(id: ReplicaId): Host {
  return { id, member: "m", incarnation: "i" };
}

function firstConfiguration(world: World): ReturnType<typeof initialConfiguration> {
  const voters = replicasOf(world).slice(0, world.voters);
  return initialConfiguration(voters.map(hostOf), world.lease);
}

function startAt(disk: MemoryDisk, { index, term }: { index: number; term: number }): void {
  disk.snapshot = { ...disk.snapshot, index, term };
  disk.machine = { applied: index, digest: 1 };
  disk.base = index;
  disk.baseTerm = term;
  disk.hardState = { term, vote: 0, commit: index };
}

function configOf({ settings, campaigners }: World, id: ReplicaId): Config {
  const standsForElection = campaigners === undefined || campaigners.includes(id);
  return createConfig({
    electionTimeout: ELECTION_TIMEOUT,
    heartbeatInterval: HEARTBEAT_INTERVAL,
    snapshotTimeout: settings?.electionTimeout ?? ELECTION_TIMEOUT,
    gatherTime: HEARTBEAT_INTERVAL,
    brokenConnectionJitter: 0,
    clockDriftPpm: 0,
    preVote: false,
    checkQuorum: false,
    ...settings,
    ...(standsForElection ? {} : { priority: 0 }),
    id,
  });
}
