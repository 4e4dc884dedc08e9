import type { Snapshot } from "@keyval/raft";
import { BATCH_BYTES_MAX } from "../limits.js";
import type { GroupId, GroupWrite } from "../log.js";
import { BATCH_HEADER_BYTES } from "./batch-header.js";
import { ByteWriter } from "./byte-writer.js";
import type { GroupLog, SnapshotMark } from "./group-log.js";
import * as record from "./record.js";
import type { Move } from "./relocation.js";
import type { RaftFunctions } from "./wal-options.js";

/** A group's part of a batch with everything that its encoding adds. */
export interface EncodedWrite {
  readonly write: GroupWrite;
  readonly snapshot: SnapshotMark | undefined;
  readonly mark: SnapshotMark | undefined;
  /** Where the record of its entries begins in the batch, and how many bytes it has. */
  readonly record: number;
  readonly recordBytes: number;
}

/** Encodes one batch at a time, into the same buffer. */
export class BatchEncoder {
  readonly writer = new ByteWriter(BATCH_BYTES_MAX / 16);
  readonly #raft: RaftFunctions;

  constructor(raft: RaftFunctions) {
    this.#raft = raft;
  }

  /** The bytes of the records so far. */
  get length(): number {
    return this.writer.length - BATCH_HEADER_BYTES;
  }

  /** Leaves room for the header. */
  begin(): void {
    this.writer.clear();
    this.writer.zeros(BATCH_HEADER_BYTES);
  }

  checkpoint(groups: Iterable<GroupLog>): void {
    for (const group of groups) record.writeCheckpoint(this.writer, group.group, group.replica, group);
  }

  write(write: GroupWrite): EncodedWrite {
    const { group, replica, hardState, entries } = write;
    const { writer } = this;
    const snapshot = this.#marked(write.snapshot);
    const mark = this.#marked(write.mark);
    if (snapshot !== undefined) record.writeReset(writer, group, replica, snapshot);
    if (hardState !== undefined) record.writeHardState(writer, group, replica, hardState);
    const start = entries.length === 0 ? 0 : record.writeEntries(writer, group, replica, entries, false);
    const recordBytes = entries.length === 0 ? 0 : writer.length - start;
    if (mark !== undefined) record.writeMark(writer, group, replica, mark);
    return { write, snapshot, mark, record: start, recordBytes };
  }

  /** Gives back where the record begins, and how many bytes it has. */
  moved({ group, entries }: Move): { record: number; recordBytes: number } {
    const start = record.writeEntries(this.writer, group.group, group.replica, entries, true);
    return { record: start, recordBytes: this.writer.length - start };
  }

  released(group: GroupId, index: number): void {
    record.writeReleased(this.writer, group, index);
  }

  #marked(snapshot: Snapshot | undefined): SnapshotMark | undefined {
    if (snapshot === undefined) return undefined;
    const { index, term, configuration } = snapshot;
    return { index, term, configuration: this.#raft.encodeConfiguration(configuration) };
  }
}
