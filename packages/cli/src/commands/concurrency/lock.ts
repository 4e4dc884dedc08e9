import type { Id } from "@keyval/api";
import type { Client } from "@keyval/client";
import { bytesOf } from "../../arguments.js";
import { inSession } from "../../connection/in-session.js";
import { withClient } from "../../connection/with-client.js";
import { type Call, command } from "../../frame/command.js";
import { badArguments, Failure } from "../../frame/failure.js";
import { integer } from "../../frame/flag.js";
import { show } from "../../output/answer.js";
import { rangeAnswer } from "../../output/answers/kv.js";
import { runProgram } from "../../run-program.js";

export const lock = command({
  usage: "<lockname> [exec-command arg1 arg2 ...]",
  description:
    "Holds the lock until it is stopped, or until the program has ended, whose exit status becomes that of this command.\n" +
    "The program finds ETCD_LOCK_KEY and ETCD_LOCK_REV in its environment: the revision is a fencing token.",
  examples: [
    { what: "Hold a lock until Ctrl-C", line: "lock nightly" },
    { what: "Run a program that must not run twice at a time", line: "lock nightly ./backup.sh" },
  ],
  flags: { ttl: integer(10, "timeout for session") },
  run: (call) => {
    const [name, ...program] = call.args;
    if (name === undefined) {
      throw badArguments("lock takes a lock name argument and an optional command to execute");
    }
    return withClient(call, (client) =>
      inSession(client, call.flags.ttl, call.terminal.interrupted, (lease, lost) =>
        hold(client, { name: bytesOf(name), lease, lost }, program, call),
      ),
    );
  },
});

interface Claim {
  readonly name: Uint8Array;
  readonly lease: Id;
  /** Aborted when the lease is over, or the command is to end. */
  readonly lost: AbortSignal;
}

async function hold(
  client: Client,
  { name, lease, lost }: Claim,
  program: readonly string[],
  call: Pick<Call, "terminal" | "globals">,
): Promise<number> {
  const { key, header } = await client.rpc.lock.lock({ name, lease }, { timeoutMs: Infinity, signal: lost });
  try {
    if (program.length > 0) {
      const environment = { ETCD_LOCK_KEY: Buffer.from(key).toString(), ETCD_LOCK_REV: `${header?.revision ?? 0}` };
      return await runProgram(program, environment);
    }
    const held = await client.rpc.kv.range({ key });
    if (held.kvs.length === 0) throw new Failure("lock lost on init");
    show(rangeAnswer(held), call);
    await new Promise((resolve) => {
      lost.addEventListener("abort", resolve, { once: true });
    });
    if (!call.terminal.interrupted.aborted) throw new Failure("session expired");
    return 0;
  } finally {
    await client.rpc.lock.unlock({ key });
  }
}
