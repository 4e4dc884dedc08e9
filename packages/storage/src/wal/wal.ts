import type { Entry } from "@keyval/raft";
import { assert } from "../assert.js";
import type { File } from "../disk.js";
import { APPEND_BYTES_MAX, BATCH_BYTES_MAX, LOOK_AHEAD_BYTES, SECTOR_BYTES } from "../limits.js";
import type { EntryRange, GroupId, GroupWrite, Log, LogDone } from "../log.js";
import { BatchEncoder, type EncodedWrite } from "./batch-encoder.js";
import { batchBytes, FLAG_CHECKPOINT, FLAG_LARGE_NEXT, FLAG_TAIL_CUT, finishBatch } from "./batch-header.js";
import { END_MARK_BYTES, writeEndMark } from "./end-mark.js";
import { EntryReader, placesToRead } from "./entry-reader.js";
import { GroupLog } from "./group-log.js";
import { inOrder } from "./in-order.js";
import { concerns, moveBytes, writeBytes, type Append, type Encoded, type Item } from "./item.js";
import { Place, type BatchPlace } from "./places.js";
import { ownPayload } from "./record.js";
import { Relocation, type Move } from "./relocation.js";
import type { Segment } from "./segment.js";
import { SegmentPool, type FreeFile } from "./segment-pool.js";
import { WalClosed } from "./wal-error.js";
import type { WalOptions } from "./wal-options.js";

/** What recovery hands over. */
export interface Recovery {
  readonly groups: Map<GroupId, GroupLog>;
  /** The segments that are needed, oldest first; the last one is written to, from `offset` on. */
  readonly segments: Segment[];
  readonly offset: number;
  readonly sequence: number;
  /** The highest one that was ever seen. */
  readonly incarnation: number;
  readonly tailCut: boolean;
  readonly free: readonly FreeFile[];
  /** Files that may be used again once the next batch is durable, because they show that the tail was cut. */
  readonly freeLater: readonly FreeFile[];
}

/**
 * The write-ahead log, once it is recovered. One batch is under way at a time: everything appended meanwhile goes out
 * in the next one. What is in memory is changed when a batch is formed; whoever reads waits for it to be durable.
 */
export class Wal implements Log {
  readonly #options: WalOptions;
  readonly #encoder: BatchEncoder;
  readonly #pool: SegmentPool;
  readonly #groups: Map<GroupId, GroupLog>;
  readonly #segments: Segment[];
  readonly #relocation: Relocation;
  #offset: number;
  #sequence: number;
  #durable: number;
  #tailCut: boolean;

  #queue: Item[] = [];
  /** What is being written. */
  #batch: Append[] | undefined;
  /** Segments that nothing needs once the batch under way is durable. */
  readonly #retiring: Segment[] = [];
  #freeLater: readonly FreeFile[];
  /** There is no room for the next batch before another segment is prepared. */
  #awaitsSegment = false;
  #markerDue = false;
  /** Whose entries the batch under way moves: they are there once it is durable. */
  #moving: GroupId | undefined;
  /** The last batch said that the next one may be large. */
  #isAnnounced = false;
  /** No records stand in the last batch. */
  #endsWithMarker = false;
  readonly #waitingReads: { readonly range: EntryRange; readonly done: LogDone<readonly Entry[]> }[] = [];
  #reads = 0;
  /** The first batch is durable. */
  #isOpen = false;
  #failure: Error | undefined;
  #closed: LogDone | undefined;
  #filesClosed = false;

