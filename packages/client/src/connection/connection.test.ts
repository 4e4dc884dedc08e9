import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Auth, Health, KV, Maintenance, Watch } from "@keyval/api";
import { Client } from "../client.js";
import {
  AbortError,
  AnswerTooLarge,
  AuthFailed,
  ClientClosed,
  Compacted,
  ConnectionLost,
  DeadlineExceeded,
  isNotApplied,
  type KeyValError,
  NoLeader,
  PermissionDenied,
  RequestTimedOut,
  TooManyAnswers,
  UnexpectedStatus,
  Unreachable,
} from "../errors/index.js";
import { CutProxy } from "../testing/cut-proxy.test-helper.js";
import { fastClock } from "../testing/fast-clock.test-helper.js";
import { bytes, FakeMember, NOBODY, refuse } from "../testing/fake-member.test-helper.js";
import type { ClientOptions } from "./options.js";

/** Begins with the first endpoint, and draws the longest pauses. */
const inOrder = { random: () => 0 };

async function withClient(options: ClientOptions, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ ...inOrder, ...options });
  try {
    await work(client);
  } finally {
    client.close();
  }
}

async function failureOf(work: Promise<unknown>): Promise<KeyValError> {
  return work.then(
    () => assert.fail("it went well"),
    (error: unknown) => error as KeyValError,
  );
}

