import type { CommandId } from "@keyval/api";

/** The metadata of a command of a session. */
export const COMMAND_HEADER = "keyval-command";

const THREE_NUMBERS = /^(\d{1,16}) (\d{1,16}) (\d{1,16})$/u;

/** `<session> <number> <acknowledged>` as a command of a session; undefined if it is none. */
export function commandOf(text: string): CommandId | undefined {
  const [session, number, acknowledged] = THREE_NUMBERS.exec(text)?.slice(1).map(Number) ?? [];
  if (session === undefined || number === undefined || acknowledged === undefined) return undefined;
  const isExact = [session, number, acknowledged].every(Number.isSafeInteger);
  return isExact ? { session, number, acknowledged } : undefined;
}
