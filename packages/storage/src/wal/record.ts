import type { Entry, EntryKind, HardState, ReplicaId, TermRun } from "@keyval/raft";
import type { GroupId } from "../log.js";
import { Malformed, type ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import type { GroupFacts, SnapshotMark } from "./group-log.js";

/** Which record it is, in a file. */
const HARD_STATE = 1;
const RESET = 2;
const MARK = 3;
const ENTRIES = 4;
const RELEASED = 5;
const CHECKPOINT = 6;
const MOVED = 7;

const RECORD_HEADER_BYTES = 24;

export const ENTRY_HEADER_BYTES = 16;

/** In a file 1, 2 and 3. */
const ENTRY_KINDS: readonly EntryKind[] = ["empty", "command", "configuration"];

/** What a batch says of one group; docs/internals/wal.md describes each kind to the byte. */
export type WalRecord = { readonly group: GroupId; readonly replica: ReplicaId } & (
  | { readonly kind: "hardState"; readonly hardState: HardState }
  | { readonly kind: "reset" | "mark"; readonly snapshot: SnapshotMark }
  | { readonly kind: "entries" | "moved"; readonly entries: EntriesPart }
  | { readonly kind: "released"; readonly index: number }
  | { readonly kind: "checkpoint"; readonly facts: GroupFacts }
);

/** Entries that are still bytes. */
export interface EntriesPart {
  readonly first: number;
  readonly count: number;
  readonly reader: ByteReader;
}

// --- Writing.

export function writeHardState(writer: ByteWriter, group: GroupId, replica: ReplicaId, hardState: HardState): void {
  const start = begin(writer, HARD_STATE, group, replica);
  hardStateFields(writer, hardState);
  end(writer, start);
}

export function writeReset(writer: ByteWriter, group: GroupId, replica: ReplicaId, snapshot: SnapshotMark): void {
  const start = begin(writer, RESET, group, replica);
  snapshotFields(writer, snapshot);
  end(writer, start);
}

export function writeMark(writer: ByteWriter, group: GroupId, replica: ReplicaId, snapshot: SnapshotMark): void {
  const start = begin(writer, MARK, group, replica);
  snapshotFields(writer, snapshot);
  end(writer, start);
}

/** Concerns the group, whichever replica of it is here. */
export function writeReleased(writer: ByteWriter, group: GroupId, index: number): void {
  const start = begin(writer, RELEASED, group, 0);
  writer.u64(index);
  end(writer, start);
}

/** Gives back where the record begins. `isMoved`: they are in the log already, and stand here from now on. */
export function writeEntries(
  writer: ByteWriter,
  group: GroupId,
  replica: ReplicaId,
  entries: readonly Entry[],
  isMoved: boolean,
): number {
  const start = begin(writer, isMoved ? MOVED : ENTRIES, group, replica);
  writer.u64(entries[0]?.index ?? 0);
  writer.u32(entries.length);
  writer.u32(0);
  for (const entry of entries) writeEntry(writer, entry);
  end(writer, start);
  return start;
}

export function writeCheckpoint(writer: ByteWriter, group: GroupId, replica: ReplicaId, facts: GroupFacts): void {
  const start = begin(writer, CHECKPOINT, group, replica);
  hardStateFields(writer, facts.hardState);
  writer.u64(facts.base);
  writer.u64(facts.baseTerm);
  writer.u64(facts.last);
  writer.u32(facts.terms.length);
  writer.u32(facts.configurations.length);
  for (const { first, term } of facts.terms) {
    writer.u64(first);
    writer.u64(term);
  }
  for (const entry of facts.configurations) {
    writer.u64(entry.index);
    writeEntry(writer, entry);
  }
  snapshotFields(writer, facts.snapshot);
  end(writer, start);
}

function begin(writer: ByteWriter, kind: number, group: GroupId, replica: ReplicaId): number {
  const start = writer.length;
  writer.u32(kind);
  writer.u32(0);
  writer.u64(group);
  writer.u64(replica);
  return start;
}

function end(writer: ByteWriter, start: number): void {
  writer.setU32(start + 4, writer.length - start - RECORD_HEADER_BYTES);
}

function hardStateFields(writer: ByteWriter, { term, vote, commit }: HardState): void {
  writer.u64(term);
  writer.u64(vote);
  writer.u64(commit);
}

function snapshotFields(writer: ByteWriter, { index, term, configuration }: SnapshotMark): void {
  writer.u64(index);
  writer.u64(term);
  writer.bytes(configuration);
}

function writeEntry(writer: ByteWriter, { term, kind, payload }: Entry): void {
  writer.u64(term);
  writer.u32(ENTRY_KINDS.indexOf(kind) + 1);
  writer.u32(payload.length);
  writer.bytes(payload);
}

// --- Reading.

/** Throws {@link Malformed}, as everything below does. */
export function readRecord(reader: ByteReader): WalRecord {
  const { kind, group, replica, end } = readRecordHead(reader);
  const body = reader.part(end - reader.position);
  switch (kind) {
    case HARD_STATE: {
      const hardState = readHardState(body);
      body.end();
      return { kind: "hardState", group, replica, hardState };
    }
    case RESET:
      return { kind: "reset", group, replica, snapshot: readSnapshot(body) };
    case MARK:
      return { kind: "mark", group, replica, snapshot: readSnapshot(body) };
    case ENTRIES:
      return { kind: "entries", group, replica, entries: readEntriesPart(body) };
    case MOVED:
      return { kind: "moved", group, replica, entries: readEntriesPart(body) };
    case RELEASED: {
      const index = body.u64();
      body.end();
      return { kind: "released", group, replica, index };
    }
    case CHECKPOINT:
      return { kind: "checkpoint", group, replica, facts: readFacts(body) };
    default:
      throw new Malformed(`a record of unknown kind ${kind}`);
  }
}

/** Whether the next record holds new entries. */
export function startsEntries(reader: ByteReader): boolean {
  return reader.peekU32() === ENTRIES;
}

/** What stands before a record's body. */
export interface RecordHead {
  readonly kind: number;
  readonly group: GroupId;
  readonly replica: ReplicaId;
  /** Behind the body. */
  readonly end: number;
}

export function readRecordHead(reader: ByteReader): RecordHead {
  const kind = reader.u32();
  const length = reader.u32();
  const group = reader.u64();
  const replica = reader.u64();
  return { kind, group, replica, end: reader.position + length };
}

export function entryKind(number: number): EntryKind {
  const kind = ENTRY_KINDS[number - 1];
  if (kind === undefined) throw new Malformed("an entry of unknown kind");
  return kind;
}

/** The next entry of a record of entries. Its payload is a view. */
export function readEntry(reader: ByteReader, index: number): Entry {
  const term = reader.u64();
  const kind = entryKind(reader.u32());
  return { index, term, kind, payload: reader.bytes(reader.u32()) };
}

function readEntriesPart(reader: ByteReader): EntriesPart {
  const first = reader.u64();
  const count = reader.u32();
  reader.u32();
  if (count * ENTRY_HEADER_BYTES > reader.left) throw new Malformed("more entries than bytes");
  return { first, count, reader };
}

function readHardState(reader: ByteReader): HardState {
  return { term: reader.u64(), vote: reader.u64(), commit: reader.u64() };
}

/** The configuration takes the rest. */
function readSnapshot(reader: ByteReader): SnapshotMark {
  return { index: reader.u64(), term: reader.u64(), configuration: reader.bytes(reader.left).slice() };
}

function readFacts(reader: ByteReader): GroupFacts {
  const hardState = readHardState(reader);
  const base = reader.u64();
  const baseTerm = reader.u64();
  const last = reader.u64();
  const termsCount = reader.u32();
  const configurationsCount = reader.u32();
  const terms: TermRun[] = [];
  for (let i = 0; i < termsCount; i++) terms.push({ first: reader.u64(), term: reader.u64() });
  const configurations: Entry[] = [];
  for (let i = 0; i < configurationsCount; i++) configurations.push(ownPayload(readEntry(reader, reader.u64())));
  return { hardState, base, baseTerm, last, terms, configurations, snapshot: readSnapshot(reader) };
}

/** What is kept must not pin the bytes that it was read from. */
export function ownPayload(entry: Entry): Entry {
  return { ...entry, payload: entry.payload.slice() };
}
