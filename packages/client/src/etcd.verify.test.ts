import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { goIsMissing, ownUrls, RealEtcd } from "../../server/dist/process/real-etcd.test-helper.js";
import { Client } from "./client.js";
import { coordinationSuite } from "./coordination/coordination-suite.test-helper.js";
import { PermissionDenied, SessionsUnsupported } from "./errors/index.js";
import { kvSuite } from "./kv/kv-suite.test-helper.js";
import { bytes } from "./testing/fake-member.test-helper.js";
import { watchSuite } from "./watch/watch-suite.test-helper.js";

void describe("against etcd 3.7.1", { skip: goIsMissing }, () => {
  let etcd: RealEtcd;
  let client: Client;
  before(async () => {
    etcd = new RealEtcd();
    client = new Client({ endpoints: `127.0.0.1:${await etcd.start()}` });
  });
  after(async () => {
    client.close();
    await etcd[Symbol.asyncDispose]();
  });

  kvSuite(() => client);
  watchSuite(() => client);
  coordinationSuite(() => client);

  it("has no sessions, and the client says so", async () => {
    await assert.rejects(client.session(), SessionsUnsupported);
  });

  it("a user whose tokens expire notices nothing of it, nor do the user's watches", async () => {
    const endpoints = `127.0.0.1:${await etcd.start(ownUrls, "--auth-token-ttl=1")}`;
    using root = new Client({ endpoints, auth: { name: "root", password: "secret" } });
    const { auth } = root.rpc;
    await auth.roleAdd({ name: "root" });
    await auth.roleAdd({ name: "reader" });
    await auth.roleGrantPermission({ name: "reader", perm: { permType: 0, key: bytes("k") } });
    await auth.userAdd({ name: "root", password: "secret" });
    await auth.userAdd({ name: "ann", password: "secret" });
    await auth.userGrantRole({ user: "root", role: "root" });
    await auth.userGrantRole({ user: "ann", role: "reader" });
    await auth.authEnable();
    using ann = new Client({ endpoints, auth: { name: "ann", password: "secret" } });
    using watch = await ann.watch("k");
    const events = watch[Symbol.asyncIterator]();
    for (let round = 0; round < 3; round++) {
      await root.kv.put("k", String(round));
      assert.equal((await ann.kv.get("k"))?.value, String(round));
      assert.equal((await events.next()).value?.key, "k");
      await assert.rejects(ann.kv.put("k", "x"), PermissionDenied);
      // The token is to be a thing of the past.
      await sleep(2500);
    }
    await auth.authDisable();
  });
});
