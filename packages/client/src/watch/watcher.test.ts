import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Watch, type WatchRequest, type WatchResponse, type Init } from "@keyval/api";
import type { BidiHandler } from "@keyval/grpc";
import { Client } from "../client.js";
import { ConnectionLost, NoLeader, PermissionDenied, Unreachable, WatchRefused } from "../errors/index.js";
import { bytes, FakeMember, refuse } from "../testing/fake-member.test-helper.js";
import { fastClock } from "../testing/fast-clock.test-helper.js";
import { take } from "./watch-suite.test-helper.js";

type WatchHandler = BidiHandler<WatchRequest, Init<WatchResponse>>;
type WatchCall = Parameters<WatchHandler>[0];

/** A large revision: they pass what 32 bits hold. */
const BIG = 2 ** 52;

const put = (key: string, modRevision: number): Init<WatchResponse> => ({
  header: { revision: modRevision },
  events: [{ kv: { key: bytes(key), value: bytes("v"), modRevision } }],
});

/** A member that does with its first watch what the first function says, and so on, and keeps where each began. */
async function memberWith(
  ...watches: ((call: WatchCall) => void)[]
): Promise<{ member: FakeMember; starts: number[] }> {
  const starts: number[] = [];
  const member = await new FakeMember()
    .handle(Watch.methods.Watch, (call) => {
      const play = watches[Math.min(starts.length, watches.length - 1)];
      call.onMessage = ({ createRequest }) => {
        if (createRequest === undefined) return;
        starts.push(createRequest.startRevision);
        call.write({ created: true, header: { revision: BIG } });
        play?.(call);
      };
    })
    .listen();
  return { member, starts };
}

function quickly(member: FakeMember): Client {
  return new Client({ endpoints: member.endpoint, random: () => 0, clock: fastClock(10) });
}

void describe("a watch whose stream ends", () => {
  const endings: [name: string, end: (call: WatchCall) => void][] = [
    ["because its member lost the leader", (call) => refuse(call, "noLeader")],
    ["because its member was brought up to date by a snapshot", (call) => refuse(call, "storeReplaced")],
    ["well, though nobody asked for it", (call) => call.end()],
    ["by a proxy's doing", (call) => call.fail(13, "RST_STREAM")],
    [
      "by being cancelled for lack of a leader",
      (call) => {
        call.write({ canceled: true, cancelReason: "etcdserver: no leader" });
      },
    ],
  ];
  for (const [name, end] of endings) {
    it(`${name} goes on behind what was read`, async () => {
      const { member, starts } = await memberWith(
        (call) => {
          call.write(put("a", BIG + 1));
          call.write(put("b", BIG + 5));
          end(call);
        },
        (call) => call.write(put("c", BIG + 7)),
      );
      await using _member = member;
      using client = quickly(member);
      assert.deepEqual(await take(await client.watch("x"), 3), ["put a v", "put b v", "put c v"]);
      assert.deepEqual(starts, [0, BIG + 6]);
    });
  }

  it("goes on behind what it has heard to be passed, although it never saw an event", async () => {
    const { member, starts } = await memberWith(
      (call) => {
        call.write({ header: { revision: BIG + 100 } });
        refuse(call, "noLeader");
      },
      (call) => call.write(put("c", BIG + 101)),
    );
    await using _member = member;
    using client = quickly(member);
    await take(await client.watch("x"), 1);
    assert.deepEqual(starts, [0, BIG + 101]);
  });

  it("goes on from where it was created, although nothing came", async () => {
    const { member, starts } = await memberWith(
      (call) => refuse(call, "noLeader"),
      (call) => call.write(put("c", BIG + 1)),
    );
    await using _member = member;
    using client = quickly(member);
    await take(await client.watch("x"), 1);
    assert.deepEqual(starts, [0, BIG + 1]);
  });

  it("fails, and says why, where that goes on for longer than it was to wait", async () => {
    const { member, starts } = await memberWith((call) => refuse(call, "noLeader"));
    await using _member = member;
    using client = quickly(member);
    await assert.rejects(take(await client.watch("x", { outageMs: 5000 }), 1), NoLeader);
    assert.ok(starts.length > 2, `${starts.length} attempts`);
  });

  it("fails where no server comes back", async () => {
    const { member } = await memberWith(() => undefined);
    using client = quickly(member);
    const reading = take(await client.watch("x", { outageMs: 5000 }), 1);
    await member.stop();
    await assert.rejects(reading, (error) => error instanceof Unreachable || error instanceof ConnectionLost);
  });

  it("for good fails with the reason", async () => {
    const denied = "rpc error: code = PermissionDenied desc = etcdserver: permission denied";
    const { member } = await memberWith(
      (call) => void call.write({ canceled: true, cancelReason: denied }),
      (call) => void call.write({ canceled: true, cancelReason: "mvcc: watcher range is empty" }),
    );
    await using _member = member;
    using client = quickly(member);
    await assert.rejects(take(await client.watch("x"), 1), PermissionDenied);
    await assert.rejects(take(await client.watch("x"), 1), (error) => {
      assert.ok(error instanceof WatchRefused);
      assert.equal(error.message, "mvcc: watcher range is empty");
      return true;
    });
  });
});

void describe("a watch that hears nothing", () => {
  it("asks, and moves on where it is not answered", async () => {
    const { member, starts } = await memberWith(
      () => undefined,
      (call) => call.write(put("c", BIG + 1)),
    );
    await using _member = member;
    using client = quickly(member);
    assert.deepEqual(await take(await client.watch("x"), 1), ["put c v"]);
    assert.deepEqual(starts, [0, BIG + 1]);
  });

  it("stays where it is answered", async () => {
    let asked = 0;
    const starts: unknown[] = [];
    await using member = await new FakeMember()
      .handle(Watch.methods.Watch, (call) => {
        call.onMessage = ({ createRequest, progressRequest }) => {
          if (createRequest !== undefined) {
            starts.push(createRequest.startRevision);
            call.write({ created: true, header: { revision: BIG } });
          }
          if (progressRequest === undefined) return;
          asked += 1;
          call.write(asked < 2 ? { watchId: -1, header: { revision: BIG + asked } } : put("c", BIG + 9));
        };
      })
      .listen();
    using client = quickly(member);
    assert.deepEqual(await take(await client.watch("x"), 1), ["put c v"]);
    assert.deepEqual([asked, starts], [2, [0]]);
  });
});
