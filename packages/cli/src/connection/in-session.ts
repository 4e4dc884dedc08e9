import type { Id } from "@keyval/api";
import type { Client } from "@keyval/client";

/**
 * Does something that a lease stands for: it is kept alive meanwhile and revoked afterwards, so that whoever waits for what it
 * stands for need not wait for its end. The signal is aborted when the lease is lost, or when `stop` is.
 */
export async function inSession<T>(
  client: Client,
  ttlSeconds: number,
  stop: AbortSignal,
  work: (lease: Id, lost: AbortSignal) => Promise<T>,
): Promise<T> {
  await using lease = await client.leases.grant(ttlSeconds);
  return await work(lease.id, AbortSignal.any([lease.signal, stop]));
}
