import { AssertionError } from "../assert.js";
import { Writer } from "../wire/writer.js";
import { NumberReader } from "./number-reader.js";

/**
 * What stands before every command in the log, so that routing, numbering and retries never look into the command
 * itself. There is no revision in it: the order of commands is decided elsewhere. docs/internals/entry-header.md has
 * the layout.
 */
export interface EntryHeader {
  /** What the command is: a `CommandKind`, or one that is newer than this program. */
  readonly kind: number;
  /** The version of the group's key range that the proposer knew. */
  readonly epoch: number;
  /** Who proposed it, and as which of its commands; undefined without a session. */
  readonly command: CommandId | undefined;
  /** On whose behalf, and by which revision of users and roles; empty for nobody. */
  readonly user: string;
  readonly authRevision: number;
  /** The spans of keys that the command may touch. */
  readonly spans: readonly KeySpan[];
  /** Set where a member sent the command to the leader for a client of its own, and waits to see it applied. */
  readonly origin: Origin | undefined;
}

export interface CommandId {
  readonly session: number;
  readonly number: number;
  /** The client has the answers of all its commands below this number. */
  readonly acknowledged: number;
}

export interface Origin {
  /** Names one run of the member's process. */
  readonly run: number;
  /** Counts what it sent. */
  readonly number: number;
}

export interface KeySpan {
  readonly first: Uint8Array;
  /** Behind the last key of the span; equal to `first` for a single key. */
  readonly end: Uint8Array;
}

export interface HeadedEntry {
  readonly header: EntryHeader;
  /** The command itself: a view of the entry's payload. */
  readonly body: Uint8Array;
}

const VERSION = 1;

/** Fields by number; one that is not known is skipped, so that later versions can add some. */
const FIELD = { epoch: 1, command: 2, user: 3, authRevision: 4, span: 5, origin: 6 } as const;

/** Version, kind and length, while each of them is below 128. */
const SHORT_START_BYTES = 3;
const SHORT_KINDS = 128;

// Encoding is never interrupted, so that one writer serves all entries.
const writer = new Writer();

/** A header that says nothing but the kind, one for each that takes a byte: most entries have one of these. */
const bareHeaders: readonly EntryHeader[] = Array.from({ length: SHORT_KINDS }, (_, kind) => withoutFields(kind));

/** The one to start from with `{ ...BARE_HEADER, kind }` where there are fields. */
export const BARE_HEADER: EntryHeader = withoutFields(0);

export function bareHeader(kind: number): EntryHeader {
  return bareHeaders[kind] ?? withoutFields(kind);
}

export function encodeEntry(header: EntryHeader, body: Uint8Array): Uint8Array {
  writer.clear();
  writer.prepend(body);
  if (hasFields(header)) writeFields(header);
  writer.number(writer.length - body.length);
  writer.number(header.kind);
  writer.number(VERSION);
  return writer.take();
}

export function decodeEntry(payload: Uint8Array): HeadedEntry {
  if (isBare(payload)) return { header: bareHeader(payload[1] ?? 0), body: payload.subarray(SHORT_START_BYTES) };
  const reader = new NumberReader(payload);
  checkVersion(reader.number());
  const kind = reader.number();
  const fields = reader.within(reader.number());
  return { header: readFields(kind, fields), body: reader.rest() };
}

/** The kind alone. */
export function kindOf(payload: Uint8Array): number {
  const kind = payload[1] ?? SHORT_KINDS;
  if (payload[0] === VERSION && kind < SHORT_KINDS) return kind;
  const reader = new NumberReader(payload);
  checkVersion(reader.number());
  return reader.number();
}

/** The command alone, without a look at the fields. */
export function bodyOf(payload: Uint8Array): Uint8Array {
  if (isBare(payload)) return payload.subarray(SHORT_START_BYTES);
  const reader = new NumberReader(payload);
  checkVersion(reader.number());
  reader.number();
  reader.within(reader.number());
  return reader.rest();
}

function withoutFields(kind: number): EntryHeader {
  return Object.freeze({ kind, epoch: 0, command: undefined, user: "", authRevision: 0, spans: [], origin: undefined });
}

function hasFields({ epoch, command, user, authRevision, spans, origin }: EntryHeader): boolean {
  const isHeaded = epoch > 0 || command !== undefined || user !== "" || authRevision > 0;
  return isHeaded || spans.length > 0 || origin !== undefined;
}

function isBare(payload: Uint8Array): boolean {
  return payload[0] === VERSION && (payload[1] ?? SHORT_KINDS) < SHORT_KINDS && payload[2] === 0;
}

/** The log's checksums found nothing wrong, so somebody proposed what not every member can read. */
function checkVersion(version: number): void {
  if (version !== VERSION) throw new AssertionError(`an entry's header has version ${VERSION} (${version})`);
}

/** From the last field to the first, as the writer wants it. */
function writeFields({ epoch, command, user, authRevision, spans, origin }: EntryHeader): void {
  if (origin !== undefined) writeField(FIELD.origin, () => writeOrigin(origin));
  for (const span of spans.toReversed()) writeField(FIELD.span, () => writeSpan(span));
  if (authRevision > 0) writeField(FIELD.authRevision, () => writer.number(authRevision));
  if (user !== "") writeField(FIELD.user, () => writeText(user));
  if (command !== undefined) writeField(FIELD.command, () => writeCommand(command));
  if (epoch > 0) writeField(FIELD.epoch, () => writer.number(epoch));
}

function writeField(field: number, writeContent: () => void): void {
  const before = writer.length;
  writeContent();
  writer.number(writer.length - before);
  writer.number(field);
}

function writeSpan({ first, end }: KeySpan): void {
  writer.prepend(end);
  writer.prepend(first);
  writer.number(first.length);
}

function writeText(text: string): void {
  for (let i = text.length - 1; i >= 0; i--) writer.number(text.charCodeAt(i));
  writer.number(text.length);
}

function writeCommand({ session, number, acknowledged }: CommandId): void {
  writer.number(acknowledged);
  writer.number(number);
  writer.number(session);
}

function writeOrigin({ run, number }: Origin): void {
  writer.number(number);
  writer.number(run);
}

function readFields(kind: number, reader: NumberReader): EntryHeader {
  let { epoch, command, user, authRevision, origin } = bareHeader(kind);
  const spans: KeySpan[] = [];
  while (!reader.isAtEnd) {
    const field = reader.number();
    const content = reader.within(reader.number());
    if (field === FIELD.epoch) epoch = content.number();
    if (field === FIELD.command) command = readCommand(content);
    if (field === FIELD.user) user = content.text();
    if (field === FIELD.authRevision) authRevision = content.number();
    if (field === FIELD.span) spans.push({ first: content.view(content.number()), end: content.rest() });
    if (field === FIELD.origin) origin = { run: content.number(), number: content.number() };
  }
  return { kind, epoch, command, user, authRevision, spans, origin };
}

function readCommand(reader: NumberReader): CommandId {
  return { session: reader.number(), number: reader.number(), acknowledged: reader.number() };
}
