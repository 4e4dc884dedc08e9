import { errors, type Id } from "@keyval/api";
import type { Client } from "@keyval/client";
import { expect, leaseArgument } from "../../arguments.js";
import { keepAlives } from "../../connection/keep-alives.js";
import { withClient } from "../../connection/with-client.js";
import { type Call, command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { Failure } from "../../frame/failure.js";
import { toggle } from "../../frame/flag.js";
import { untilInterrupted } from "../../until-interrupted.js";
import { show } from "../../output/answer.js";
import { keepAliveAnswer, leaseId } from "../../output/answers/lease.js";

export const keepAlive = command({
  usage: "[options] <leaseID>",
  examples: [
    { what: "Keep a lease alive until this command is stopped", line: "lease keep-alive 326963a02758b527" },
    { what: "Give a lease its whole time once more", line: "lease keep-alive --once 326963a02758b527" },
  ],
  flags: { once: toggle("Resets the keep-alive time to its original value and exits immediately") },
  run: async (call) => {
    const [argument = ""] = expect(call.args, 1, "lease keep-alive command needs lease ID as argument");
    const id = leaseArgument(argument, "lease ID arg");
    return withClient(call, (client) => (call.flags.once ? once(client, id, call) : forever(client, id, call)), {
      exitCode: ExitCode.badConnection,
    });
  },
});

async function once(client: Client, id: Id, call: Pick<Call, "terminal" | "globals">): Promise<undefined> {
  const signal = AbortSignal.timeout(call.globals["command-timeout"]);
  try {
    for await (const response of keepAlives(client, id, signal)) {
      show(keepAliveAnswer(response), call);
      return;
    }
  } catch (error) {
    if (signal.aborted) throw new Failure("context deadline exceeded", ExitCode.badConnection);
    throw error;
  }
  throw new Failure(errors.leaseNotFound.message, ExitCode.badConnection);
}

function forever(client: Client, id: Id, call: Pick<Call, "terminal" | "globals">): Promise<number | undefined> {
  return untilInterrupted(call.terminal, async (signal) => {
    for await (const response of keepAlives(client, id, signal)) show(keepAliveAnswer(response), call);
    if (call.globals["write-out"] === "simple") call.terminal.out(`lease ${leaseId(id)} expired or revoked.\n`);
  });
}
