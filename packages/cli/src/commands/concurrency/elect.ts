import { RangeResponse } from "@keyval/api";
import type { Client } from "@keyval/client";
import { bytesOf } from "../../arguments.js";
import { inSession } from "../../connection/in-session.js";
import { withClient } from "../../connection/with-client.js";
import { type Call, command } from "../../frame/command.js";
import { badArguments, Failure } from "../../frame/failure.js";
import { toggle } from "../../frame/flag.js";
import { show } from "../../output/answer.js";
import { rangeAnswer } from "../../output/answers/kv.js";
import { untilInterrupted } from "../../until-interrupted.js";

/** How long an elected process that is gone stays elected, in seconds. */
const SESSION_TTL = 60;

export const elect = command({
  usage: "<election-name> [proposal]",
  examples: [
    { what: "Stand for election, and lead until Ctrl-C", line: "elect primary node-1" },
    { what: "Follow who leads", line: "elect primary -l" },
  ],
  flags: { listen: toggle("observation mode", { short: "l" }) },
  run: async (call) => {
    const [name, proposal] = call.args;
    if (name === undefined || call.args.length > 2) {
      throw badArguments("elect takes one election name argument and an optional proposal argument");
    }
    const isListening = call.flags.listen;
    if (proposal === undefined && !isListening) throw badArguments("no proposal argument but -l not set");
    if (proposal !== undefined && isListening) throw badArguments("proposal given but -l is set");
    await withClient(call, (client) =>
      proposal === undefined ? observe(client, name, call) : campaign(client, name, proposal, call),
    );
  },
});

/** Being stopped is how it ends. */
async function observe(client: Client, name: string, call: Pick<Call, "terminal" | "globals">): Promise<void> {
  const status = await untilInterrupted(call.terminal, async (signal) => {
    const leaders = client.rpc.election.observe({ name: bytesOf(name) }, { timeoutMs: Infinity, signal });
    for await (const { header, kv } of leaders) {
      show(rangeAnswer(RangeResponse.create({ header, kvs: kv === undefined ? [] : [kv] })), call);
    }
  });
  if (status === undefined) throw new Failure("elect: observer lost");
}

function campaign(
  client: Client,
  name: string,
  proposal: string,
  call: Pick<Call, "terminal" | "globals">,
): Promise<void> {
  const { interrupted } = call.terminal;
  return inSession(client, SESSION_TTL, interrupted, async (lease, lost) => {
    const request = { name: bytesOf(name), lease, value: bytesOf(proposal) };
    const { leader } = await client.rpc.election.campaign(request, { timeoutMs: Infinity, signal: lost });
    try {
      show(rangeAnswer(await client.rpc.kv.range({ key: leader?.key })), call);
      await new Promise((resolve) => {
        lost.addEventListener("abort", resolve, { once: true });
      });
      if (!interrupted.aborted) throw new Failure("elect: session expired");
    } finally {
      await client.rpc.election.resign({ leader });
    }
  });
}