  constructor(options: WalOptions, recovery: Recovery) {
    this.#options = options;
    this.#encoder = new BatchEncoder(options.raft);
    this.#groups = recovery.groups;
    this.#segments = recovery.segments;
    this.#offset = recovery.offset;
    this.#sequence = this.#durable = recovery.sequence;
    this.#tailCut = recovery.tailCut;
    this.#freeLater = recovery.freeLater;
    const durable = (): number => this.#durable;
    const owner = {
      get durable() {
        return durable();
      },
      prepared: () => {
        this.#onPrepared();
      },
      failed: (error: Error) => {
        this.#fail(error);
        this.#closeIfDone();
      },
    };
    this.#pool = new SegmentPool(options, owner, recovery.incarnation);
    for (const free of recovery.free) this.#pool.recycle(free);
    this.#relocation = new Relocation({
      segmentBytes: options.segmentBytes,
      segments: this.#segments,
      groups: this.#groups,
      read: (range, places, done) => this.#readPlaces(range, places, done),
      ready: () => this.#flush(),
    });
  }

  append(batch: readonly GroupWrite[], done: LogDone): void {
    const error = this.#failure ?? (this.#closed && new WalClosed());
    if (error !== undefined) {
      this.#options.defer(() => done({ error }));
      return;
    }
    const bytes = batch.reduce((sum, write) => sum + writeBytes(write), 0);
    assert(bytes <= APPEND_BYTES_MAX, "an append is not larger than a batch can be", bytes);
    this.#queue.push({ kind: "append", batch, done, bytes });
    this.#flush();
  }

  read(range: EntryRange, done: LogDone<readonly Entry[]>): void {
    if (this.#closed !== undefined) {
      this.#options.defer(() => done({ error: new WalClosed() }));
    } else {
      this.#readWhenDurable(range, done);
    }
  }

  release(group: GroupId, index: number): void {
    if (this.#failure !== undefined) return;
    this.#queue.push({ kind: "release", group, index });
  }

  idle(): void {
    if (!this.#endsWithMarker) this.#markerDue = true;
    this.#pool.lookForSpace();
    this.#flush();
  }

  close(done: LogDone): void {
    assert(this.#closed === undefined, "a log is closed once");
    this.#closed = done;
    if (!this.#endsWithMarker) this.#markerDue = true;
    this.#options.defer(() => {
      this.#flush();
      this.#closeIfDone();
    });
  }

  // --- Writing.

  #flush(): void {
    if (this.#batch !== undefined || this.#failure !== undefined) return;
    if (this.#awaitsSegment && this.#pool.isPreparing) return;
    // It would ask for a segment where there may still be room for what was appended.
    const move = this.#pool.lack === undefined ? this.#relocation.move : undefined;
    // What is large for a batch goes alone, or the two might not fit into any segment.
    const count = move !== undefined && moveBytes(move) > BATCH_BYTES_MAX ? 0 : this.#countForBatch();
    if (count === 0 && !this.#markerDue && move === undefined) return;
    const items = this.#queue.slice(0, count);
    this.#encoder.begin();
    let encoded = this.#encode(items, move);
    const isFirst = !this.#fits();
    if (isFirst) {
      this.#encoder.begin();
      this.#encoder.checkpoint(this.#groups.values());
      encoded = this.#encode(items, move);
    }
    if (this.#mustAnnounce()) {
      this.#announce();
      return;
    }
    if (isFirst) {
      this.#awaitsSegment = !this.#rotate();
      if (this.#awaitsSegment) return;
    }
    this.#relocation.moved();
    this.#moving = move?.group.group;
    this.#queue = this.#queue.slice(count);
    this.#markerDue = false;
    this.#batch = items.filter((item) => item.kind === "append");
    this.#endsWithMarker = encoded.length === 0;
    if (encoded.some((item) => "write" in item)) this.#tailCut = false;
    this.#write(encoded, isFirst ? FLAG_CHECKPOINT : 0);
  }

  /** What is larger than recovery looks ahead: unless the segment is full, the batch before it has to say so. */
  #mustAnnounce(): boolean {
    const { lookAheadBytes = LOOK_AHEAD_BYTES } = this.#options;
    const segment = this.#segments.at(-1);
    const hasRoom = segment !== undefined && this.#offset + batchBytes(0) <= segment.capacity;
    return hasRoom && !this.#isAnnounced && batchBytes(this.#encoder.length) > lookAheadBytes;
  }

  #announce(): void {
    this.#encoder.begin();
    this.#markerDue = false;
    this.#batch = [];
    this.#endsWithMarker = true;
    this.#write([], FLAG_LARGE_NEXT);
  }

  /** Appends up to the size of a batch, and the releases between and behind them; releases alone can wait. */
  #countForBatch(): number {
    let count = 0;
    let bytes = 0;
    for (const [position, item] of this.#queue.entries()) {
      if (item.kind === "release") {
        if (count === position && count > 0) count++;
        continue;
      }
      if (bytes > 0 && bytes + item.bytes > BATCH_BYTES_MAX) break;
      bytes += item.bytes;
      count = position + 1;
    }
    return count === 0 && this.#markerDue ? this.#queue.length : count;
  }

  /** What is moved goes first, for nothing that follows has been applied to it. */
  #encode(items: readonly Item[], move: Move | undefined): Encoded[] {
    const encoded: Encoded[] = [];
    if (move !== undefined) encoded.push({ kind: "move", move, ...this.#encoder.moved(move) });
    for (const item of items) {
      if (item.kind === "append") {
        for (const write of item.batch) encoded.push(this.#encoder.write(write));
      } else {
        this.#encoder.released(item.group, item.index);
        encoded.push(item);
      }
    }
    return encoded;
  }

  #fits(): boolean {
    const segment = this.#segments.at(-1);
    return segment !== undefined && this.#offset + batchBytes(this.#encoder.length) <= segment.capacity;
  }

  /** Goes on in the next segment, if it is prepared. */
  #rotate(): boolean {
    const { firstSegmentBytes, segmentBytes } = this.#options;
    const usual = this.#segments.length === 0 ? firstSegmentBytes : segmentBytes;
    const segment = this.#pool.take(SECTOR_BYTES + batchBytes(this.#encoder.length), usual);
    if (segment === undefined) return false;
    this.#segments.push(segment);
    this.#offset = SECTOR_BYTES;
    return true;
  }

  #write(encoded: readonly Encoded[], kindOfBatch: number): void {
    const segment = this.#segments.at(-1);
    assert(segment !== undefined, "there is a segment to write to");
    const { length, writer } = this.#encoder;
    const place = { segment, offset: this.#offset, bytes: batchBytes(length), sequence: ++this.#sequence };
    for (const item of encoded) this.#apply(item, place);
    this.#retireSegments();
    if (kindOfBatch === FLAG_CHECKPOINT) this.#relocation.segmentBegun();
    this.#isAnnounced = kindOfBatch === FLAG_LARGE_NEXT;
    const { incarnation } = segment;
    const flags = kindOfBatch + (this.#tailCut ? FLAG_TAIL_CUT : 0);
    const head = this.#segments[0]?.incarnation ?? incarnation;
    const { sequence } = place;
    const header = { incarnation, sequence, durable: this.#durable, head, length, flags };
    finishBatch(writer, header, segment.seed, this.#options.crc32);
    writer.zeros(place.bytes - writer.length);
    this.#offset += place.bytes;
    if (this.#offset < segment.capacity) {
      writeEndMark(writer, sequence, segment, this.#options.crc32);
      writer.zeros(SECTOR_BYTES - END_MARK_BYTES);
    }
    segment.file.write(place.offset, [writer.view()], ({ error }) => {
      if (error === undefined) this.#sync(segment.file);
      else this.#fail(error);
    });
  }

  #sync(file: File): void {
    file.sync(({ error }) => {
      if (error === undefined) this.#onDurable();
      else this.#fail(error);
    });
  }

  #apply(item: Encoded, batch: BatchPlace): void {
    if ("write" in item) {
      this.#applyWrite(item, batch);
    } else if (item.kind === "move") {
      const { move, record, recordBytes } = item;
      const first = move.entries[0]?.index ?? 0;
      move.group.places.move(new Place(batch, record, first, first + move.entries.length - 1, recordBytes));
    } else {
      const group = this.#groups.get(item.group);
      assert(group !== undefined, "only a group that was written to is released", item.group);
      group.release(item.index);
    }
  }

  #applyWrite({ write, snapshot, mark, record, recordBytes }: EncodedWrite, batch: BatchPlace): void {
    const { replica, hardState, entries } = write;
    const group = this.#groups.get(write.group) ?? this.#newGroup(write, snapshot);
    group.replica = replica;
    if (snapshot !== undefined) group.reset(snapshot);
    if (hardState !== undefined) group.hardState = hardState;
    const first = entries[0]?.index;
    if (first !== undefined) {
      group.truncateFrom(first);
      for (const entry of entries) {
        assert(entry.index === group.last + 1, "entries are consecutive", entry.index, group.last);
        group.append(entry.term);
        if (entry.kind === "configuration") group.configured(ownPayload(entry));
      }
      group.places.append(batch, record, first, group.last, recordBytes);
    }
    if (mark !== undefined) group.mark(mark);
  }

  #newGroup({ group, replica }: GroupWrite, snapshot: EncodedWrite["snapshot"]): GroupLog {
    assert(snapshot !== undefined, "a group's first write has its snapshot", group);
    const created = new GroupLog(group, replica, snapshot);
    this.#groups.set(group, created);
    return created;
  }

  /** Oldest first: a segment in the middle stays, so that where the log begins says all. */
  #retireSegments(): void {
    for (let oldest = this.#segments[0]; oldest?.places === 0 && this.#segments.length > 1;) {
      this.#retiring.push(oldest);
      this.#segments.shift();
      oldest = this.#segments[0];
    }
  }

  #onDurable(): void {
    const batch = this.#batch ?? [];
    this.#isOpen = true;
    this.#durable = this.#sequence;
    const hasNewRoom = this.#retiring.length > 0;
    for (const segment of this.#retiring.splice(0)) this.#recycle(segment);
    for (const free of this.#freeLater) this.#pool.recycle(free);
    this.#freeLater = [];
    if (this.#pool.lack === undefined || hasNewRoom) this.#pool.prepare(0, this.#options.segmentBytes);
    for (const { done } of batch) done({ error: undefined, value: undefined });
    // Only now: what these callbacks append goes into one batch.
    this.#batch = undefined;
    this.#moving = undefined;
    const waiting = this.#waitingReads.splice(0);
    for (const { range, done } of waiting) this.#readWhenDurable(range, done);
    if (this.#closed === undefined) this.#relocation.next();
    this.#flush();
    this.#closeIfDone();
  }

  #recycle(segment: Segment): void {
    const free = { file: segment.file, size: segment.capacity };
    if (segment.reads === 0) this.#pool.recycle(free);
    else segment.retire = () => this.#pool.recycle(free);
  }

  /** Without room what waits for it waits on, but for a log that is only just opened, or is being closed. */
  #onPrepared(): void {
    const { lack } = this.#pool;
    const isUrgent = !this.#isOpen || this.#closed !== undefined;
    if (lack === undefined) this.#flush();
    else if (this.#awaitsSegment && isUrgent) this.#fail(lack);
    this.#closeIfDone();
  }

  /** Nothing is known of what was written: the log never writes again, and everybody is told so. */
  #fail(error: Error): void {
    this.#failure ??= error;
    const appends = [...(this.#batch ?? []), ...this.#queue.filter((item) => item.kind === "append")];
    this.#batch = undefined;
    this.#queue = [];
    for (const { done } of appends) done({ error: this.#failure });
    for (const { done } of this.#waitingReads.splice(0)) done({ error: this.#failure });
    this.#closeIfDone();
  }

  // --- Reading.

  /** Whether something that was appended or is being moved, and is not durable yet, concerns these entries. */
  #isAwaited(range: EntryRange): boolean {
    if (this.#moving === range.group) return true;
    const queued = this.#queue.filter((item) => item.kind === "append");
    return [...(this.#batch ?? []), ...queued].some(({ batch }) => batch.some((write) => concerns(write, range)));
  }

  #readWhenDurable(range: EntryRange, done: LogDone<readonly Entry[]>): void {
    const error = this.#failure;
    if (error !== undefined) this.#options.defer(() => done({ error }));
    else if (this.#isAwaited(range)) this.#waitingReads.push({ range, done });
    else this.#read(range, done);
  }

  #read(range: EntryRange, done: LogDone<readonly Entry[]>): void {
    const group = this.#groups.get(range.group);
    const places = group === undefined || range.from <= group.base ? [] : placesToRead(group.places, range);
    if (places.length === 0) {
      this.#options.defer(() => done({ error: undefined, value: [] }));
      return;
    }
    this.#readPlaces(range, places, done);
  }

  #readPlaces(range: EntryRange, places: readonly Place[], done: LogDone<readonly Entry[]>): void {
    this.#reads++;
    new EntryReader(this.#options, range, places, (outcome) => {
      this.#reads--;
      done(outcome);
      this.#closeIfDone();
    });
  }

  // --- Closing.

  #closeIfDone(): void {
    const done = this.#closed;
    if (done === undefined || this.#filesClosed) return;
    if (this.#batch !== undefined || this.#reads > 0 || !this.#pool.isIdle) return;
    if (this.#failure === undefined && (this.#countForBatch() > 0 || this.#markerDue)) return;
    this.#failure ??= new WalClosed();
    this.#filesClosed = true;
    const files = [...this.#segments.map(({ file }) => file), ...this.#pool.files()];
    inOrder(
      files,
      (file, next) => file.close(({ error }) => next(error)),
      (error) => done(error === undefined ? { error: undefined, value: undefined } : { error }),
    );
  }
}
