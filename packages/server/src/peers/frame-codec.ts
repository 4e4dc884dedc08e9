import { Writer } from "@keyval/raft/varint";
import type { Frame, FetchFrame, StateFrame } from "../node/index.js";
import { EncodedEntries } from "./encoded-entries.js";
import { FrameError, FrameReader } from "./frame-reader.js";
import { readMessage, writeMessage } from "./message-codec.js";

/** Numbers on the wire, which never change; docs/internals/peer-frames.md has the layout. */
const KIND = { alive: 1, raft: 2, fetch: 3, chunk: 4, gone: 5, state: 6 } as const satisfies Record<
  Frame["kind"],
  number
>;

const NO_BULK = new Uint8Array(0);

/** What may be large stands last in a frame, so that it is copied once. */
export function writeFrame(writer: Writer, frame: Frame, encoded = new EncodedEntries()): void {
  const content = new Writer();
  writeContent(content, frame);
  const head = content.view();
  const bulk = bulkOf(frame, encoded);
  writer.number(KIND[frame.kind]);
  writer.number(head.length + bulk.length);
  writer.append(head);
  writer.append(bulk);
}

function bulkOf(frame: Frame, encoded: EncodedEntries): Uint8Array {
  if (frame.kind === "chunk") return frame.bytes;
  return frame.kind === "raft" && frame.message.kind === "append" ? encoded.of(frame.message.entries) : NO_BULK;
}

/** All but its bulk. */
function writeContent(writer: Writer, frame: Frame): void {
  switch (frame.kind) {
    case "alive":
      return;
    case "raft":
      writer.number(frame.group);
      writeMessage(writer, frame.message);
      return;
    case "fetch":
      writeWhere(writer, frame);
      writer.number(frame.file);
      writer.number(frame.position);
      return;
    case "chunk":
      writeWhere(writer, frame);
      writer.number(frame.file);
      writer.number(frame.position);
      writer.number(frame.total);
      writer.number(frame.bytes.length);
      return;
    case "gone":
      writeWhere(writer, frame);
      return;
    case "state":
      writeState(writer, frame);
      return;
    default:
      frame satisfies never;
  }
}

/**
 * The frames in these bytes, those of unknown kinds left out. What they carry are views of the bytes, which therefore must
 * not change. Throws a `FrameError`.
 */
export function readFrames(bytes: Uint8Array): Frame[] {
  const reader = new FrameReader(bytes);
  const frames: Frame[] = [];
  while (!reader.isAtEnd) {
    const kind = reader.number();
    const frame = readFrame(kind, new FrameReader(reader.bytes()));
    if (frame !== undefined) frames.push(frame);
  }
  return frames;
}

function readFrame(kind: number, reader: FrameReader): Frame | undefined {
  switch (kind) {
    case KIND.alive:
      return { kind: "alive" };
    case KIND.raft:
      return readRaft(reader);
    case KIND.fetch:
      return { kind: "fetch", ...readWhere(reader), file: reader.number(), position: reader.number() };
    case KIND.chunk:
      return readChunk(reader);
    case KIND.gone:
      return { kind: "gone", ...readWhere(reader) };
    case KIND.state:
      return readState(reader);
    default:
      return undefined;
  }
}

/** A message of a kind that is not known is left out as well. */
function readRaft(reader: FrameReader): Frame | undefined {
  const group = reader.number();
  const message = readMessage(reader);
  return message && { kind: "raft", group, message };
}

function readChunk(reader: FrameReader): Frame {
  const where = readWhere(reader);
  const [file, position, total] = [reader.number(), reader.number(), reader.number()];
  const bytes = reader.bytes();
  if (position + bytes.length > total) throw new FrameError("a piece of a snapshot reaches beyond its end");
  return { kind: "chunk", ...where, file, position, total, bytes };
}

function writeState(writer: Writer, frame: StateFrame): void {
  const { version, high, low, isAnswer, wantsSnapshot, snapshotIndex } = frame;
  writeWhere(writer, frame);
  for (const value of [version, high, low, Number(isAnswer), Number(wantsSnapshot), snapshotIndex])
    writer.number(value);
}

function readState(reader: FrameReader): StateFrame {
  const where = readWhere(reader);
  const digest = { version: reader.number(), high: reader.number(), low: reader.number() };
  const [isAnswer, wantsSnapshot] = [reader.number() === 1, reader.number() === 1];
  return { kind: "state", ...where, ...digest, isAnswer, wantsSnapshot, snapshotIndex: reader.number() };
}

type Where = Pick<FetchFrame, "group" | "to" | "from" | "index">;

function writeWhere(writer: Writer, { group, to, from, index }: Where): void {
  for (const value of [group, to, from, index]) writer.number(value);
}

function readWhere(reader: FrameReader): Where {
  return { group: reader.number(), to: reader.number(), from: reader.number(), index: reader.number() };
}
