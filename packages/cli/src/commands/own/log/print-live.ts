import { type Client, UnexpectedStatus } from "@keyval/client";
import { withClient } from "../../../connection/with-client.js";
import type { Call } from "../../../frame/command.js";
import { Failure } from "../../../frame/failure.js";
import { untilInterrupted } from "../../../until-interrupted.js";

interface Range {
  readonly from: number;
  readonly to: number;
  readonly follow: boolean;
}

/** The code of gRPC for a service that is not there. */
const UNIMPLEMENTED = 12;

/** Prints what a running member has applied. */
export function printLive(
  call: Pick<Call, "globals" | "given" | "terminal"> & { readonly flags: Range },
): Promise<number | undefined> {
  return withClient(call, (client) => untilInterrupted(call.terminal, (signal) => print(client, call, signal)));
}

async function print(client: Client, call: Parameters<typeof printLive>[0], signal: AbortSignal): Promise<void> {
  const { from: first, to: last, follow } = call.flags;
  // Without an end unless one is asked for: a long log takes its time, and who follows has no end in mind.
  const timeoutMs = call.given.has("command-timeout") ? call.globals["command-timeout"] : Infinity;
  try {
    for await (const { lines } of client.rpc.commandLog.read({ first, last, follow }, { signal, timeoutMs })) {
      for (const line of lines) call.terminal.out(`${line}\n`);
    }
  } catch (error) {
    if (!(error instanceof UnexpectedStatus && error.status === UNIMPLEMENTED)) throw error;
    throw new Failure(
      "this server does not show its log: only KeyVal does",
      undefined,
      "Stop it, and name its data directory.",
    );
  }
}
