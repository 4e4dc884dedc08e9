import type { Config } from "../../config.js";
import type { ReplicaId } from "../../configuration.js";
import type { Message } from "../../message.js";
import type { Role } from "../../output.js";
import type { Status } from "../../status.js";
import type { MemoryDisk } from "../memory-disk.js";
import { MemoryHost } from "../memory-host.js";
import type { DriftingClock } from "./drifting-clock.js";
import { LogMirror } from "./log-mirror.js";
import type { SeededRandom } from "../seeded-random.js";

/** What was true of a replica after its latest step. */
export interface Seen {
  readonly term: number;
  readonly role: Role;
  readonly committed: number;
}

/** One replica, its disk, its clock, and what its life so far obliges it to. */
export class Process {
  readonly id: ReplicaId;
  readonly config: Config;
  readonly random: SeededRandom;
  clock: DriftingClock;
  disk: MemoryDisk;
  host: MemoryHost | undefined;
  mirror: LogMirror;
  seen: Seen = { term: 0, role: "follower", committed: 0 };
  /** The last batch for the disk that was looked at. */
  ticketSeen = 0;
  /** What the configuration check has last seen. */
  configurationChecked = false;
  paused = false;
  /** What arrived while it was paused. */
  inbox: Message[] = [];
  /** When its machine was suspended, if it is. */
  suspendedAt: number | undefined;
  /** Removed for good: it never starts again. */
  retired = false;

  constructor(config: Config, disk: MemoryDisk, clock: DriftingClock, random: SeededRandom) {
    this.id = config.id;
    this.config = config;
    this.disk = disk;
    this.clock = clock;
    this.random = random;
    this.mirror = new LogMirror(disk);
  }

  start(time: number, clock: DriftingClock, tailCut: boolean): MemoryHost {
    this.clock = clock;
    this.host = new MemoryHost(this.config, this.disk, this.random, clock.now(time), tailCut);
    this.mirror = new LogMirror(this.disk);
    this.ticketSeen = 0;
    this.configurationChecked = false;
    return this.host;
  }

  /** What its clock shows; it stands still while the machine is suspended. */
  now(time: number): number {
    return this.clock.now(this.suspendedAt ?? time);
  }

  get isRunning(): boolean {
    return this.host !== undefined && !this.paused;
  }

  /** What is on its disk by now. */
  get durable(): MemoryDisk {
    return this.host?.disk ?? this.disk;
  }

  get status(): Status | undefined {
    return this.host?.raft.status;
  }
}
