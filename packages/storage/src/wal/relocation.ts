import type { Entry } from "@keyval/raft";
import { LOG_BYTES_PER_KEPT_BYTE, READ_BYTES_MAX, SEGMENTS_UNJUDGED } from "../limits.js";
import type { EntryRange, GroupId, LogDone } from "../log.js";
import type { GroupLog } from "./group-log.js";
import type { Place } from "./places.js";
import type { Segment } from "./segment.js";

/** Entries that were read from the oldest segment, to be written at the end of the log. */
export interface Move {
  readonly group: GroupLog;
  /** Not one of them was released or replaced. */
  readonly entries: readonly Entry[];
}

export interface RelocationOwner {
  readonly segmentBytes: number;
  /** Oldest first; the last one is written to. */
  readonly segments: readonly Segment[];
  readonly groups: ReadonlyMap<GroupId, GroupLog>;
  read(range: EntryRange, places: readonly Place[], done: LogDone<readonly Entry[]>): void;
  /** There is something for the next batch. */
  ready(): void;
}

/** Neighbours in the oldest segment. */
interface Run {
  readonly group: GroupLog;
  readonly places: readonly Place[];
  /** Of the group's places when the run was found. */
  readonly cuts: number;
}

/**
 * Segments are freed oldest first, so that a few entries of a group that no longer writes would hold all that others
 * wrote and released since. Where too little of the log is needed, what is kept of the oldest segment is written once
 * more, at the end. At most one segment is emptied for each that is begun: the work is bounded by what is appended.
 */
export class Relocation {
  readonly #owner: RelocationOwner;
  #runs: Run[] = [];
  /** What was read, and waits to be written. */
  #read: { readonly run: Run; readonly entries: readonly Entry[] } | undefined;
  #isReading = false;

  constructor(owner: RelocationOwner) {
    this.#owner = owner;
  }

  /** Another segment was begun. */
  segmentBegun(): void {
    const [oldest] = this.#owner.segments;
    if (oldest === undefined || this.#isUnderWay || !this.#isSparse()) return;
    this.#runs = [...this.#owner.groups.values()].flatMap((group) => runsOf(group, oldest));
  }

  /** What goes first in the next batch: before anything that releases or replaces it. */
  get move(): Move | undefined {
    if (this.#read === undefined) return undefined;
    const { group, cuts } = this.#read.run;
    const entries = group.places.cuts === cuts ? this.#read.entries.filter(({ index }) => index > group.base) : [];
    return entries.length === 0 ? undefined : { group, entries };
  }

  /** The next batch is being written. */
  moved(): void {
    this.#read = undefined;
  }

  /** No batch is under way. */
  next(): void {
    while (this.#runs.length > 0 && !this.#isReading && this.#read === undefined) {
      const run = this.#runs.shift();
      if (run !== undefined && run.group.places.cuts === run.cuts) this.#readRun(run);
    }
  }

  /** What was released meanwhile is left out; that may be all. */
  #readRun(run: Run): void {
    const { group, places } = run;
    const from = Math.max(places[0]?.first ?? 0, group.base + 1);
    const last = places.at(-1)?.last ?? 0;
    if (from > last) return;
    this.#isReading = true;
    const wanted = places.filter((place) => place.last >= from);
    this.#owner.read({ group: group.group, from, last, bytesMax: Infinity }, wanted, ({ error, value: entries }) => {
      this.#isReading = false;
      // What can not be read stays where it is: whoever needs it is told, and the log can do without its room.
      if (error !== undefined) this.#runs = [];
      else this.#read = { run, entries };
      this.#owner.ready();
    });
  }

  get #isUnderWay(): boolean {
    return this.#runs.length > 0 || this.#isReading || this.#read !== undefined;
  }

  #isSparse(): boolean {
    const { segments, segmentBytes } = this.#owner;
    const bytes = segments.reduce((sum, { capacity }) => sum + capacity, 0);
    const kept = segments.reduce((sum, segment) => sum + segment.kept, 0);
    return bytes > SEGMENTS_UNJUDGED * segmentBytes + LOG_BYTES_PER_KEPT_BYTE * kept;
  }
}

function runsOf(group: GroupLog, segment: Segment): Run[] {
  const { cuts } = group.places;
  const runs: Run[] = [];
  let places: Place[] = [];
  let bytes = 0;
  for (const place of group.places.in(segment)) {
    const before = places.at(-1);
    if (before !== undefined && (before.last + 1 !== place.first || bytes + place.bytes > READ_BYTES_MAX)) {
      runs.push({ group, places, cuts });
      places = [];
      bytes = 0;
    }
    places.push(place);
    bytes += place.bytes;
  }
  if (places.length > 0) runs.push({ group, places, cuts });
  return runs;
}