void describe("a call", () => {
  it("has the answer of a server, which is the caller's own", async () => {
    await using member = await new FakeMember()
      .handle(KV.methods.Range, ({ key }, call) =>
        call.reply({ kvs: [{ key: new Uint8Array(key), value: bytes("v"), modRevision: 2 ** 52 }], count: 1 }),
      )
      .listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      const answers = await Promise.all(["a", "b"].map((key) => rpc.kv.range({ key: bytes(key) })));
      assert.deepEqual(
        answers.map(({ kvs: [kv] }) => [kv?.key, kv?.modRevision]),
        [
          [bytes("a"), 2 ** 52],
          [bytes("b"), 2 ** 52],
        ],
      );
    });
  });

  it("fails with the class of the server's reason", async () => {
    await using member = await new FakeMember()
      .handle(KV.methods.Range, (_, call) => refuse(call, "compacted"))
      .handle(KV.methods.Put, (_, call) => call.fail(13, "a proxy has a bug"))
      .listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      const compacted = await failureOf(rpc.kv.range({ key: bytes("a") }));
      assert.ok(compacted instanceof Compacted);
      assert.deepEqual(
        [compacted.code, compacted.outcome, compacted.method, compacted.endpoint, compacted.status],
        ["compacted", "notApplied", "KV/Range", member.endpoint, 11],
      );
      const other = await failureOf(rpc.kv.put({ key: bytes("a") }));
      assert.ok(other instanceof UnexpectedStatus);
      assert.deepEqual([other.status, other.outcome], [13, "unknown"]);
      assert.equal(isNotApplied(other), false);
    });
  });

  it("goes to another endpoint where one can not be reached, is not ready, or knows no leader", async () => {
    await using starting = await new FakeMember()
      .handle(KV.methods.Put, (_, call) => call.fail(14, "this member is not ready: it waits for a leader"))
      .listen();
    await using lost = await new FakeMember().handle(KV.methods.Put, (_, call) => refuse(call, "noLeader")).listen();
    await using good = await new FakeMember().handle(KV.methods.Put, (_, call) => call.reply({})).listen();
    await withClient({ endpoints: [NOBODY, starting.endpoint, lost.endpoint, good.endpoint] }, async ({ rpc }) => {
      await rpc.kv.put({ key: bytes("a") });
      await rpc.kv.put({ key: bytes("b") });
      assert.deepEqual([starting.calls, lost.calls, good.calls], [["Put"], ["Put"], ["Put", "Put"]]);
    });
  });

  it("asks members without a leader to say so, unless the caller wants what a member can say alone", async () => {
    const asked: unknown[] = [];
    await using member = await new FakeMember()
      .handle(KV.methods.Range, (_, call) => {
        asked.push(call.metadata.get("hasleader"));
        call.reply({});
      })
      .listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      await rpc.kv.range({});
      await rpc.kv.range({ serializable: true });
      await rpc.kv.range({}, { requireLeader: false });
      assert.deepEqual(asked, ["true", undefined, undefined]);
    });
  });

  it("that may have changed something is not made again", async () => {
    let asked = 0;
    await using member = await new FakeMember()
      .handle(KV.methods.Put, (_, call) => {
        asked += 1;
        refuse(call, "timeout");
      })
      .listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      const failure = await failureOf(rpc.kv.put({ key: bytes("a") }));
      assert.ok(failure instanceof RequestTimedOut);
      assert.deepEqual([failure.outcome, asked], ["unknown", 1]);
    });
  });

  it("that changes nothing is made again after the same failure", async () => {
    let asked = 0;
    await using member = await new FakeMember()
      .handle(KV.methods.Range, (_, call) => {
        asked += 1;
        if (asked === 1) refuse(call, "timeout");
        else call.reply({ count: 7 });
      })
      .listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      assert.equal((await rpc.kv.range({ key: bytes("a") })).count, 7);
      assert.equal(asked, 2);
    });
  });

  it("is made again where other answers are in the way of its own, and never where that is too large", async () => {
    const asked: string[] = [];
    await using member = await new FakeMember()
      .handle(KV.methods.Range, (_, call) => {
        asked.push("range");
        refuse(call, asked.length === 1 ? "tooManyAnswers" : "answerTooLarge");
      })
      .handle(KV.methods.DeleteRange, (_, call) => {
        asked.push("delete");
        refuse(call, "tooManyAnswers");
      })
      .listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      assert.ok((await failureOf(rpc.kv.range({ key: bytes("a") }))) instanceof AnswerTooLarge);
      const failure = await failureOf(rpc.kv.deleteRange({ key: bytes("a"), prevKv: true }));
      assert.ok(failure instanceof TooManyAnswers);
      assert.deepEqual([failure.outcome, asked], ["unknown", ["range", "range", "delete"]]);
    });
  });

  it("on a connection that breaks is unknown if it changes something", async () => {
    await using member = await new FakeMember().handle(KV.methods.Put, () => undefined).listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      const put = failureOf(rpc.kv.put({ key: bytes("a") }));
      while (member.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await member.stop();
      const failure = await put;
      assert.ok(failure instanceof ConnectionLost, String(failure));
      assert.equal(failure.outcome, "unknown");
    });
  });

  it("fails with Unreachable, and why, where nobody can be reached in time", async () => {
    await withClient({ endpoints: NOBODY, timeoutMs: 2000 }, async ({ rpc }) => {
      const failure = await failureOf(rpc.kv.put({ key: bytes("a") }));
      assert.ok(failure instanceof Unreachable, String(failure));
      assert.match(failure.message, /ECONNREFUSED/);
      assert.equal(isNotApplied(failure), true);
    });
  });

  it("says what was in the way where its time ends while it looks for somebody", async () => {
    await using silent = await CutProxy.to(`http://${NOBODY}`);
    silent.cut();
    await withClient({ endpoints: [NOBODY, silent.endpoint], timeoutMs: 2000 }, async ({ rpc }) => {
      const failure = await failureOf(rpc.kv.put({ key: bytes("a") }));
      assert.ok(failure instanceof Unreachable, String(failure));
      assert.match(failure.message, /ECONNREFUSED.*no answer yet/);
    });
  });

  it("ends at its deadline, although no server answers", async () => {
    await using member = await new FakeMember().handle(KV.methods.Put, () => undefined).listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      const failure = await failureOf(rpc.kv.put({}, { timeoutMs: 1000 }));
      assert.ok(failure instanceof DeadlineExceeded, String(failure));
      assert.equal(failure.outcome, "unknown");
    });
  });

  it("ends when it is aborted, before it is made, while it waits and under way", async () => {
    await using member = await new FakeMember().handle(KV.methods.Put, () => undefined).listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      const early = await failureOf(rpc.kv.put({}, { signal: AbortSignal.abort("no more") }));
      assert.ok(early instanceof AbortError);
      assert.deepEqual([early.outcome, early.cause, member.calls], ["notApplied", "no more", []]);
      const controller = new AbortController();
      const puts = Array.from({ length: 20 }, () => failureOf(rpc.kv.put({}, { signal: controller.signal })));
      while (member.calls.length < 20) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      for (const failure of await Promise.all(puts)) {
        assert.ok(failure instanceof AbortError, String(failure));
        assert.equal(failure.outcome, "unknown");
      }
    });
    await withClient({ endpoints: NOBODY, timeoutMs: Infinity }, async ({ rpc }) => {
      const controller = new AbortController();
      const put = failureOf(rpc.kv.put({}, { signal: controller.signal }));
      setImmediate(() => controller.abort());
      assert.equal((await put).code, "aborted");
    });
  });

  it("ends when the client is closed, and none begins after that", async () => {
    await using member = await new FakeMember().handle(KV.methods.Put, () => undefined).listen();
    await withClient({ endpoints: member.endpoint }, async (client) => {
      const put = failureOf(client.rpc.kv.put({}));
      while (member.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
      client.close();
      const failures = [await put, await failureOf(client.rpc.kv.put({}))];
      assert.ok(failures.every((failure) => failure instanceof ClientClosed));
      assert.deepEqual(
        failures.map(({ outcome }) => outcome),
        ["unknown", "notApplied"],
      );
    });
  });

  it("goes to the endpoint that it names, also where others are better", async () => {
    await using first = await new FakeMember().handle(Maintenance.methods.Status, (_, call) => call.reply({})).listen();
    await using second = await new FakeMember()
      .handle(Maintenance.methods.Status, (_, call) => call.reply({ version: "2" }))
      .listen();
    await withClient({ endpoints: first.endpoint }, async ({ rpc }) => {
      assert.equal((await rpc.maintenance.status({}, { endpoint: second.endpoint })).version, "2");
      const failure = await failureOf(rpc.maintenance.status({}, { endpoint: NOBODY, timeoutMs: 2000 }));
      assert.ok(failure instanceof Unreachable, String(failure));
    });
  });

  it("may finish where it is when the client is to go elsewhere from now on", async () => {
    let answer: () => void = () => undefined;
    await using before = await new FakeMember()
      .handle(KV.methods.Put, (_, call) => (answer = () => call.reply({})))
      .listen();
    await using after = await new FakeMember().handle(KV.methods.Put, (_, call) => call.reply({})).listen();
    await withClient({ endpoints: before.endpoint }, async (client) => {
      const put = client.rpc.kv.put({});
      while (before.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
      client.setEndpoints([after.endpoint]);
      await client.rpc.kv.put({});
      answer();
      await put;
      assert.deepEqual([before.calls, after.calls, client.endpoints], [["Put"], ["Put"], [after.endpoint]]);
    });
  });

  it("is heard of by hooks, whatever they do", async () => {
    const heard: string[] = [];
    await using member = await new FakeMember()
      .handle(KV.methods.Put, (_, call) => {
        heard.push(`traceparent ${call.metadata.get("traceparent") ?? ""}`);
        refuse(call, "noSpace");
      })
      .listen();
    const hooks: ClientOptions["hooks"] = {
      callStarted: ({ method, rpcService, rpcMethod }) => {
        heard.push(`${method} ${rpcService} ${rpcMethod}`);
        return {
          metadata: { traceparent: "00-1-2-01" },
          attempt: (endpoint) => heard.push(`to ${endpoint === member.endpoint}`),
          ended: (error) => {
            heard.push(String(error?.code));
            throw new Error("of the hook's own");
          },
        };
      },
    };
    await withClient({ endpoints: member.endpoint, hooks }, async ({ rpc }) => {
      assert.equal((await failureOf(rpc.kv.put({}))).code, "noSpace");
    });
    assert.deepEqual(heard, ["KV/Put etcdserverpb.KV Put", "to true", "traceparent 00-1-2-01", "noSpace"]);
  });
});

