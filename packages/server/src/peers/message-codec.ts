import { AssertionError, decodeConfiguration, encodeConfiguration } from "@keyval/raft";
import type { Append, Entry, Message, Snapshot } from "@keyval/raft";
import type { Writer } from "@keyval/raft/varint";
import { ENTRY_KINDS } from "./encoded-entries.js";
import { FrameError, type FrameReader } from "./frame-reader.js";
import { writeSized } from "./write-sized.js";

/** Numbers on the wire, which never change. */
const KINDS = {
  voteRequest: 1,
  voteReply: 2,
  append: 3,
  appendReply: 4,
  heartbeat: 5,
  heartbeatReply: 6,
  sleep: 7,
  snapshotOffer: 8,
  snapshotStatus: 9,
  timeoutNow: 10,
  readRequest: 11,
  readReply: 12,
} as const satisfies Record<Message["kind"], number>;

type Envelope = Pick<Message, "from" | "to" | "term">;

/** The fields of each kind behind its envelope, in the order in which they are written. */
const bodies: { readonly [K in Message["kind"]]: Body<Extract<Message, { kind: K }>> } = {
  voteRequest: {
    write: (writer, message) => {
      writer.number(message.pre ? 1 : 0);
      writer.number(message.transfer ? 1 : 0);
      writer.number(message.lastIndex);
      writer.number(message.lastTerm);
    },
    read: (reader) => ({
      pre: reader.flag(),
      transfer: reader.flag(),
      lastIndex: reader.number(),
      lastTerm: reader.number(),
    }),
  },
  voteReply: {
    write: (writer, message) => {
      writer.number(message.pre ? 1 : 0);
      writer.number(message.granted ? 1 : 0);
    },
    read: (reader) => ({ pre: reader.flag(), granted: reader.flag() }),
  },
  append: { write: writeAppend, read: readAppend },
  appendReply: {
    write: (writer, message) => {
      writer.number(message.accepted ? 1 : 0);
      writer.number(message.index);
      writer.number(message.hintIndex);
      writer.number(message.hintTerm);
    },
    read: (reader) => ({
      accepted: reader.flag(),
      index: reader.number(),
      hintIndex: reader.number(),
      hintTerm: reader.number(),
    }),
  },
  heartbeat: {
    write: (writer, message) => {
      writer.number(message.round);
      writer.number(message.lease);
    },
    read: (reader) => ({ round: reader.number(), lease: reader.number() }),
  },
  heartbeatReply: {
    write: (writer, message) => {
      writer.number(message.round);
      writer.number(message.promise);
      writer.number(message.committed);
    },
    read: (reader) => ({ round: reader.number(), promise: reader.number(), committed: reader.number() }),
  },
  sleep: {
    write: (writer, message) => {
      writer.number(message.index);
    },
    read: (reader) => ({ index: reader.number() }),
  },
  snapshotOffer: {
    write: (writer, message) => {
      writeSnapshot(writer, message.snapshot);
    },
    read: (reader) => ({ snapshot: readSnapshot(reader) }),
  },
  snapshotStatus: {
    write: (writer, message) => {
      writer.number(message.index);
      writer.number(message.status === "failed" ? 1 : 0);
    },
    read: (reader) => ({ index: reader.number(), status: reader.flag() ? "failed" : "receiving" }),
  },
  timeoutNow: { write: () => undefined, read: () => ({}) },
  readRequest: {
    write: (writer, message) => {
      writer.number(message.attempt);
    },
    read: (reader) => ({ attempt: reader.number() }),
  },
  readReply: {
    write: (writer, message) => {
      writer.number(message.attempt);
      writer.number(message.index);
    },
    read: (reader) => ({ attempt: reader.number(), index: reader.number() }),
  },
};

interface Body<M extends Message> {
  readonly write: (writer: Writer, message: M) => void;
  readonly read: (reader: FrameReader) => Omit<M, "kind" | keyof Envelope>;
}

const kindByNumber = new Map<number, Message["kind"]>(
  Object.entries(KINDS).map(([kind, number]) => [number, kind as Message["kind"]]),
);

/** All but the entries of an append, which stand behind it. */
export function writeMessage(writer: Writer, message: Message): void {
  writer.number(KINDS[message.kind]);
  writer.number(message.from);
  writer.number(message.to);
  writer.number(message.term);
  (bodies[message.kind] as Body<Message>).write(writer, message);
}

/** Undefined for a kind that this version does not know. Throws a `FrameError`. */
export function readMessage(reader: FrameReader): Message | undefined {
  const kind = kindByNumber.get(reader.number());
  if (kind === undefined) return undefined;
  const envelope: Envelope = { from: reader.number(), to: reader.number(), term: reader.number() };
  return { kind, ...envelope, ...(bodies[kind] as Body<Message>).read(reader) } as Message;
}

function writeAppend(writer: Writer, { prevIndex, prevTerm, commit, entries }: Append): void {
  const follows = (entries[0]?.index ?? prevIndex + 1) === prevIndex + 1;
  if (!follows) throw new AssertionError(`entries are sent in their place (${prevIndex})`);
  writer.number(prevIndex);
  writer.number(prevTerm);
  writer.number(commit);
}

function readAppend(reader: FrameReader): Omit<Append, "kind" | keyof Envelope> {
  const [prevIndex, prevTerm, commit] = [reader.number(), reader.number(), reader.number()];
  const entries: Entry[] = [];
  for (let left = reader.count(); left > 0; left--) {
    const index = prevIndex + 1 + entries.length;
    const term = reader.number();
    const kind = ENTRY_KINDS[reader.number()];
    if (kind === undefined) throw new FrameError("an entry is of a kind that this version does not know: upgrade it");
    entries.push({ index, term, kind, payload: reader.bytes() });
  }
  return { prevIndex, prevTerm, commit, entries };
}

function writeSnapshot(writer: Writer, { index, term, configuration }: Snapshot): void {
  writer.number(index);
  writer.number(term);
  writeSized(writer, encodeConfiguration(configuration));
}

function readSnapshot(reader: FrameReader): Snapshot {
  const [index, term] = [reader.number(), reader.number()];
  const bytes = reader.bytes();
  try {
    return { index, term, configuration: decodeConfiguration(bytes) };
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    throw new FrameError(`a snapshot's configuration can not be read: ${error.message}`);
  }
}
