import type { CommandId } from "@keyval/api";
import { described } from "./call-name.js";
import type { Call } from "./history.js";
import { isReading } from "./is-reading.js";
import { isSame, shown } from "./is-same.js";
import type { Replay } from "./replay.js";

/**
 * A command of a session is done once, however often it is sent: every call that sends it and is answered is told the same,
 * with the revision of the first time.
 */
export function sessionChecker({ run, commandsOf }: Replay): string | undefined {
  const told = new Map<string, { readonly call: Call; readonly reply: object }>();
  for (const call of run.calls) {
    // What only reads is no command: it does not get as far as the session.
    if (call.command === undefined || call.outcome.kind !== "reply" || isReading(call)) continue;
    const { header, ...rest } = call.outcome.reply;
    const reply = { ...rest, revision: header?.revision };
    const name = nameOf(call.client, call.command);
    const first = told.get(name) ?? { call, reply };
    told.set(name, first);
    if (!isSame(reply, first.reply)) {
      return `${described(call)} was told ${shown(reply)}, and ${described(first.call)}, the same command, ${shown(first.reply)}`;
    }
    const [command] = commandsOf(call).slice(-1);
    if (command === undefined || command.revision === header?.revision) continue;
    const right = `command ${command.command.index} has to be told ${command.revision}`;
    return `${described(call)} was told revision ${header?.revision ?? "none"}, and ${right}`;
  }
  return undefined;
}

function nameOf(client: number, { session, number }: CommandId): string {
  return `${client} ${session} ${number}`;
}
