import type { Entry } from "@keyval/raft";
import type { Crc32 } from "../crc32.js";
import { READ_BYTES_MAX } from "../limits.js";
import type { EntryRange, LogDone } from "../log.js";
import { BATCH_HEADER_BYTES, verifyBatch } from "./batch-header.js";
import { ByteReader } from "./byte-reader.js";
import type { Place } from "./places.js";
import { readBytes } from "./read-bytes.js";
import { ENTRY_HEADER_BYTES, ownPayload, readEntry, readRecord } from "./record.js";
import type { Segment } from "./segment.js";
import { WalDamage } from "./wal-error.js";
import type { WalOptions } from "./wal-options.js";

/** A place as it was when the reading began: it may be truncated meanwhile, its bytes stay. */
type PinnedPlace = Readonly<Pick<Place, "first" | "last" | "batch" | "record">>;

/** Neighbours in one segment, that are read in one go. */
interface Span {
  readonly segment: Segment;
  readonly offset: number;
  readonly bytes: number;
  readonly places: readonly PinnedPlace[];
}

/** How many places may be needed is bounded by what their entries take at least. */
export function placesToRead(
  places: { from: (index: number, wanted: (place: Place) => boolean) => Place[] },
  range: EntryRange,
): Place[] {
  let bytes = 0;
  return places.from(range.from, (place) => {
    const isWanted = place.first <= range.last && bytes <= range.bytesMax;
    bytes += (place.last - Math.max(place.first, range.from) + 1) * ENTRY_HEADER_BYTES;
    return isWanted;
  });
}

/** Reads entries at known places. Whole batches are read, because only they have a checksum. */
export class EntryReader {
  readonly #crc32: Crc32;
  readonly #entryBytes: (entry: Entry) => number;
  readonly #range: EntryRange;
  readonly #spans: readonly Span[];
  readonly #done: LogDone<readonly Entry[]>;
  readonly #entries: Entry[] = [];
  #bytes = 0;
  #isFull = false;

  /** There is at least one place. `done` is called with the segments unpinned. */
  constructor(options: WalOptions, range: EntryRange, places: readonly Place[], done: LogDone<readonly Entry[]>) {
    this.#crc32 = options.crc32;
    this.#entryBytes = options.raft.entryBytes;
    this.#range = range;
    this.#spans = spansOf(places.map(({ first, last, batch, record }) => ({ first, last, batch, record })));
    this.#done = done;
    for (const { segment } of this.#spans) segment.reads++;
    this.#readSpan(0);
  }

  #readSpan(at: number): void {
    const span = this.#spans[at];
    if (span === undefined || this.#isFull) {
      this.#end(undefined);
      return;
    }
    readBytes(span.segment.file, span.offset, span.bytes, (error, bytes) => {
      const problem = error ?? this.#takeSpan(span, bytes);
      if (problem === undefined) this.#readSpan(at + 1);
      else this.#end(problem);
    });
  }

  #takeSpan(span: Span, bytes: Uint8Array): WalDamage | undefined {
    for (const place of span.places) {
      if (this.#isFull) return undefined;
      const problem = this.#takePlace(place, bytes, place.batch.offset - span.offset);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #takePlace({ first, last, batch, record }: PinnedPlace, bytes: Uint8Array, offset: number): WalDamage | undefined {
    const { segment, sequence } = batch;
    const { group } = this.#range;
    const header = verifyBatch(bytes, offset, segment, this.#crc32);
    if (header?.sequence !== sequence) {
      const at = { file: segment.file.path, offset: batch.offset, group, first, last };
      return new WalDamage("a batch that was durable does not have its checksum", at);
    }
    const end = Math.min(last, this.#range.last);
    const reader = new ByteReader(bytes, offset + record, offset + BATCH_HEADER_BYTES + header.length);
    for (let index = first; index <= end && !this.#isFull;) {
      const found = readRecord(reader);
      const isOurs = (found.kind === "entries" || found.kind === "moved") && found.group === group;
      if (!isOurs || found.entries.first !== index) continue;
      const { count, reader: body } = found.entries;
      this.#takeEntries(body, index, Math.min(end, index + count - 1));
      index += count;
    }
    return undefined;
  }

  #takeEntries(reader: ByteReader, first: number, last: number): void {
    for (let index = first; index <= last && !this.#isFull; index++) {
      const entry = readEntry(reader, index);
      if (index >= this.#range.from) this.#take(entry);
    }
  }

  #take(entry: Entry): void {
    this.#bytes += this.#entryBytes(entry);
    this.#isFull = this.#bytes > this.#range.bytesMax && this.#entries.length > 0;
    if (!this.#isFull) this.#entries.push(ownPayload(entry));
  }

  #end(error: Error | undefined): void {
    for (const { segment } of this.#spans) {
      segment.reads--;
      if (segment.reads === 0) segment.retire?.();
    }
    if (error === undefined) this.#done({ error: undefined, value: this.#entries });
    else this.#done({ error });
  }
}

function spansOf(places: readonly PinnedPlace[]): Span[] {
  const spans: Span[] = [];
  for (const place of places) {
    const { segment, offset, bytes } = place.batch;
    const before = spans.at(-1);
    // Entries that were moved may stand behind those that follow them.
    const isBehind = before?.segment === segment && offset >= before.offset;
    const length = isBehind ? Math.max(before.bytes, offset + bytes - before.offset) : Infinity;
    if (before === undefined || length > READ_BYTES_MAX) spans.push({ segment, offset, bytes, places: [place] });
    else spans[spans.length - 1] = { ...before, bytes: length, places: [...before.places, place] };
  }
  return spans;
}