void describe("a member that hangs", () => {
  /** Before the calls that are looked at, because a clock that is fast leaves no time for a connection. */
  async function connect(rpc: Client["rpc"], endpoint: string): Promise<void> {
    await rpc.kv.deleteRange({}, { endpoint });
  }

  it("gives the calls that change nothing to others, and keeps those that may have changed something", async () => {
    await using hung = await new FakeMember()
      .handle(KV.methods.DeleteRange, (_, call) => call.reply({}))
      .handle(KV.methods.Range, () => undefined)
      .handle(KV.methods.Put, () => undefined)
      .listen();
    await using good = await new FakeMember()
      .handle(KV.methods.Range, (_, call) => call.reply({ count: 7 }))
      .handle(KV.methods.Put, (_, call) => call.reply({}))
      .listen();
    await using proxy = await CutProxy.to(`http://${hung.endpoint}`);
    const endpoints = [proxy.endpoint, good.endpoint];
    await withClient({ endpoints, clock: fastClock(5), timeoutMs: 60_000 }, async ({ rpc }) => {
      await connect(rpc, proxy.endpoint);
      const put = failureOf(rpc.kv.put({}, { timeoutMs: 10_000 }));
      const range = rpc.kv.range({});
      while (hung.calls.length < 3) await new Promise((resolve) => setImmediate(resolve));
      proxy.cut();
      assert.equal((await range).count, 7);
      await rpc.kv.put({});
      const failure = await put;
      assert.deepEqual([failure.outcome, good.calls], ["unknown", ["Range", "Put"]]);
    });
  });

  it("keeps its calls as long as it answers something easy: it may have much to do", async () => {
    let answer: () => void = () => undefined;
    let checks = 0;
    await using busy = await new FakeMember()
      .handle(KV.methods.DeleteRange, (_, call) => call.reply({}))
      .handle(KV.methods.Range, (_, call) => (answer = () => call.reply({ count: 1 })))
      .handle(Health.methods.Check, (_, call) => {
        checks += 1;
        call.reply({});
        if (checks === 2) answer();
      })
      .listen();
    await using idle = await new FakeMember().handle(KV.methods.Range, (_, call) => call.reply({ count: 2 })).listen();
    const endpoints = [busy.endpoint, idle.endpoint];
    await withClient({ endpoints, clock: fastClock(5), timeoutMs: 60_000 }, async ({ rpc }) => {
      await connect(rpc, busy.endpoint);
      assert.equal((await rpc.kv.range({})).count, 1);
      assert.deepEqual([checks, idle.calls], [2, []]);
    });
  });
});

