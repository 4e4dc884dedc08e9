import { unreachable } from "./assert.js";
import type { StateWriter } from "./encode-state.js";
import type { Append, AppendReply, Message, VoteRequest } from "./message.js";

/** In an order that never changes, for canonical encodings; on the wire the host has a format of its own. */
const KINDS = [
  "voteRequest",
  "voteReply",
  "append",
  "appendReply",
  "heartbeat",
  "heartbeatReply",
  "sleep",
  "snapshotOffer",
  "snapshotStatus",
  "timeoutNow",
  "readRequest",
  "readReply",
] as const satisfies readonly Message["kind"][];

export function encodeMessage(writer: StateWriter, message: Message): void {
  writer.number(KINDS.indexOf(message.kind));
  writer.id(message.from);
  writer.id(message.to);
  writer.number(message.term);
  writeBody(writer, message);
}

function writeBody(writer: StateWriter, message: Message): void {
  switch (message.kind) {
    case "voteRequest":
      writeVoteRequest(writer, message);
      return;
    case "voteReply":
      writer.flag(message.pre);
      writer.flag(message.granted);
      return;
    case "append":
      writeAppend(writer, message);
      return;
    case "appendReply":
      writeAppendReply(writer, message);
      return;
    case "heartbeat":
      writer.number(message.round);
      writer.number(message.lease);
      return;
    case "heartbeatReply":
      writer.number(message.round);
      writer.number(message.promise);
      writer.number(message.committed);
      return;
    case "sleep":
      writer.number(message.index);
      return;
    case "snapshotOffer":
      writer.snapshot(message.snapshot);
      return;
    case "snapshotStatus":
      writer.number(message.index);
      writer.flag(message.status === "failed");
      return;
    case "timeoutNow":
      return;
    case "readRequest":
      writer.number(message.attempt);
      return;
    case "readReply":
      writer.number(message.attempt);
      writer.number(message.index);
      return;
    default:
      unreachable(message);
  }
}

function writeVoteRequest(writer: StateWriter, { pre, transfer, lastIndex, lastTerm }: VoteRequest): void {
  writer.flag(pre);
  writer.flag(transfer);
  writer.number(lastIndex);
  writer.number(lastTerm);
}

function writeAppend(writer: StateWriter, { prevIndex, prevTerm, entries, commit }: Append): void {
  writer.number(prevIndex);
  writer.number(prevTerm);
  writer.number(commit);
  writer.number(entries.length);
  for (const entry of entries) writer.entry(entry);
}

function writeAppendReply(writer: StateWriter, { accepted, index, hintIndex, hintTerm }: AppendReply): void {
  writer.flag(accepted);
  writer.number(index);
  writer.number(hintIndex);
  writer.number(hintTerm);
}
