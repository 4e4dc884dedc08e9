import { commandCodecs, CommandKind, type MessageCodec } from "@keyval/api";

type CommandCodec = Pick<MessageCodec<object>, "name"> & { decode(bytes: Uint8Array): object };

/** Undefined for a command without a body, and for a kind that is newer than this program. */
export function messageOf(kind: number): CommandCodec | undefined {
  return (commandCodecs as Readonly<Record<number, CommandCodec>>)[kind];
}

/** The name of a kind; undefined for one that is newer than this program. */
export function nameOf(kind: number): string | undefined {
  return Object.entries(CommandKind).find(([, number]) => number === kind)?.[0];
}
