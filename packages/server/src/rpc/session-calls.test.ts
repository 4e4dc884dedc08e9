import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KV, Lock, PutRequest, type PutResponse, Session, type SessionOpenResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { callsOf, type Calls } from "./call.js";
import { kvCalls } from "./kv-calls.js";
import { LockHandlers } from "./lock.js";
import { lockCalls } from "./lock-calls.js";
import type { Caller, Reply } from "./reply.js";
import { ANYBODY, bytes, ServedWorld } from "./served-world.test-helper.js";
import { fitForSessions, sessionCalls } from "./session-calls.js";
import { SessionHandlers } from "./sessions.js";

class Scene {
  readonly world = new ServedWorld();
  readonly #calls: Calls;

  constructor() {
    const { services, served } = this.world;
    const lock = lockCalls(new LockHandlers(services));
    const calls = callsOf([...kvCalls(services.kv), ...sessionCalls(new SessionHandlers(served)), ...lock], []);
    this.#calls = fitForSessions(calls);
  }

  open(): number {
    return (this.#call(Session.methods.Open.path, {}, ANYBODY) as SessionOpenResponse).session;
  }

  put(value: string, session: number, number: number, acknowledged = 0): PutResponse | Refusal {
    const put = PutRequest.create({ key: bytes("key"), value: bytes(value) });
    const command = { session, number, acknowledged };
    return this.#call(KV.methods.Put.path, put, { ...ANYBODY, command }, PutRequest.encode(put)) as PutResponse;
  }

  lock(session: number): unknown {
    const command = { session, number: 1, acknowledged: 0 };
    return this.#call(Lock.methods.Lock.path, { name: bytes("lock"), lease: 0 }, { ...ANYBODY, command });
  }

  #call(path: string, request: object, caller: Caller, body = bytes("")): unknown {
    const call = this.#calls.unary.get(path);
    return this.world.ask((reply: Reply<unknown>) => {
      call?.answer(request, { body, caller, whenGone: () => undefined }, reply);
    });
  }
}

const revisionOf = (answer: PutResponse | Refusal): number | string | undefined =>
  answer instanceof Refusal ? answer.error : answer.header?.revision;

void describe("calls in sessions", () => {
  void it("are done once, and told the same each time", () => {
    const scene = new Scene();
    const session = scene.open();
    assert.equal(revisionOf(scene.put("one", session, 1)), 2);
    assert.equal(revisionOf(scene.put("two", session, 2)), 3);
    assert.equal(revisionOf(scene.put("one", session, 1)), 2);
    assert.equal(revisionOf(scene.put("three", session, 3, 2)), 4);
    assert.equal(revisionOf(scene.put("one", session, 1)), "answeredBefore");
    assert.equal(revisionOf(scene.put("four", session + 1, 4)), "sessionNotFound");
    assert.equal(scene.world.served.machine().revision, 4);
  });

  void it("are refused where one request is several commands", () => {
    const scene = new Scene();
    const answer = scene.lock(scene.open());
    assert.ok(answer instanceof Refusal && answer.error === "notInSession", String(answer));
    assert.deepEqual(scene.world.keys(), []);
  });
});
