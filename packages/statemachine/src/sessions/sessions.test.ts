import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import type { Digest } from "../hash/digest.js";
import { bytesOf, lettersOf } from "../key-index/key-index-model.test-helper.js";
import {
  ALL_SESSIONS_BYTES_MAX,
  RESULT_BYTES_MAX,
  SESSION_BYTES_MAX,
  SESSION_RESULTS_MAX,
  SESSION_TTL_MS,
  SESSIONS_MAX,
} from "./limits.js";
import { Sessions, type SessionVerdict } from "./sessions.js";

const halves = ({ high, low }: Digest): Digest => ({ high, low });

const opened = (sessions: Sessions, user = "", time = 0): number => {
  const outcome = sessions.register(user, time);
  assert.ok("session" in outcome);
  return outcome.session;
};

const refused = (error: string): { kind: string; error: string } => ({ kind: "refused", error });

/** Does the command as a state machine would, where it is fresh. */
function run(
  sessions: Sessions,
  session: number,
  number: number,
  acknowledged: number,
  result: string,
): SessionVerdict {
  const command = { session, number, acknowledged };
  const verdict = sessions.admit(command, "", 0);
  if (verdict.kind === "fresh") sessions.remember(command, bytesOf(result));
  return verdict;
}

void describe("Sessions", () => {
  void it("answers a command that comes again with its first result", () => {
    const sessions = new Sessions();
    const session = opened(sessions);
    assert.equal(run(sessions, session, 1, 0, "first").kind, "fresh");
    assert.deepEqual(run(sessions, session, 1, 0, "second"), { kind: "repeated", result: bytesOf("first") });
  });

  void it("finds a session again by its key, for the same user and the same request alone", () => {
    let sessions = new Sessions();
    const keyed = (key: string, request: string) => ({ key, request: bytesOf(request) });
    const register = (user: string, key: string, request: string, time = 0) =>
      sessions.register(user, time, keyed(key, request));
    assert.deepEqual(register("", "k", "put"), { session: 1 });
    assert.deepEqual(register("", "k", "put", 5), { session: 1 });
    assert.deepEqual(register("", "k", "pat"), { error: "sessionKeyReused" });
    assert.deepEqual(register("", "k", ""), { error: "sessionKeyReused" });
    assert.deepEqual(register("ann", "k", "pat"), { session: 2 });
    assert.deepEqual(register("annk", "", "pat"), { session: 3 });
    assert.deepEqual(register("annk", "", "pat"), { session: 4 });
    assert.deepEqual(register("", "l", "put"), { session: 5 });

    const { hash } = sessions;
    sessions = Sessions.fromState(structuredClone(sessions.toState()));
    assert.deepEqual(halves(sessions.hash), halves(hash));
    assert.deepEqual(register("", "k", "put", 5), { session: 1 });
    // Being found is a use.
    assert.deepEqual(sessions.expire([1, 2, 5], SESSION_TTL_MS), [2, 5]);
    assert.deepEqual(register("", "k", "put"), { session: 1 });
    assert.deepEqual(sessions.expire([1], SESSION_TTL_MS + 5), [1]);
    assert.deepEqual(register("", "k", "pat"), { session: 6 });
  });

  void it("has the key and the request in its hash", () => {
    const hashOf = (key: string, request: string): Digest => {
      const sessions = new Sessions();
      sessions.register("", 0, { key, request: bytesOf(request) });
      return halves(sessions.hash);
    };
    assert.notDeepEqual(hashOf("a", "r"), hashOf("b", "r"));
    assert.notDeepEqual(hashOf("a", "r"), hashOf("a", "s"));
  });

  void it("takes commands in any order, and forgets what the client says that it has", () => {
    const sessions = new Sessions();
    const session = opened(sessions);
    for (const number of [3, 1, 2 ** 53 - 1]) run(sessions, session, number, 0, `${number}`);
    assert.equal(run(sessions, session, 2, 2, "2").kind, "fresh");
    assert.deepEqual(run(sessions, session, 1, 0, ""), refused("answeredBefore"));
    assert.deepEqual(run(sessions, session, 3, 0, ""), { kind: "repeated", result: bytesOf("3") });
    assert.deepEqual(
      sessions.toState().sessions[0]?.results.map(({ number }) => number),
      [2, 3, 2 ** 53 - 1],
    );
    assert.equal(run(sessions, session, 2 ** 53 - 1, 2 ** 53 - 1, "").kind, "repeated");
    assert.equal(sessions.bytes, `${2 ** 53 - 1}`.length);
  });

  void it("refuses a command whose answer its own mark says has arrived, and changes nothing", () => {
    const sessions = new Sessions();
    const session = opened(sessions);
    run(sessions, session, 1, 0, "1");
    const before = sessions.toState();
    assert.deepEqual(run(sessions, session, 4, 5, ""), refused("answeredBefore"));
    assert.deepEqual(sessions.toState(), before);
  });

  void it("knows neither a session that never was nor one of somebody else", () => {
    const sessions = new Sessions();
    const session = opened(sessions, "ann");
    const command = { session, number: 1, acknowledged: 0 };
    assert.deepEqual(sessions.admit({ ...command, session: session + 1 }, "ann", 0), refused("sessionNotFound"));
    assert.deepEqual(sessions.admit(command, "bob", 0), refused("sessionNotFound"));
    assert.deepEqual(sessions.admit(command, "", 0), refused("sessionNotFound"));
    assert.equal(sessions.admit(command, "ann", 0).kind, "fresh");
  });

  void it("never gives a number to a second session", () => {
    const sessions = new Sessions();
    const first = opened(sessions);
    sessions.expire([first], SESSION_TTL_MS);
    assert.equal(opened(Sessions.fromState(sessions.toState())), first + 1);
  });

  void it("ends a session only if nobody used it since long before the expiry", () => {
    const sessions = new Sessions();
    const [idle, used] = [opened(sessions), opened(sessions)];
    assert.deepEqual(sessions.due(SESSION_TTL_MS - 1, 10), []);
    assert.deepEqual(sessions.due(SESSION_TTL_MS, 10), [idle, used]);
    assert.deepEqual(sessions.due(SESSION_TTL_MS, 1), [idle]);
    sessions.admit({ session: used, number: 1, acknowledged: 0 }, "", 1);
    assert.deepEqual(sessions.expire([used, idle, idle, 99], SESSION_TTL_MS), [idle]);
    assert.deepEqual(run(sessions, idle, 1, 0, ""), refused("sessionNotFound"));
    assert.equal(sessions.size, 1);
  });

  void it("has bounds in sessions, commands and bytes, and takes on what it has after them", () => {
    const sessions = new Sessions();
    const many = opened(sessions);
    for (let number = 0; number < SESSION_RESULTS_MAX; number++) run(sessions, many, number, 0, "r");
    assert.deepEqual(run(sessions, many, SESSION_RESULTS_MAX, 0, ""), refused("tooManyUnacknowledged"));
    assert.equal(run(sessions, many, SESSION_RESULTS_MAX - 1, 0, "").kind, "repeated");
    assert.equal(run(sessions, many, SESSION_RESULTS_MAX, 1, "r").kind, "fresh");

    const large = opened(sessions);
    const result = "r".repeat(RESULT_BYTES_MAX);
    for (let number = 0; number < SESSION_BYTES_MAX / RESULT_BYTES_MAX; number++)
      run(sessions, large, number, 0, result);
    assert.deepEqual(run(sessions, large, 1_000, 0, ""), refused("tooManyUnacknowledged"));

    while (sessions.size < SESSIONS_MAX) opened(sessions);
    assert.deepEqual(sessions.register("", 0), { error: "tooManySessions" });
    sessions.expire([large], SESSION_TTL_MS);
    assert.equal(opened(sessions), SESSIONS_MAX + 1);
  });

  void it("has a bound for the results of all sessions together", () => {
    const sessions = new Sessions();
    const result = "r".repeat(RESULT_BYTES_MAX);
    while (sessions.bytes < ALL_SESSIONS_BYTES_MAX) {
      const session = opened(sessions);
      for (let number = 0; number < SESSION_BYTES_MAX / RESULT_BYTES_MAX; number++)
        run(sessions, session, number, 0, result);
    }
    const session = opened(sessions);
    assert.deepEqual(run(sessions, session, 1, 0, ""), refused("tooManyUnacknowledged"));
    run(sessions, 1, 5, 1, "");
    assert.equal(run(sessions, session, 1, 0, "r").kind, "fresh");
  });

  void it("of a result that is too large remembers that the command was done", () => {
    const sessions = new Sessions();
    const session = opened(sessions);
    run(sessions, session, 1, 0, "r".repeat(RESULT_BYTES_MAX + 1));
    assert.deepEqual(run(sessions, session, 1, 0, ""), refused("resultNotKept"));
    assert.equal(sessions.bytes, 0);
  });

  void it("does what a list of all that ever happened says", () => {
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 200; seed++) {
      const world = new World(new SeededRandom(seed), [0, 2 ** 31 - 5, 2 ** 32 - 5, 2 ** 52][seed % 4] ?? 0);
      for (let step = 0; step < 200; step++) kinds.add(world.step(`seed ${seed} step ${step}`));
      assert.deepEqual(halves(world.sessions.recomputedHash()), halves(world.sessions.hash), `seed ${seed}`);
    }
    const expected = ["fresh", "repeated", "answeredBefore", "sessionNotFound", "register", "expire", "restart"];
    assert.deepEqual([...kinds].sort(), expected.sort());
  });
});

