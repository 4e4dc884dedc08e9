import { createConfig, type Config } from "../../config.js";
import type { ReplicaId } from "../../configuration.js";
import type { Entry } from "../../entry.js";
import type { MemoryDisk } from "../memory-disk.js";
import { MemoryHost } from "../memory-host.js";
import { SeededRandom } from "../seeded-random.js";

/** What a host does at once, unless a scenario holds it back. */
export const HOST_DUTIES = ["disk", "apply", "log", "snapshot"] as const;
export type HostDuty = (typeof HOST_DUTIES)[number];

/** One replica of a scenario, through all its lives. */
export class Replica {
  readonly id: ReplicaId;
  readonly held = new Set<HostDuty>();
  state: "up" | "down" | "paused" = "up";
  host: MemoryHost;
  readonly #config: Config;
  #lives = 0;

  constructor(settings: Partial<Config> & Pick<Config, "id">, disk: MemoryDisk, now: number) {
    this.id = settings.id;
    this.#config = createConfig(settings);
    this.host = this.#start(disk, now, false);
  }

  /** Keeps the first `survivingWrites` of what the disk was still writing. */
  crash(survivingWrites: number): void {
    const disk = this.host.crash(survivingWrites);
    this.host = this.#start(disk, 0, false);
    this.state = "down";
  }

  /** Recovery finds the last `cut` entries damaged, and cuts them off. */
  restart(now: number, cut: number): void {
    const { disk } = this.host;
    disk.entries.length -= cut;
    this.host = this.#start(disk, now, cut > 0);
    this.state = "up";
  }

  /** The entries behind the log's base, those in memory included. */
  get entries(): readonly Entry[] {
    const { raft, disk } = this.host;
    const { base, lastIndex } = raft.status;
    const entries: Entry[] = [];
    for (let index = base + 1; index <= lastIndex; index++) {
      const entry = raft.entries(index, index, Infinity)?.[0] ?? disk.read(index, index)[0];
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  #start(disk: MemoryDisk, now: number, tailCut: boolean): MemoryHost {
    this.#lives += 1;
    const random = new SeededRandom(this.id + 1000 * this.#lives);
    return new MemoryHost(this.#config, disk, random, now, tailCut);
  }
}
