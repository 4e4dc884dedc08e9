import { type Client, KeyValError } from "@keyval/client";
import type { At } from "../../output/answers/endpoint.js";
import { describeError, failureOf } from "../../connection/describe-error.js";
import type { Terminal } from "../../frame/terminal.js";

/** The endpoints that were given, or those of all members. */
export async function endpointsToAsk(client: Client, isCluster: boolean): Promise<readonly string[]> {
  if (!isCluster) return client.endpoints;
  try {
    const { members } = await client.rpc.cluster.memberList({ linearizable: true });
    return members.flatMap(({ clientURLs }) => clientURLs);
  } catch (error) {
    throw failureOf(error, undefined, (text) => `failed to fetch endpoints from etcd cluster member list: ${text}`);
  }
}

/** Asks one endpoint after the other, and complains about those that do not answer. */
export async function askEach<T>(
  endpoints: readonly string[],
  ask: (endpoint: string) => Promise<T>,
  { terminal, what }: { readonly terminal: Terminal; readonly what: string },
): Promise<{ readonly answers: readonly At<T>[]; readonly lastError: KeyValError | undefined }> {
  const answers: At<T>[] = [];
  let lastError: KeyValError | undefined;
  for (const endpoint of endpoints) {
    try {
      answers.push({ endpoint, response: await ask(endpoint) });
    } catch (error) {
      if (!(error instanceof KeyValError)) throw error;
      lastError = error;
      terminal.error(`Failed to get the ${what} of endpoint ${endpoint} (${describeError(error)})\n`);
    }
  }
  return { answers, lastError };
}
