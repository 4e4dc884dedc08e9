import { decodeConfiguration, encodeConfiguration, entryBytes, neverRan, type Configuration } from "@keyval/raft";
import type { ReplicaId, Restored } from "@keyval/raft";
import { type Crc32, type Disk, type LogOutcome, openWal, type Recovered, type WalOptions } from "@keyval/storage";
import type { SeededRandom } from "../random.js";
import { Identity } from "./identity.js";
import type { Origin, ProcessOptions } from "./process-world.js";
import type { Resident, ResidentHost } from "./resident.js";

export const LOG_DIRECTORY = "wal";

/** As the server writes an incarnation. */
const INCARNATION_DIGITS = 16;

/** A process in the life that is to begin. */
export interface OpeningOptions {
  readonly process: ProcessOptions;
  readonly disk: Disk;
  readonly crc32: Crc32;
  readonly random: SeededRandom;
  readonly defer: (run: () => void) => void;
  readonly spaceChanged: (hasSpace: boolean) => void;
  /** For a process whose place among the others nobody has told it. */
  readonly findReplica: (identity: Identity, found: (replica: ReplicaId) => void) => void;
  readonly residentHost: (identity: Identity) => ResidentHost;
  readonly failed: (reason: Error) => void;
}

/** What a process has when it begins to live. */
export interface Opened {
  readonly identity: Identity;
  readonly recovered: Recovered;
  readonly replica: ReplicaId;
  /** What its log had of the group; undefined if it takes part for the first time. */
  readonly found: Recovered["groups"][number] | undefined;
  readonly begun: Pick<Restored, "hardState" | "snapshot" | "log">;
  readonly resident: Resident;
}

/** Opens what is on a process's disk, one thing after the other: who it is, its log, and what it runs on that. */
export class Opening {
  readonly #options: OpeningOptions;

  constructor(options: OpeningOptions) {
    this.#options = options;
  }

  start(done: (opened: Opened) => void): void {
    const { process, disk, random } = this.#options;
    const drawn = process.hidesLostDisk ? process.member : random.next().toString(16);
    const fresh = drawn.padStart(INCARNATION_DIGITS, "0");
    const identified = this.#then((identity: Identity) => {
      const recovered = this.#then((found: Recovered) => {
        this.#recovered(identity, found, done);
      });
      this.#makeDirectory(() => {
        openWal(this.#walOptions(), recovered);
      });
    });
    Identity.open(disk, fresh, identified);
  }

  /** Goes on with what there is, or fails. */
  #then<T>(next: (value: T) => void): (outcome: LogOutcome<T>) => void {
    return ({ error, value }) => {
      if (error === undefined) next(value);
      else this.#options.failed(error);
    };
  }

  #recovered(identity: Identity, recovered: Recovered, done: (opened: Opened) => void): void {
    const { process } = this.#options;
    const { group, replica, configuration, origin } = process;
    const found = recovered.groups.find((candidate) => candidate.group === group);
    const begun = found ?? beginning(configuration, origin);
    const where = { logSnapshot: begun.snapshot, origin: configuration === undefined ? 0 : origin.index };
    const placed = (place: ReplicaId): void => {
      const opened = this.#then((resident: Resident) => {
        done({ identity, recovered, replica: place, found, begun, resident });
      });
      process.openResident(this.#options.residentHost(identity), where, opened);
    };
    const known = found?.replica ?? replica;
    if (known === undefined) this.#options.findReplica(identity, placed);
    else placed(known);
  }

  #makeDirectory(next: () => void): void {
    const { disk, failed } = this.#options;
    disk.makeDirectory(LOG_DIRECTORY, (made) => {
      if (made.error !== undefined) {
        failed(made.error);
        return;
      }
      disk.syncDirectory("", ({ error }) => {
        if (error === undefined) next();
        else failed(error);
      });
    });
  }

  #walOptions(): WalOptions {
    const { process, disk, crc32, random, defer, spaceChanged } = this.#options;
    const { segmentBytes } = process;
    return {
      ...{ disk, crc32, defer, spaceChanged, segmentBytes },
      directory: LOG_DIRECTORY,
      random: () => random.next(),
      raft: { encodeConfiguration, decodeConfiguration, entryBytes },
      writer: "keyval-sim",
      firstSegmentBytes: segmentBytes,
    };
  }
}

function beginning(configuration: Configuration | undefined, { index, term }: Origin): Restored {
  const first = neverRan(configuration);
  if (configuration === undefined || index === 0) return first;
  const hardState = { term, vote: 0, commit: index };
  const log = { ...first.log, base: index, baseTerm: term, last: index };
  return { ...first, hardState, snapshot: { index, term, configuration }, log, applied: index };
}
