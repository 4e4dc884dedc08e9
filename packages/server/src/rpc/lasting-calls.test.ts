import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ErrorName, KV, Lock, statusOf, Watch } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { callsOf, stream, unary, type Incoming, type StreamSink, type UnaryCall } from "./call.js";
import { LastingCalls } from "./lasting-calls.js";
import { NOBODY, type Reply } from "./reply.js";

/** Calls that are never answered, but by the test. */
class Scene {
  readonly lasting = new LastingCalls();
  readonly replies: Reply<unknown>[] = [];
  readonly told: unknown[] = [];
  gone = 0;
  closed = 0;
  readonly #calls;

  constructor() {
    const answer: UnaryCall["answer"] = (_, { whenGone }, reply) => {
      this.replies.push(reply);
      whenGone(() => this.gone++);
    };
    const watch = stream(Watch.methods.Watch, () => ({
      ...{ take: () => undefined, requestsEnded: () => undefined, resume: () => undefined },
      close: () => this.closed++,
    }));
    const unaries = [unary(Lock.methods.Lock, answer), unary(KV.methods.Put, answer)];
    this.#calls = this.lasting.of(callsOf(unaries, [watch]));
  }

  /** What tells the call that its client has gone. */
  ask(path: string): () => void {
    let leave = (): void => undefined;
    const whenGone: Incoming["whenGone"] = (run) => (leave = run);
    const call = this.#calls.unary.get(path);
    assert.ok(call !== undefined);
    call.answer({}, { body: new Uint8Array(), caller: NOBODY, whenGone }, (answer) => {
      this.told.push(answer instanceof Refusal ? call.statusOf(answer.error) : answer);
    });
    return () => {
      leave();
    };
  }

  /** What closes the stream. */
  open(): () => void {
    const fail = (error: ErrorName): void => {
      this.told.push(error);
    };
    const sink: StreamSink = { send: () => true, end: () => undefined, fail };
    const taker = this.#calls.streams.get(Watch.methods.Watch.path)?.open(sink, NOBODY);
    return () => taker?.close();
  }
}

void describe("LastingCalls", () => {
  it("end streams and those who wait for others, once, and leave the rest alone", () => {
    const scene = new Scene();
    scene.ask(Lock.methods.Lock.path);
    scene.ask(KV.methods.Put.path);
    scene.open();
    scene.lasting.stop();
    assert.deepEqual([scene.told, scene.gone], [[statusOf("stopped"), "stopped"], 1]);
    scene.lasting.stop();
    for (const reply of scene.replies) reply("late");
    assert.deepEqual([scene.told.slice(2), scene.gone], [["late"], 1]);
  });

  it("end nobody who was answered, or went", () => {
    const scene = new Scene();
    scene.ask(Lock.methods.Lock.path);
    scene.replies[0]?.("answer");
    scene.ask(Lock.methods.Lock.path)();
    scene.open()();
    scene.lasting.stop();
    assert.deepEqual([scene.told, scene.gone, scene.closed], [["answer"], 1, 1]);
  });
});
