import { AssertionError } from "@keyval/raft";
import { Reader, Writer } from "@keyval/raft/varint";

/**
 * What stands before every command in the log, so that routing, numbering and retries never look into the command
 * itself. There is no revision in it: the order of commands is decided elsewhere. docs/internals/entry-header.md has
 * the layout.
 */
export interface EntryHeader {
  /** What the command is; the state machine knows. */
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
}

export interface CommandId {
  readonly session: number;
  readonly number: number;
  /** The client has the answers of all its commands below this number. */
  readonly acknowledged: number;
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
const FIELD = { epoch: 1, command: 2, user: 3, authRevision: 4, span: 5 } as const;

export const BARE_HEADER: EntryHeader = {
  kind: 0,
  epoch: 0,
  command: undefined,
  user: "",
  authRevision: 0,
  spans: [],
};

export function encodeEntry(header: EntryHeader, body: Uint8Array): Uint8Array {
  const fields = new Writer();
  writeFields(fields, header);
  const fieldBytes = fields.bytes();
  const start = new Writer();
  start.number(VERSION);
  start.number(header.kind);
  start.number(fieldBytes.length);
  return joined([start.bytes(), fieldBytes, body]);
}

export function decodeEntry(payload: Uint8Array): HeadedEntry {
  const reader = new Reader(payload);
  checkVersion(reader.number());
  const kind = reader.number();
  const fields = reader.view(reader.number());
  return { header: readFields(kind, new Reader(fields)), body: reader.rest() };
}

/** The command alone, without a look at the fields. */
export function bodyOf(payload: Uint8Array): Uint8Array {
  const reader = new Reader(payload);
  checkVersion(reader.number());
  reader.number();
  reader.view(reader.number());
  return reader.rest();
}

/** The log's checksums found nothing wrong, so somebody proposed what not every member can read. */
function checkVersion(version: number): void {
  if (version !== VERSION) throw new AssertionError(`an entry's header has version ${VERSION} (${version})`);
}

function writeFields(writer: Writer, { epoch, command, user, authRevision, spans }: EntryHeader): void {
  if (epoch > 0) writeField(writer, FIELD.epoch, (field) => field.number(epoch));
  if (command !== undefined) {
    writeField(writer, FIELD.command, (field) => {
      field.number(command.session);
      field.number(command.number);
      field.number(command.acknowledged);
    });
  }
  if (user !== "") writeField(writer, FIELD.user, (field) => field.text(user));
  if (authRevision > 0) writeField(writer, FIELD.authRevision, (field) => field.number(authRevision));
  for (const { first, end } of spans) {
    writeField(writer, FIELD.span, (field) => {
      field.number(first.length);
      field.append(first);
      field.append(end);
    });
  }
}

function writeField(writer: Writer, field: number, write: (content: Writer) => void): void {
  const content = new Writer(16);
  write(content);
  const bytes = content.bytes();
  writer.number(field);
  writer.number(bytes.length);
  writer.append(bytes);
}

function readFields(kind: number, reader: Reader): EntryHeader {
  let { epoch, command, user, authRevision }: EntryHeader = BARE_HEADER;
  const spans: KeySpan[] = [];
  while (!reader.isAtEnd) {
    const field = reader.number();
    const content = new Reader(reader.view(reader.number()));
    if (field === FIELD.epoch) epoch = content.number();
    if (field === FIELD.command) command = readCommand(content);
    if (field === FIELD.user) user = content.text();
    if (field === FIELD.authRevision) authRevision = content.number();
    if (field === FIELD.span) spans.push({ first: content.view(content.number()), end: content.rest() });
  }
  return { kind, epoch, command, user, authRevision, spans };
}

function readCommand(reader: Reader): CommandId {
  return { session: reader.number(), number: reader.number(), acknowledged: reader.number() };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
