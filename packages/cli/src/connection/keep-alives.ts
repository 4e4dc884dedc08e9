import { setTimeout } from "node:timers/promises";
import type { Id, LeaseKeepAliveResponse } from "@keyval/api";
import type { Client } from "@keyval/client";
import { ConnectionLost, Unreachable } from "@keyval/client";

/** A lease is renewed as often in its time, so that two lost renewals do not end it. */
const RENEWALS = 3;

/** Timers of Node count to no more. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** How long the beginning of a new stream is put off after one broke. */
const PAUSE_MS = 500;

/** Renews a lease for as long as somebody reads, and the lease lives; a broken stream is replaced by another. */
export async function* keepAlives(
  client: Client,
  ID: Id,
  signal?: AbortSignal,
): AsyncGenerator<LeaseKeepAliveResponse, void, void> {
  const options = { timeoutMs: Infinity, ...(signal === undefined ? {} : { signal }) };
  let giveUpAt = Infinity;
  for (;;) {
    try {
      using stream = await client.rpc.lease.leaseKeepAlive(options);
      await stream.write({ ID });
      for await (const response of stream) {
        if (response.TTL <= 0) return;
        giveUpAt = performance.now() + response.TTL * 1_000;
        yield response;
        await setTimeout(Math.min((response.TTL * 1_000) / RENEWALS, TIMER_MS_MAX), undefined, options);
        await stream.write({ ID });
      }
    } catch (error) {
      const isBroken = error instanceof ConnectionLost || error instanceof Unreachable;
      if (!isBroken || performance.now() > giveUpAt) throw error;
    }
    await setTimeout(PAUSE_MS, undefined, options);
  }
}
