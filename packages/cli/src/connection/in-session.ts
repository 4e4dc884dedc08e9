import type { Id } from "@keyval/api";
import type { Client } from "@keyval/client";
import { keepAlives } from "./keep-alives.js";

/**
 * Does something that a lease stands for: it is kept alive meanwhile and revoked afterwards. The signal is aborted when the
 * lease is lost, or when `stop` is.
 */
export async function inSession<T>(
  client: Client,
  TTL: number,
  stop: AbortSignal,
  work: (lease: Id, lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const { ID } = await client.rpc.lease.leaseGrant({ TTL });
  const loss = new AbortController();
  const ended = new AbortController();
  void renew(client, ID, ended.signal).then(() => loss.abort());
  try {
    return await work(ID, AbortSignal.any([loss.signal, stop]));
  } finally {
    ended.abort();
    // Whoever waits for what the lease stands for need not wait for its end.
    await client.rpc.lease.leaseRevoke({ ID }).catch(() => undefined);
  }
}

/** Until the lease is lost, whatever the reason. */
async function renew(client: Client, id: Id, signal: AbortSignal): Promise<void> {
  try {
    for await (const _response of keepAlives(client, id, signal));
  } catch {
    // The connection has been broken for longer than the lease lives, or the work is done.
  }
}
