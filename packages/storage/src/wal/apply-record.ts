import type { GroupId } from "../log.js";
import { Malformed, type ByteReader } from "./byte-reader.js";
import { GroupLog } from "./group-log.js";
import { Place, type BatchPlace } from "./places.js";
import { entryKind, readRecord, readRecordHead, startsEntries, type EntriesPart, type WalRecord } from "./record.js";

/** What recovery makes of the next record, which begins at `start` in its batch: the same as appending made of it. */
export function applyNext(groups: Map<GroupId, GroupLog>, reader: ByteReader, batch: BatchPlace, start: number): void {
  if (startsEntries(reader)) applyEntries(groups, reader, batch, start);
  else applyRecord(groups, readRecord(reader), batch, start);
}

function applyRecord(groups: Map<GroupId, GroupLog>, record: WalRecord, batch: BatchPlace, start: number): void {
  const group = groups.get(record.group) ?? newGroup(groups, record);
  if (record.kind !== "released") group.replica = record.replica;
  switch (record.kind) {
    case "hardState":
      group.hardState = record.hardState;
      return;
    case "reset":
      group.reset(record.snapshot);
      return;
    case "mark":
      group.mark(record.snapshot);
      return;
    case "entries":
      throw new Malformed("entries are read on their own");
    case "moved":
      applyMoved(group, record.entries, batch, start);
      return;
    case "released":
      group.release(record.index);
      return;
    case "checkpoint":
      group.restore(record.facts);
      return;
    default:
  }
}

function newGroup(groups: Map<GroupId, GroupLog>, record: WalRecord): GroupLog {
  const snapshot =
    record.kind === "checkpoint" ? record.facts.snapshot : record.kind === "reset" ? record.snapshot : undefined;
  if (snapshot === undefined) throw new Malformed(`group ${record.group} was not named before`);
  const group = new GroupLog(record.group, record.replica, snapshot);
  groups.set(record.group, group);
  return group;
}

/** Nearly all records are these: nothing is made for each, and most payloads are not looked at. */
function applyEntries(groups: Map<GroupId, GroupLog>, reader: ByteReader, batch: BatchPlace, start: number): void {
  const { end, group: number, replica } = readRecordHead(reader);
  const group = groups.get(number);
  if (group === undefined) throw new Malformed(`group ${number} was not named before`);
  group.replica = replica;
  const first = reader.u64();
  const count = reader.u32();
  reader.skip(4);
  const bytes = end - reader.position;
  group.truncateFrom(first);
  for (let index = first; index < first + count; index++) {
    const term = reader.u64();
    const kind = entryKind(reader.u32());
    const length = reader.u32();
    group.append(term);
    if (kind === "configuration") group.configured({ index, term, kind, payload: reader.bytes(length).slice() });
    else reader.skip(length);
  }
  if (reader.position !== end) throw new Malformed("a record that does not end where it says");
  group.places.append(batch, start, first, group.last, bytes);
}

/** Terms and configurations are known: the entries were in the log before. */
function applyMoved(group: GroupLog, { first, count, reader }: EntriesPart, batch: BatchPlace, start: number): void {
  const last = first + count - 1;
  if (count === 0 || first <= group.base || last > group.last) throw new Malformed("entries moved that are not kept");
  group.places.move(new Place(batch, start, first, last, reader.left));
}
