import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lease as LeaseService, type Init, type LeaseKeepAliveRequest, type LeaseKeepAliveResponse } from "@keyval/api";
import type { BidiHandler } from "@keyval/grpc";
import { Client } from "../client.js";
import { LeaseLost } from "../errors/index.js";
import { FakeMember, refuse } from "../testing/fake-member.test-helper.js";
import { fastClock } from "../testing/fast-clock.test-helper.js";

/** As etcd chooses them: beyond what a number holds exactly. */
const ID = 2n ** 62n + 1n;

type KeepAliveCall = Parameters<BidiHandler<LeaseKeepAliveRequest, Init<LeaseKeepAliveResponse>>>[0];

/** Grants leases, and does with the renewals on its streams what it is told. */
async function memberWith(keepAlive: (call: KeepAliveCall) => void): Promise<FakeMember> {
  return new FakeMember()
    .handle(LeaseService.methods.LeaseGrant, ({ TTL }, call) => call.reply({ ID, TTL }))
    .handle(LeaseService.methods.LeaseRevoke, (_, call) => call.reply({}))
    .handle(LeaseService.methods.LeaseKeepAlive, keepAlive)
    .listen();
}

function until(happened: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (happened()) resolve();
      else setImmediate(look);
    };
    look();
  });
}

function lost(signal: AbortSignal): Promise<LeaseLost> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason as LeaseLost)));
}

void describe("a lease", () => {
  it("is renewed again and again on one stream, and no more when it is revoked", async () => {
    let streams = 0;
    let renewals = 0;
    await using member = await memberWith((call) => {
      streams += 1;
      call.onMessage = ({ ID: id }) => {
        assert.equal(id, ID);
        renewals += 1;
        call.write({ ID: id, TTL: 12 });
      };
    });
    using client = new Client({ endpoints: member.endpoint, clock: fastClock(2) });
    const lease = await client.leases.grant(12);
    await until(() => renewals === 2);
    await lease.revoke();
    assert.deepEqual([streams, renewals, lease.signal.aborted], [1, 2, false]);
  });

  it("is lost when the server knows nothing of it", async () => {
    await using member = await memberWith((call) => {
      call.onMessage = ({ ID: id }) => void call.write({ ID: id, TTL: 0 });
    });
    using client = new Client({ endpoints: member.endpoint, clock: fastClock(10) });
    const reason = await lost((await client.leases.grant(60)).signal);
    assert.ok(reason instanceof LeaseLost);
    assert.match(reason.message, /no such lease/);
  });

  it("is lost when its time is over, although no server ever said so", async () => {
    let streams = 0;
    await using member = await memberWith((call) => {
      streams += 1;
      if (streams % 2 === 0) refuse(call, "noLeader");
    });
    using client = new Client({ endpoints: member.endpoint, clock: fastClock(8) });
    const reason = await lost((await client.leases.grant(30)).signal);
    assert.ok(reason instanceof LeaseLost);
    assert.match(reason.message, /time ran out/);
    assert.ok(reason.cause !== undefined, "and it says what was in the way");
  });

  it("is kept by another member where one has stopped to answer", async () => {
    await using hung = await memberWith(() => undefined);
    let renewals = 0;
    await using good = await memberWith((call) => {
      call.onMessage = ({ ID: id }) => {
        renewals += 1;
        call.write({ ID: id, TTL: 60 });
      };
    });
    using client = new Client({ endpoints: [hung.endpoint, good.endpoint], random: () => 0, clock: fastClock(5) });
    const lease = await client.leases.grant(30);
    await until(() => renewals > 0);
    assert.equal(lease.signal.aborted, false);
    assert.ok(hung.calls.includes("LeaseKeepAlive"));
  });

  it("is lost when the client is closed", async () => {
    await using member = await memberWith(() => undefined);
    const client = new Client({ endpoints: member.endpoint });
    const { signal } = await client.leases.grant(3);
    client.close();
    assert.ok(signal.reason instanceof LeaseLost);
  });
});
