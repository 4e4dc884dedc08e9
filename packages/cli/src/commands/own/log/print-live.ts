import type { Client } from "@keyval/client";
import { isUnimplemented } from "../../../connection/is-unimplemented.js";
import { withClient } from "../../../connection/with-client.js";
import type { Call } from "../../../frame/command.js";
import { Failure } from "../../../frame/failure.js";
import { learnMembers } from "./learn-members.js";
import { liveLines, type LogRange } from "./live-lines.js";
import { untilInterrupted } from "../../../until-interrupted.js";

/** Prints what a running member has applied. */
export function printLive(
  call: Pick<Call, "globals" | "given" | "terminal"> & { readonly flags: LogRange },
): Promise<number | undefined> {
  return withClient(call, (client) => untilInterrupted(call.terminal, (signal) => print(client, call, signal)));
}

async function print(client: Client, call: Parameters<typeof printLive>[0], signal: AbortSignal): Promise<void> {
  // Without an end unless one is asked for: a long log takes its time, and who follows has no end in mind.
  const timeoutMs = call.given.has("command-timeout") ? call.globals["command-timeout"] : Infinity;
  const ended = new AbortController();
  const learning = call.flags.follow ? learnMembers(client, AbortSignal.any([signal, ended.signal])) : undefined;
  try {
    for await (const line of liveLines(client, call.flags, { signal, timeoutMs })) call.terminal.out(`${line}\n`);
  } catch (error) {
    if (!isUnimplemented(error)) throw error;
    throw new Failure(
      "this server does not show its log: only KeyVal does",
      undefined,
      "What changes from now on 'kvctl watch \"\" --prefix' tells of etcd, too.",
    );
  } finally {
    ended.abort();
    await learning;
  }
}
