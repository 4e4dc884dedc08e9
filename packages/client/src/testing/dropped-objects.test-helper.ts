import { Client } from "../client.js";
import { prefix } from "../index.js";

/**
 * A program that leaves lying whatever lives long: when its member goes, and when its client is closed, nobody waits for any of
 * it, and nothing of that may end the process. What ends it, Node says itself.
 */
const [endpoint = ""] = process.argv.slice(2);

/** In seconds: what is lost with its member is lost soon. */
const ttlSeconds = 2;

/** Takes one of everything; resolves with signals that are aborted with its loss. */
async function takeAll(client: Client, name: string): Promise<AbortSignal[]> {
  const { kv, rpc } = client;
  for (let i = 0; i < 5; i++) await kv.put(`${name}/${i}`, "v".repeat(1000));

  await client.watch(prefix(name));
  const reading = await client.watch(prefix(name), { revision: 1 });
  await reading[Symbol.asyncIterator]().next();
  const waiting = await client.watch(prefix(`${name}/never`));
  waiting[Symbol.asyncIterator]().next().catch(ignore);

  const lease = await client.leases.grant(ttlSeconds);
  const lock = await client.lock(`${name} lock`, { ttlSeconds });
  client.lock(`${name} lock`, { ttlSeconds }).catch(ignore);
  const leadership = await client.election(`${name} election`).campaign("me", { ttlSeconds });
  client.election(`${name} election`).campaign("another", { ttlSeconds }).catch(ignore);
  await client.election(`${name} election`).observe().next();

  const session = await client.session();
  await session.kv.put(`${name}/in a session`, "");
  const held = [
    await session.leases.grant(ttlSeconds),
    await session.lock(`${name} lock of a session`, { ttlSeconds }),
    await session.election(`${name} election of a session`).campaign("me", { ttlSeconds }),
  ];

  await kv.range(prefix(name)).pages(2)[Symbol.asyncIterator]().next();
  await kv.range(prefix(name)).streamed()[Symbol.asyncIterator]().next();
  await rpc.maintenance.snapshot()[Symbol.asyncIterator]().next();
  await rpc.commandLog.read({ follow: true })[Symbol.asyncIterator]().next();
  const watchStream = await rpc.watch.watch();
  void watchStream.write({ createRequest: { key: Buffer.from(name) } });
  const renewals = await rpc.lease.leaseKeepAlive();
  void renewals.write({ ID: lease.id });
  renewals[Symbol.asyncIterator]().next().catch(ignore);
  kv.put(`${name}/last`, "").catch(ignore);
  return [lease, lock, leadership, ...held].map(({ signal }) => signal);
}

/** Whoever calls learns how that went: what is tested here are the promises that nobody was given. */
function ignore(): void {
  // Nobody waits.
}

const lost = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });

const closed = new Client({ endpoints: endpoint });
const closedLosses = await takeAll(closed, "closed");
closed.close();
await Promise.all(closedLosses.map(lost));
console.log("closed");

const bereft = new Client({ endpoints: endpoint });
const losses = await takeAll(bereft, "bereft");
console.log("ready");
await Promise.all(losses.map(lost));
console.log("lost");
bereft.close();
