import { BARE_HEADER, encodeEntry } from "@keyval/api";
import { Reader, Writer } from "@keyval/raft/varint";

/** What the simulator's clients do to a key. Keys, values and versions are whole numbers. */
export type Command =
  | { readonly kind: "put"; readonly key: number; readonly value: number }
  /** Only if the key has this value. */
  | { readonly kind: "compareAndSet"; readonly key: number; readonly expected: number; readonly value: number }
  | { readonly kind: "delete"; readonly key: number };

/** What a key holds; version 0 stands for nothing. */
export interface Register {
  readonly value: number;
  /** Counts the changes since the key was created. */
  readonly version: number;
  /** The index of the last change. */
  readonly revision: number;
}

export const EMPTY_REGISTER: Register = { value: 0, version: 0, revision: 0 };

export interface CommandResult {
  /** Whether anything was changed. */
  readonly changed: boolean;
  /** The key after the command. */
  readonly register: Register;
}

const KINDS = ["put", "compareAndSet", "delete"] as const;

export function encodeCommand(command: Command): Uint8Array {
  const writer = new Writer();
  writer.number(KINDS.indexOf(command.kind));
  writer.number(command.key);
  if (command.kind === "compareAndSet") writer.number(command.expected);
  if (command.kind !== "delete") writer.number(command.value);
  return encodeEntry(BARE_HEADER, writer.bytes());
}

export function decodeCommand(body: Uint8Array): Command {
  const reader = new Reader(body);
  const kind = KINDS[reader.number()];
  const key = reader.number();
  switch (kind) {
    case "put":
      return { kind, key, value: reader.number() };
    case "compareAndSet":
      return { kind, key, expected: reader.number(), value: reader.number() };
    case "delete":
      return { kind, key };
    default:
      throw new RangeError("a command of no known kind");
  }
}

/** What a command does, taking effect at `revision`: the whole state machine in one place. */
export function obey(command: Command, before: Register, revision: number): CommandResult {
  if (!isChange(command, before)) return { changed: false, register: before };
  if (command.kind === "delete") return { changed: true, register: EMPTY_REGISTER };
  return { changed: true, register: { value: command.value, version: before.version + 1, revision } };
}

function isChange(command: Command, before: Register): boolean {
  switch (command.kind) {
    case "put":
      return true;
    case "compareAndSet":
      return before.version > 0 && before.value === command.expected;
    case "delete":
      return before.version > 0;
  }
}
