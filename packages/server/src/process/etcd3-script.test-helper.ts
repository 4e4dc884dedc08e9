import { once } from "node:events";
import { type Etcd3, SortTarget, type Watcher } from "etcd3";

type Say = (what: string, ...told: readonly unknown[]) => void;

/** What people do with the npm package `etcd3`; says what the server answered, without what no two servers have in common. */
export async function playEtcd3(client: Etcd3, say: Say): Promise<void> {
  await keys(client, say);
  await ranges(client, say);
  await transactions(client, say);
  await watches(client, say);
  await leases(client, say);
  await locks(client, say);
  await elections(client, say);
  await refusals(client, say);
}

async function keys(client: Etcd3, say: Say): Promise<void> {
  say("put", (await client.put("k/1").value("one")).header.revision);
  const again = await client.put("k/1").value("uno").getPrevious();
  say("put again", again.value.toString(), again.version);
  say("get", await client.get("k/1").string(), await client.get("k/1").exec());
  say("get nothing", await client.get("k/none").string());
  say("touch", (await client.put("k/1").touch()).header.revision);
  say("delete", (await client.delete().key("k/1")).deleted, (await client.delete().key("k/1")).deleted);
}

async function ranges(client: Etcd3, say: Say): Promise<void> {
  for (let i = 0; i < 12; i++) await client.put(`r/${i}`).value(100 - i);
  const all = client.getAll().prefix("r/");
  say("all", await all.strings());
  say("keys", await client.getAll().prefix("r/").keys());
  say("count", await client.getAll().prefix("r/").count());
  say("limit", await client.getAll().prefix("r/").limit(3).exec());
  say("sorted", await client.getAll().prefix("r/").sort("Value", "Ascend").limit(4).numbers());
  say(
    "newest",
    await client
      .getAll()
      .prefix("r/")
      .sort(SortTarget[SortTarget.Mod] as "Mod", "Descend")
      .limit(2)
      .strings(),
  );
  say("delete all", (await client.delete().prefix("r/")).deleted);
}

async function transactions(client: Etcd3, say: Say): Promise<void> {
  const create = (): PromiseLike<unknown> =>
    client.if("t/1", "Create", "==", 0).then(client.put("t/1").value("a")).else(client.get("t/1")).commit();
  say("create", await create());
  say("create again", await create());
  const sum = await client.stm().transact(async (tx) => {
    await tx.put("t/2").value(1 + Number(await tx.get("t/2").number()));
    return tx.get("t/2").number();
  });
  say("stm", sum, await client.get("t/2").number());
}

async function watches(client: Etcd3, say: Say): Promise<void> {
  const watcher: Watcher = await client.watch().prefix("w/").withPreviousKV().create();
  const heard: unknown[] = [];
  const both = new Promise<void>((resolve) => {
    watcher.on("put", (kv, previous) => {
      heard.push(["put", kv.key.toString(), kv.value.toString(), kv.version, previous?.value.toString()]);
    });
    watcher.on("delete", (kv, previous) => {
      heard.push(["delete", kv.key.toString(), kv.version, previous?.value.toString()]);
      resolve();
    });
  });
  await client.put("w/1").value("a");
  await client.put("w/1").value("b");
  await client.delete().key("w/1");
  await both;
  await watcher.cancel();
  say("watch", heard);
}

async function leases(client: Etcd3, say: Say): Promise<void> {
  const lease = client.lease(30);
  await lease.put("l/1").value("x");
  const granted = await lease.grant();
  say("lease", granted.length > 0, await client.get("l/1").string(), (await lease.keepaliveOnce()).TTL);
  await lease.revoke();
  say("revoked", await client.get("l/1").string());
  const short = client.lease(2, { autoKeepAlive: false });
  await short.put("l/2").value("y");
  const watcher = await client.watch().key("l/2").create();
  await once(watcher, "delete");
  await watcher.cancel();
  say("expired", await client.get("l/2").string());
}

async function locks(client: Etcd3, say: Say): Promise<void> {
  let inside = 0;
  let most = 0;
  const locked = async (): Promise<void> => {
    for (;;) {
      try {
        await client.lock("m/lock").do(async () => {
          most = Math.max(most, ++inside);
          await Promise.resolve();
          inside--;
        });
        return;
      } catch (error) {
        if ((error as Error).constructor.name !== "EtcdLockFailedError") throw error;
      }
    }
  };
  await Promise.all([locked(), locked(), locked()]);
  say("locks", most, await client.getAll().prefix("m/").count());
}

async function elections(client: Etcd3, say: Say): Promise<void> {
  const election = client.election("e", 30);
  const campaign = election.campaign("first");
  await once(campaign, "elected");
  say("leader", await election.leader());
  await campaign.resign();
  say("nobody", await election.leader());
}

async function refusals(client: Etcd3, say: Say): Promise<void> {
  const refused = async (what: string, run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
      say(what, "was done");
    } catch (error) {
      say(what, (error as Error).constructor.name, (error as Error).message);
    }
  };
  await refused("no key", async () => client.put("").value("x"));
  await refused("a lease that is not there", async () => client.put("f/1").value("x").lease("1234567"));
  await refused("compacted", async () => {
    const { header } = await client.put("f/2").value("x");
    await client.put("f/2").value("y");
    await client.kv.compact({ revision: String(Number(header.revision) + 1) });
    await client.get("f/2").revision(Number(header.revision)).string();
  });
  await refused("to come", () => client.get("f/2").revision(1e6).string());
}
