import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ErrorName, KV, Session as SessionService } from "@keyval/api";
import { Client } from "../client.js";
import { isNotApplied, NoSpace, SessionsUnsupported, TooManyUnacknowledged, Undecided } from "../errors/index.js";
import { SESSION_WINDOW } from "../limits.js";
import { FakeMember, NOBODY, refuse, textOf } from "../testing/fake-member.test-helper.js";

/** Opens sessions, and answers puts with what a test wants: an error, or a revision. */
class SessionMember {
  readonly member = new FakeMember();
  /** Of each put: its metadata and its value. */
  readonly puts: string[] = [];
  #sessions = 0;

  constructor(answerTo: (value: string, attempt: number) => ErrorName | number | undefined) {
    const attempts = new Map<string, number>();
    this.member
      .handle(SessionService.methods.Open, (_, call) => call.reply({ session: (this.#sessions += 1), ttlMs: 60_000 }))
      .handle(KV.methods.Put, (request, call) => {
        const value = textOf(request.value);
        const attempt = (attempts.get(value) ?? 0) + 1;
        attempts.set(value, attempt);
        this.puts.push(`${call.metadata.get("keyval-command") ?? "none"}: ${value}`);
        const answer = answerTo(value, attempt);
        if (typeof answer === "string") refuse(call, answer);
        else if (answer !== undefined) call.reply({ header: { revision: answer } });
      });
  }
}

async function inSession(
  answerTo: (value: string, attempt: number) => ErrorName | number | undefined,
  work: (kv: Client["kv"], scene: SessionMember) => Promise<void>,
): Promise<void> {
  const scene = new SessionMember(answerTo);
  await using member = await scene.member.listen();
  using client = new Client({ endpoints: member.endpoint, random: () => 0 });
  await work((await client.session()).kv, scene);
}

void describe("a session", () => {
  it("numbers its commands, and says below which it waits for no answer", async () => {
    await inSession(
      () => 7,
      async (kv, { puts }) => {
        assert.equal((await kv.put("k", "a")).revision, 7);
        await Promise.all([kv.put("k", "b"), kv.namespace("n/").put("k", "c")]);
        assert.deepEqual(puts, ["1 1 1: a", "1 2 2: b", "1 3 2: c"]);
      },
    );
  });

  it("makes a change again under the same number when nobody can say whether it was made", async () => {
    await inSession(
      (_, attempt) => (attempt < 3 ? "timeout" : 7),
      async (kv, { puts }) => {
        assert.equal((await kv.put("k", "a")).revision, 7);
        assert.deepEqual(puts, ["1 1 1: a", "1 1 1: a", "1 1 1: a"]);
      },
    );
  });

  it("leaves it in doubt where the last attempt alone has certainly changed nothing", async () => {
    const answers: ErrorName[] = ["timeout", "noSpace"];
    await inSession(
      (_, attempt) => answers[attempt - 1],
      async (kv) => {
        await assert.rejects(kv.put("k", "a"), (error) => {
          assert.ok(error instanceof Undecided && error.cause instanceof NoSpace);
          return !isNotApplied(error);
        });
      },
    );
  });

  it("leaves it in doubt where its caller aborts between two attempts", async () => {
    const aborting = new AbortController();
    await inSession(
      () => {
        setImmediate(() => aborting.abort());
        return "timeout";
      },
      async (kv) => {
        const put = kv.put("k", "a", { signal: aborting.signal });
        await assert.rejects(put, { code: "aborted", outcome: "unknown" });
      },
    );
  });

  it("opens another session where the server has forgotten it, or keeps too much for it", async () => {
    for (const refusal of ["sessionNotFound", "tooManyUnacknowledged"] as const) {
      await inSession(
        (_, attempt) => (attempt === 1 ? refusal : 7),
        async (kv, { puts }) => {
          await kv.put("k", "a");
          assert.deepEqual(puts, ["1 1 1: a", "2 1 1: a"]);
        },
      );
    }
    await inSession(
      () => "tooManyUnacknowledged",
      (kv) => assert.rejects(kv.put("k", "a"), TooManyUnacknowledged),
    );
  });

  it("does not take a session that was forgotten for a change that was not made", async () => {
    const answers: ErrorName[] = ["timeout", "sessionNotFound"];
    await inSession(
      (_, attempt) => answers[attempt - 1],
      async (kv, { puts }) => {
        await assert.rejects(kv.put("k", "a"), { code: "undecided", outcome: "unknown" });
        assert.equal(puts.length, 2);
      },
    );
  });

  it("opens another one before a slow change has kept too many answers at the server", async () => {
    await inSession(
      (value) => (value === "slow" ? undefined : 7),
      async (kv, { puts }) => {
        const stopped = new AbortController();
        const slow = assert.rejects(kv.put("k", "slow", { signal: stopped.signal }));
        for (let i = 0; i <= SESSION_WINDOW; i++) await kv.put("k", "");
        assert.deepEqual(puts.slice(-2), [`1 ${SESSION_WINDOW + 1} 1: `, "2 1 1: "]);
        stopped.abort();
        await slow;
      },
    );
  });

  it("says at once that a server has none", async () => {
    await using member = await new FakeMember().listen();
    using client = new Client({ endpoints: member.endpoint });
    await assert.rejects(client.session(), SessionsUnsupported);
  });

  it("was not made where it could not even be opened", async () => {
    using client = new Client({ endpoints: NOBODY });
    await assert.rejects(client.session({ timeoutMs: 50 }), { outcome: "notApplied" });
  });
});