interface Done {
  readonly session: number;
  readonly number: number;
  readonly acknowledged: number;
  readonly time: number;
  readonly result: string;
}

/** Clients that send commands again, out of order and after the end of their session, beside a list of what was done. */
class World {
  sessions: Sessions;
  readonly #random: SeededRandom;
  readonly #origin: number;
  readonly #open = new Map<number, number>();
  readonly #done: Done[] = [];
  #time: number;
  #last: number;

  constructor(random: SeededRandom, origin: number) {
    this.#random = random;
    this.#origin = origin;
    this.#time = origin;
    this.#last = origin;
    this.sessions = Sessions.fromState({ lastSession: origin, sessions: [] });
  }

  step(where: string): string {
    this.#time += this.#random.below(SESSION_TTL_MS / 8);
    const kind = this.#random.below(20);
    if (kind === 0) return this.#register(where);
    if (kind === 1) return this.#expire(where);
    if (kind === 2) return this.#restart();
    return this.#command(where);
  }

  #register(where: string): string {
    const session = opened(this.sessions, "", this.#time);
    assert.equal(session, ++this.#last, where);
    this.#open.set(session, this.#time);
    return "register";
  }

  #expire(where: string): string {
    const over = [...this.#open].filter(([, used]) => used + SESSION_TTL_MS <= this.#time).map(([session]) => session);
    assert.deepEqual(this.sessions.due(this.#time, Infinity).sort(), [...over].sort(), where);
    assert.deepEqual(this.sessions.expire([...this.#open.keys()].reverse(), this.#time), over, where);
    for (const session of over) this.#open.delete(session);
    return "expire";
  }

  #restart(): string {
    const state = this.sessions.toState();
    const { hash } = this.sessions;
    this.sessions = Sessions.fromState(structuredClone(state));
    assert.deepEqual(this.sessions.toState(), state);
    assert.deepEqual(halves(this.sessions.hash), halves(hash));
    return "restart";
  }

  #command(where: string): string {
    const session = this.#origin + 1 + this.#random.below(this.#last - this.#origin + 1);
    const number = this.#origin + this.#random.below(30);
    const acknowledged = this.#random.once(3) ? number - this.#random.below(8) : this.#origin;
    const result = `${session} ${number} ${this.#done.length}`;
    const command = { session, number, acknowledged: Math.max(acknowledged, 0) };
    const verdict = this.sessions.admit(command, "", this.#time);
    const expected = this.#expected(session, number);
    const told =
      verdict.kind === "repeated"
        ? lettersOf(verdict.result)
        : verdict.kind === "refused"
          ? verdict.error
          : verdict.kind;
    assert.equal(told, expected.told, where);
    if (this.#open.has(session) && expected.kind !== "answeredBefore") {
      this.#open.set(session, this.#time);
      this.#done.push({ ...command, time: this.#time, result: expected.kind === "fresh" ? result : "" });
    }
    if (verdict.kind === "fresh") this.sessions.remember(command, bytesOf(result));
    return expected.kind;
  }

  #expected(session: number, number: number): { kind: string; told: string } {
    if (!this.#open.has(session)) return { kind: "sessionNotFound", told: "sessionNotFound" };
    const before = this.#done.filter((done) => done.session === session);
    const mark = Math.max(0, ...before.map((done) => done.acknowledged));
    if (number < mark) return { kind: "answeredBefore", told: "answeredBefore" };
    const first = before.find((done) => done.number === number);
    return first === undefined ? { kind: "fresh", told: "fresh" } : { kind: "repeated", told: first.result };
  }
}
