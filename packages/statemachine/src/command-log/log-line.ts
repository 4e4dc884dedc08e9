import { decodeEntry, DecodeError, type EntryHeader } from "@keyval/api";
import { type JsonObject, toJson } from "@keyval/api/reflection";
import { messageOf, nameOf } from "./command-messages.js";
import type { LoggedEntry } from "./logged-entry.js";

/** What stands for the hash of a password. */
const MASK = "(masked)";

/**
 * An entry as one line of JSON: where it stands, who proposed it, and what it asks for as etcd's JSON has it, with what else there is to
 * say of it behind. Secrets are masked.
 */
export function logLine({ index, term, payload }: LoggedEntry, besides: object = {}): string {
  if (payload === undefined) return JSON.stringify({ index, term, kind: "consensus", ...besides });
  const { header, body } = decodeEntry(payload);
  const kind = nameOf(header.kind) ?? `kind ${header.kind}`;
  return JSON.stringify({ index, term, kind, ...proposerOf(header), ...commandOf(header.kind, body), ...besides });
}

function proposerOf({ user, authRevision, command }: EntryHeader): object {
  return {
    ...(user !== "" && { user }),
    ...(authRevision > 0 && { authRevision }),
    ...(command !== undefined && { session: command.session, number: command.number }),
  };
}

/** A body that can not be read is told by its length: the state machine refuses it. */
function commandOf(kind: number, body: Uint8Array): object {
  const message = messageOf(kind);
  if (message === undefined) return body.length === 0 ? {} : { bytes: body.length };
  try {
    return { command: masked(toJson(message.name, message.decode(body))) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { bytes: body.length, error: error.code };
  }
}

function masked(command: JsonObject): JsonObject {
  return "hash" in command ? { ...command, hash: MASK } : command;
}
