import {
  EMPTY_CONFIGURATION,
  initialConfiguration,
  type Configuration,
  type Host,
  type ReplicaId,
} from "../configuration.js";
import { encodeConfiguration } from "../configuration-codec.js";
import type { Entry } from "../entry.js";
import type { HardState } from "../hard-state.js";
import { NOTHING_APPLIED } from "./machine.js";
import { MemoryDisk } from "./memory-disk.js";

/** Things that tests need again and again, with everything filled in that does not matter. */

export function hostOf(id: ReplicaId): Host {
  return { id, member: `member-${id}`, incarnation: `life-of-${id}` };
}

export function configurationOf(settings: Partial<Configuration> & Pick<Configuration, "voters">): Configuration {
  const { voters, outgoing = [], learners = [], learnersNext = [] } = settings;
  const ids = [...new Set([...voters, ...outgoing, ...learners, ...learnersNext])].sort((a, b) => a - b);
  return { ...EMPTY_CONFIGURATION, hosts: ids.map(hostOf), lastId: Math.max(0, ...ids), ...settings };
}

export function votersOf(...ids: readonly ReplicaId[]): Configuration {
  return initialConfiguration(ids.map(hostOf));
}

export function command(index: number, term: number, size = 0): Entry {
  return { index, term, kind: "command", payload: new Uint8Array(size) };
}

export function configurationEntry(index: number, term: number, configuration: Configuration): Entry {
  return { index, term, kind: "configuration", payload: encodeConfiguration(configuration) };
}

export interface DiskContents {
  /** At the snapshot, which is where the log begins; and the snapshot's index and term. */
  readonly configuration: Configuration;
  readonly base?: number;
  readonly baseTerm?: number;
  /** The log behind it. */
  readonly entries?: readonly Entry[];
  readonly hardState?: Partial<HardState>;
}

/** A disk as it may be found. Its term is the last entry's unless said otherwise. */
export function diskWith({ configuration, base = 0, baseTerm = 0, entries = [], hardState }: DiskContents): MemoryDisk {
  const disk = new MemoryDisk(configuration);
  disk.base = base;
  disk.baseTerm = baseTerm;
  disk.entries = [...entries];
  disk.takeSnapshot({ index: base, term: baseTerm, configuration }, { ...NOTHING_APPLIED, applied: base });
  disk.hardState = { term: disk.termAt(disk.last), vote: 0, commit: base, ...hardState };
  return disk;
}
