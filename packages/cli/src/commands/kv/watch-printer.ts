import { errors, EventType, type WatchResponse } from "@keyval/api";
import type { Call } from "../../frame/command.js";
import { Failure } from "../../frame/failure.js";
import { show } from "../../output/answer.js";
import { watchAnswer } from "../../output/answers/watch.js";
import { goQuote } from "../../output/go-quote.js";
import { runProgram } from "../../run-program.js";

/** Shows what a watch tells, and runs a program for each event. */
export async function printWatch(
  responses: AsyncIterable<WatchResponse>,
  program: readonly string[],
  call: Pick<Call, "terminal" | "globals">,
): Promise<void> {
  for await (const response of responses) {
    const { canceled, events, header } = response;
    if (canceled) call.terminal.error(`watch was canceled (${reasonOf(response)})\n`);
    if (!canceled && events.length === 0) call.terminal.out(`progress notify: ${header?.revision ?? 0}\n`);
    show(watchAnswer(response), call);
    if (program.length > 0) await runForEvents(program, response);
  }
}

async function runForEvents(program: readonly string[], { events, header }: WatchResponse): Promise<void> {
  for (const { type, kv } of events) {
    const status = await runProgram(program, {
      ETCD_WATCH_REVISION: `${header?.revision ?? 0}`,
      ETCD_WATCH_EVENT_TYPE: `"${type === EventType.DELETE ? "DELETE" : "PUT"}"`,
      ETCD_WATCH_KEY: goQuote(kv?.key ?? ""),
      ETCD_WATCH_VALUE: goQuote(kv?.value ?? ""),
    });
    if (status !== 0) throw new Failure(`command ${program.join(" ")} error (exit status ${status})`);
  }
}

function reasonOf({ compactRevision, cancelReason }: WatchResponse): string {
  if (compactRevision !== 0) return errors.compacted.message;
  if (cancelReason === "") return errors.futureRevision.message;
  const isKnown = Object.values(errors).some(({ message }) => message === cancelReason);
  return isKnown ? cancelReason : `rpc error: code = FailedPrecondition desc = ${cancelReason}`;
}
