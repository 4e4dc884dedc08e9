import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { Client } from "./client.js";
import { DeadlineExceeded } from "./errors/index.js";
import { prefix } from "./index.js";
import { CutProxy } from "./testing/cut-proxy.test-helper.js";

const HOUR_MS = 3_600_000;

/** Renewals of a lease that are seen before a run ends: together they take longer than the lease does. */
const RENEWALS = 3;

/** Stalls of a busy machine are shorter than what is left of it when it is renewed. */
const TTL_SECONDS = 9;

/** Whoever asks for the time of day finds that it has jumped by hours, back or forth; resolves with how often that was. */
async function withJumpingClock(work: () => Promise<void>): Promise<number> {
  const RealDate = Date;
  let asked = 0;
  class JumpingDate extends RealDate {
    constructor(...args: [] | [number | string | Date]) {
      super(args[0] ?? JumpingDate.now());
    }

    static override now(): number {
      asked += 1;
      return RealDate.now() + (asked % 2 === 0 ? asked : -asked) * HOUR_MS;
    }
  }
  globalThis.Date = JumpingDate as DateConstructor;
  try {
    await work();
  } finally {
    globalThis.Date = RealDate;
  }
  return asked;
}

void describe("a wall clock that jumps by hours", () => {
  it("is nothing to leases, locks, watches and deadlines: nobody looks at it", async () => {
    await withServers(async (start) => {
      const { url } = await start(ALONE).serving();
      await using proxy = await CutProxy.to(url);
      using silent = new Client({ endpoints: proxy.endpoint });
      using client = new Client({ endpoints: url });
      const asked = await withJumpingClock(async () => {
        await silent.kv.put("k", "before");
        proxy.mute();
        const { kv, leases } = client;
        using watch = await client.watch(prefix("k"));
        const events = watch[Symbol.asyncIterator]();
        const lease = await leases.grant(TTL_SECONDS);
        const lock = await client.lock("lock", { ttlSeconds: TTL_SECONDS });
        const session = await client.session();
        let [renewals, secondsLeft] = [0, TTL_SECONDS];
        for (let i = 0; renewals < RENEWALS; i++) {
          const { succeeded } = await kv
            .transaction()
            .if(lock.held)
            .do(kv.ops.put("k", `${i}`))
            .commit();
          assert.ok(succeeded, "the lock is held");
          const event = (await events.next()).value;
          assert.equal(event?.type === "put" && event.entry.value, `${i}`);
          await session.kv.put("in a session", `${i}`);
          // Only a renewal can move what is left of it up again.
          const before = secondsLeft;
          ({ secondsLeft } = await leases.state(lease.id));
          if (secondsLeft > before) renewals += 1;
        }
        await assert.rejects(silent.kv.get("k", { timeoutMs: 2000 }), DeadlineExceeded);
        assert.deepEqual([lease.signal.aborted, lock.signal.aborted], [false, false]);
        await lock.release();
        await lease.revoke();
      });
      assert.equal(asked, 0);
    });
  });
});
