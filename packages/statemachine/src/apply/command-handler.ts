import type { EntryHeader } from "@keyval/api";
import type { Position } from "../position.js";
import type { Result } from "../result.js";
import type { Tables } from "../tables.js";

/**
 * Does one kind of command, or refuses it as a whole: whether it can be read comes first, then whether its caller may do it,
 * whether an alarm forbids it, and whether it makes sense. Throws a `DecodeError` where it can not be read.
 */
export type CommandHandler = (tables: Tables, body: Uint8Array, caller: EntryHeader, position: Position) => Result;
