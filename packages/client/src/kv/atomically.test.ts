import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KV } from "@keyval/api";
import type { Clock } from "@keyval/grpc";
import { nodeClock } from "@keyval/grpc/transport";
import { Client } from "../client.js";
import { Contended, DeadlineExceeded } from "../errors/index.js";
import { FakeMember } from "../testing/fake-member.test-helper.js";

/** Far more than a call takes on any machine. */
const timeoutMs = 60_000;

/** A change of a key that others always change first, made by a client whose clock the test moves on. */
async function beaten(during: "range" | "txn", attempt: number): Promise<{ error: unknown; calls: string[] }> {
  let lateMs = 0;
  const clock: Clock = {
    now: () => nodeClock.now() + lateMs,
    after: (milliseconds, run) => nodeClock.after(milliseconds, run),
    soon: (run) => nodeClock.soon(run),
  };
  const ranOut = (method: typeof during, attempts: number): void => {
    if (method === during && attempts === attempt) lateMs = timeoutMs;
  };
  const counts = { range: 0, txn: 0 };
  await using member = await new FakeMember()
    .handle(KV.methods.Range, (_, call) => {
      ranOut("range", (counts.range += 1));
      call.reply({ header: { revision: counts.range } });
    })
    .handle(KV.methods.Txn, (_, call) => {
      ranOut("txn", (counts.txn += 1));
      call.reply({ succeeded: false });
    })
    .listen();
  using client = new Client({ endpoints: member.endpoint, clock });
  const change = client.kv.atomically(async (draft) => draft.put("a", (await draft.get("a")) ?? "mine"), { timeoutMs });
  const error = await change.catch((error: unknown) => error);
  return { error, calls: member.calls.filter((name) => name !== "Check") };
}

void describe("an atomic change", () => {
  it("gives up where others are always first", async () => {
    const { error, calls } = await beaten("txn", 3);
    assert.ok(error instanceof Contended, String(error));
    assert.deepEqual(calls, ["Range", "Txn", "Range", "Txn", "Range", "Txn"]);
  });

  it("has one time for all that it does", async () => {
    const { error, calls } = await beaten("range", 2);
    assert.ok(error instanceof DeadlineExceeded && error.outcome === "notApplied", String(error));
    assert.deepEqual(calls, ["Range", "Txn", "Range"]);
  });
});
