import { AssertionError, type Entry, type EntryKind } from "@keyval/raft";
import { Writer } from "@keyval/raft/varint";
import { writeSized } from "./write-sized.js";

/** Their places are their numbers on the wire, which never change. */
export const ENTRY_KINDS = ["empty", "command", "configuration"] as const satisfies readonly EntryKind[];

/** What an entry takes at most beside its payload: a term, a kind and a length. */
const ENTRY_HEAD_BYTES = 18;

const NO_ENTRIES: readonly Entry[] = [];

/** The entries of an append as bytes. A leader mostly sends the same to all followers, which is encoded once then: the latest is kept. */
export class EncodedEntries {
  #entries = NO_ENTRIES;
  #bytes = encode(NO_ENTRIES);

  of(entries: readonly Entry[]): Uint8Array {
    if (entries !== this.#entries) {
      this.#bytes = encode(entries);
      this.#entries = entries;
    }
    return this.#bytes;
  }
}

/** Entries follow each other, so the first one's index says all the others'. */
function encode(entries: readonly Entry[]): Uint8Array {
  const bytesMax = entries.reduce((sum, { payload }) => sum + payload.length + ENTRY_HEAD_BYTES, ENTRY_HEAD_BYTES);
  const writer = new Writer(bytesMax);
  writer.number(entries.length);
  let index = entries[0]?.index ?? 0;
  for (const entry of entries) {
    if (entry.index !== index) throw new AssertionError(`entries are sent in one piece (${entry.index}, ${index})`);
    writer.number(entry.term);
    writer.number(ENTRY_KINDS.indexOf(entry.kind));
    writeSized(writer, entry.payload);
    index += 1;
  }
  return writer.view();
}