void describe("a user", () => {
  const auth = { name: "root", password: "secret" };

  /** Gives tokens t1, t2 and so on, and takes the last. */
  async function members(): Promise<{ member: FakeMember; tokens: unknown[] }> {
    const tokens: unknown[] = [];
    let given = 0;
    const member = await new FakeMember()
      .handle(Auth.methods.Authenticate, ({ password }, call) => {
        given += 1;
        if (password === auth.password) call.reply({ token: `t${given}` });
        else refuse(call, "authFailed");
      })
      .handle(KV.methods.Put, (_, call) => {
        tokens.push(call.metadata.get("token"));
        if (tokens.length === 3) refuse(call, "invalidAuthToken");
        else call.reply({});
      })
      .listen();
    return { member, tokens };
  }

  it("logs in once, and again when the token is not valid any more", async () => {
    const { member, tokens } = await members();
    await using _member = member;
    await withClient({ endpoints: member.endpoint, auth }, async ({ rpc }) => {
      await Promise.all([rpc.kv.put({}), rpc.kv.put({})]);
      await rpc.kv.put({});
      assert.deepEqual(tokens, ["t1", "t1", "t1", "t2"]);
    });
  });

  it("is told when the password is wrong", async () => {
    const { member } = await members();
    await using _member = member;
    await withClient({ endpoints: member.endpoint, auth: { ...auth, password: "" } }, async ({ rpc }) => {
      assert.ok((await failureOf(rpc.kv.put({}))) instanceof AuthFailed);
    });
  });

  it("is not asked for as long as the cluster has no users", async () => {
    await using member = await new FakeMember()
      .handle(Auth.methods.Authenticate, (_, call) => refuse(call, "authNotEnabled"))
      .handle(KV.methods.Put, (_, call) => call.reply({}))
      .listen();
    await withClient({ endpoints: member.endpoint, auth }, async ({ rpc }) => {
      await rpc.kv.put({});
      await rpc.kv.put({});
      assert.deepEqual(member.calls, ["Authenticate", "Put", "Put"]);
    });
  });
});

