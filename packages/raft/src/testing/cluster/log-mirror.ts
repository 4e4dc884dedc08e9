import { decodeConfiguration } from "../../configuration-codec.js";
import type { Configuration } from "../../configuration.js";
import { entryBytes, type Entry } from "../../entry.js";
import type { Persist } from "../../output.js";
import type { MemoryDisk } from "../memory-disk.js";
import { check } from "./check.js";

/** What a replica's log must hold, by what it told its disk; kept apart from the replica to compare with. */
export class LogMirror {
  /** The log begins behind this index, which no later write goes below. */
  base: number;
  baseTerm: number;
  #baseConfiguration: Configuration;
  #entries: Entry[];
  /** Indexes of the entries that hold a configuration, behind the latest snapshot known here. */
  #configurations: number[];

  constructor(disk: MemoryDisk) {
    this.base = disk.base;
    this.baseTerm = disk.baseTerm;
    this.#baseConfiguration = disk.snapshot.configuration;
    this.#entries = [...disk.entries];
    const isNewer = (entry: Entry): boolean => entry.kind === "configuration" && entry.index > disk.snapshot.index;
    this.#configurations = disk.entries.filter(isNewer).map((entry) => entry.index);
  }

  get last(): number {
    return this.base + this.#entries.length;
  }

  at(index: number): Entry | undefined {
    return this.#entries[index - this.base - 1];
  }

  termAt(index: number): number | undefined {
    return index === this.base ? this.baseTerm : this.at(index)?.term;
  }

  /** The latest configuration in the log, decoded anew. */
  get configuration(): Configuration {
    return this.configurationBefore(Infinity);
  }

  configurationBefore(index: number): Configuration {
    const entry = this.at(this.configurationIndexBefore(index));
    return entry === undefined ? this.#baseConfiguration : decodeConfiguration(entry.payload);
  }

  /** Where the latest configuration before this index stands; where the log begins if it is from there. */
  configurationIndexBefore(index: number): number {
    return this.#configurations.findLast((candidate) => candidate < index) ?? this.base;
  }

  /** Takes in a batch. Gives back the entries that were truncated. */
  write({ snapshot, entries }: Persist): readonly Entry[] {
    if (snapshot !== undefined) {
      this.base = snapshot.index;
      this.baseTerm = snapshot.term;
      this.#baseConfiguration = snapshot.configuration;
      this.#entries = [];
      this.#configurations = [];
    }
    const first = entries[0]?.index ?? this.last + 1;
    check(first > this.base && first <= this.last + 1, "a log has no gaps", first, this.base, this.last);
    const truncated = this.#entries.splice(first - this.base - 1);
    this.#configurations = this.#configurations.filter((index) => index < first);
    for (const entry of entries) {
      this.#entries.push(entry);
      if (entry.kind === "configuration") this.#configurations.push(entry.index);
    }
    return truncated;
  }

  /** What the entries behind `index` count for, if they are of this term and not of the leader's own making. */
  bytesAfter(index: number, term: number): number {
    let bytes = 0;
    for (let i = this.last; i > index; i--) {
      const entry = this.at(i);
      if (entry?.term !== term) break;
      if (entry.kind === "command") bytes += entryBytes(entry);
    }
    return bytes;
  }
}
