import type { EntryHeader } from "@keyval/api";
import { userOf, type Call } from "./history.js";

/** What the log knows the commands of a call by. */
export function callName({ client, number }: Pick<Call, "client" | "number">): string {
  return `${userOf(client)}/${number}`;
}

/** The call that the command was made of; undefined for one of the members' own. */
export function callOfCommand({ user, authRevision }: EntryHeader): string | undefined {
  return user === "" ? undefined : `${user}/${authRevision}`;
}

/** For the sentences of checkers. */
export function described(call: Call): string {
  const { kind, member, start, end } = call;
  return `${callName(call)} (${kind} at ${member}, ${seconds(start)} to ${end === undefined ? "?" : seconds(end)})`;
}

export function seconds(microseconds: number): string {
  return (microseconds / 1_000_000).toFixed(6);
}
