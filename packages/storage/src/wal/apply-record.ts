import type { GroupId } from "../log.js";
import { Malformed } from "./byte-reader.js";
import { GroupLog } from "./group-log.js";
import type { Place } from "./places.js";
import { readEntryHead, type EntriesPart, type WalRecord } from "./record.js";

/** The batch that a record stands in. */
export type BatchPlace = Pick<Place, "segment" | "offset" | "bytes" | "sequence">;

/** What recovery makes of a record: the same as appending made of it. */
export function applyRecord(groups: Map<GroupId, GroupLog>, record: WalRecord, place: BatchPlace): void {
  const group = groupOf(groups, record);
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
      applyEntries(group, record.entries, place);
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

function groupOf(groups: Map<GroupId, GroupLog>, record: WalRecord): GroupLog {
  const known = groups.get(record.group);
  if (known !== undefined) return known;
  const snapshot =
    record.kind === "checkpoint" ? record.facts.snapshot : record.kind === "reset" ? record.snapshot : undefined;
  if (snapshot === undefined) throw new Malformed(`group ${record.group} was not named before`);
  const group = new GroupLog(record.group, record.replica, snapshot);
  groups.set(record.group, group);
  return group;
}

/** Most payloads are not looked at. */
function applyEntries(group: GroupLog, { first, count, position, reader }: EntriesPart, place: BatchPlace): void {
  group.truncateFrom(first);
  for (let index = first; index < first + count; index++) {
    const { term, kind, length } = readEntryHead(reader);
    group.append(term);
    if (kind === "configuration") group.configured({ index, term, kind, payload: reader.bytes(length).slice() });
    else reader.skip(length);
  }
  reader.end();
  const { segment, offset, bytes, sequence } = place;
  group.places.append({ first, last: group.last, segment, offset, bytes, record: position - offset, sequence });
}
