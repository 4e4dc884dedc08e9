import { setTimeout } from "node:timers/promises";
import type { Member } from "@keyval/api";
import { type Client, KeyValError } from "@keyval/client";

/** How soon the client hears of members that have come. */
const PAUSE_MS = 10_000;

/** For a question that is easy to answer. */
const PATIENCE_MS = 2_000;

/** Until the signal is aborted, the client is told of members that it was not given: those that it was may be replaced, one after the other. */
export async function learnMembers(client: Client, signal: AbortSignal): Promise<void> {
  const given = client.endpoints;
  while (!signal.aborted) {
    await learn(client, given, signal).catch(ignore);
    await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function learn(client: Client, given: readonly string[], signal: AbortSignal): Promise<void> {
  const options = { timeoutMs: PATIENCE_MS, signal };
  const { members } = await client.rpc.cluster.memberList({ linearizable: false }, options);
  const found = await Promise.all(members.map((member) => addressesOf(member, client, signal)));
  client.setEndpoints([...given, ...found.flat()]);
}

/** Where it is found from here, too: what it says of itself may be another one's address here, or nobody's. */
async function addressesOf({ ID, clientURLs }: Member, client: Client, signal: AbortSignal): Promise<string[]> {
  const answering = clientURLs.map(async (endpoint) => {
    const options = { endpoint, timeoutMs: PATIENCE_MS, once: true, signal };
    const answer = await client.rpc.maintenance.status({}, options).catch(ignore);
    return answer?.header?.memberId === ID ? [endpoint] : [];
  });
  return (await Promise.all(answering)).flat();
}

function ignore(error: unknown): undefined {
  if (!(error instanceof KeyValError)) throw error;
  return undefined;
}
