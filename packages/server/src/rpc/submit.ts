import type { CommandKind, ResponseHeader } from "@keyval/api";
import { Refusal, type Result } from "@keyval/statemachine";
import type { AppliedCommand } from "../node/index.js";
import type { Caller, Reply } from "./reply.js";
import { headerOf, type Served } from "./served.js";

/** Sends a command through the log; the answer has the header of the revision at which it was applied. */
export function submit<T extends { readonly header: ResponseHeader | undefined }>(
  served: Served,
  kind: CommandKind,
  body: Uint8Array,
  caller: Caller,
  reply: Reply<T>,
): void {
  submitPlain(served, kind, body, caller, (answer) => {
    if (answer instanceof Refusal) reply(answer);
    else {
      const result = answer.result as unknown as T;
      // One that was remembered for a session has the revision of its own time.
      reply({ ...result, header: served.header(result.header?.revision ?? answer.revision) });
    }
  });
}

/** The same for a command whose result is no response. */
export function submitPlain(
  served: Served,
  kind: CommandKind,
  body: Uint8Array,
  caller: Caller,
  reply: Reply<{ readonly result: Exclude<Result, Refusal>; readonly revision: number }>,
): void {
  if (body.length > served.requestBytesMax) {
    reply(new Refusal("requestTooLarge"));
    return;
  }
  served.submissions.submit(headerOf(kind, caller), body, (outcome) => {
    if (outcome.error !== undefined) {
      reply(new Refusal(outcome.error));
      return;
    }
    const { result, revision } = outcome.result as AppliedCommand;
    reply(result instanceof Refusal ? result : { result, revision });
  });
}
