import { setTimeout } from "node:timers/promises";
import type { WatchCreateRequest, WatchResponse } from "@keyval/api";
import { type Client, ConnectionLost, Unreachable } from "@keyval/client";

/** How long the beginning of a new stream is put off after one broke. */
const PAUSE_MS = 500;

export interface WatchOptions {
  readonly signal?: AbortSignal;
  /** Called with what asks the server how far it is, for each stream that is opened. */
  readonly opened?: (askProgress: () => Promise<unknown>) => void;
}

/**
 * What the server says about a watch, the confirmation of its beginning left out. When the connection breaks, the watch goes
 * on from where it was on another one; it ends when the server cancels it, and that answer is the last.
 */
export async function* watchResponses(
  client: Client,
  request: Partial<WatchCreateRequest>,
  { signal, opened }: WatchOptions = {},
): AsyncGenerator<WatchResponse, void, void> {
  const options = { timeoutMs: Infinity, ...(signal === undefined ? {} : { signal }) };
  let startRevision = request.startRevision ?? 0;
  for (;;) {
    try {
      using stream = await client.rpc.watch.watch(options);
      await stream.write({ createRequest: { ...request, startRevision } });
      opened?.(() => stream.write({ progressRequest: {} }));
      for await (const response of stream) {
        // A watch without a revision begins with the first one after it was made: later streams have to know which.
        const revision = (response.header?.revision ?? 0) + 1;
        if (response.created && startRevision === 0) startRevision = revision;
        if (!response.created && !response.fragment)
          startRevision = Math.max(startRevision, nextOf(response, revision));
        if (!response.created || response.canceled) yield response;
        if (response.canceled) return;
      }
    } catch (error) {
      if (!(error instanceof ConnectionLost) && !(error instanceof Unreachable)) throw error;
    }
    await setTimeout(PAUSE_MS, undefined, options);
  }
}

/** A response with events tells all up to the last of them; one without, all up to its header. */
function nextOf({ events }: WatchResponse, afterHeader: number): number {
  const last = events.at(-1)?.kv;
  return last === undefined ? afterHeader : last.modRevision + 1;
}
