import { Reader, Writer } from "@keyval/raft/varint";
import type { Register } from "./command.js";

/** Names a record of the machine: the number of a key, or a place in the journal. */
export type RecordName = number;

/** Keys have lower numbers. */
const JOURNAL = 1000;

/** So many of the last commands are kept as well: merging has more to do with them than with a handful of registers. */
const JOURNAL_LENGTH = 24;

export function journalName(index: number): RecordName {
  return JOURNAL + (index % JOURNAL_LENGTH);
}

export function encodeName(name: RecordName): Uint8Array {
  const writer = new Writer();
  writer.number(name);
  return writer.bytes();
}

export function decodeName(key: Uint8Array): RecordName {
  return new Reader(key).number();
}

export function encodeRegister({ value, version, revision }: Register): Uint8Array {
  const writer = new Writer();
  writer.number(value);
  writer.number(version);
  writer.number(revision);
  return writer.bytes();
}

export function decodeRegister(bytes: Uint8Array): Register {
  const reader = new Reader(bytes);
  return { value: reader.number(), version: reader.number(), revision: reader.number() };
}