void describe("a stream", () => {
  it("is heard of by hooks as well, from its beginning to its end", async () => {
    const heard: unknown[] = [];
    await using member = await new FakeMember()
      .handle(KV.methods.RangeStream, (_, call) => call.end())
      .handle(Maintenance.methods.Snapshot, (_, call) => refuse(call, "permissionDenied"))
      .listen();
    const hooks: ClientOptions["hooks"] = {
      callStarted: ({ method }) => ({ ended: (error) => heard.push(`${method} ${error?.code ?? "well"}`) }),
    };
    await withClient({ endpoints: member.endpoint, hooks }, async ({ rpc }) => {
      for await (const _ of rpc.kv.rangeStream({})) assert.fail("there is nothing");
      await assert.rejects(async () => {
        for await (const _ of rpc.maintenance.snapshot()) assert.fail("there is nothing");
      }, PermissionDenied);
    });
    assert.deepEqual(heard, ["KV/RangeStream well", "Maintenance/Snapshot permissionDenied"]);
  });

  it("of a server's messages is read with for await, and ends with an error of this package", async () => {
    await using member = await new FakeMember()
      .handle(KV.methods.RangeStream, (_, call) => {
        call.write({ rangeResponse: { count: 1 } });
        call.write({ rangeResponse: { count: 2 } });
        refuse(call, "noLeader");
      })
      .listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      const counts: unknown[] = [];
      const read = async (): Promise<void> => {
        for await (const { rangeResponse } of rpc.kv.rangeStream({})) counts.push(rangeResponse?.count);
      };
      assert.ok((await failureOf(read())) instanceof NoLeader);
      assert.deepEqual(counts, [1, 2]);
    });
  });

  it("goes both ways, and its messages keep their bytes", async () => {
    await using member = await new FakeMember()
      .handle(Watch.methods.Watch, (call) => {
        call.onMessage = ({ createRequest }) =>
          void call.write({ events: [{ kv: { key: new Uint8Array(createRequest?.key ?? []) } }] });
        call.onEnd = () => call.end();
      })
      .listen();
    await withClient({ endpoints: member.endpoint }, async ({ rpc }) => {
      using stream = await rpc.watch.watch();
      assert.equal(stream.endpoint, member.endpoint);
      await stream.write({ createRequest: { key: bytes("a") } });
      await stream.write({ createRequest: { key: bytes("b") } });
      stream.end();
      const keys: unknown[] = [];
      for await (const { events } of stream) keys.push(events[0]?.kv?.key);
      assert.deepEqual(keys, [bytes("a"), bytes("b")]);
    });
  });
});
