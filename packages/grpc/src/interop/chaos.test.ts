import assert from "node:assert/strict";
import { env } from "node:process";
import { describe, it } from "node:test";
import type { CallOptions, IncomingMessages, OutgoingCall, OutgoingMessages } from "../client/call.js";
import { Channel } from "../client/channel.js";
import type { Call, ReadCall, ReplyCall, WriteCall } from "../server/call.js";
import { RpcServer } from "../server/rpc-server.js";
import { textService } from "../service/text-service.test-helper.js";
import { Metadata } from "../wire/metadata.js";
import { Status } from "../wire/status.js";
import { ChaosClock, ChaosNetwork } from "./chaos-network.test-helper.js";
import { type Draw, drawFrom } from "./draw.test-helper.js";

const WORLDS = env["LONG"] === "1" ? 2_000 : 80;
const STEPS = 400;

const { unary, down, up, both } = textService.methods;

/** What one side does with a call, when the world feels like it. */
type Act = () => void;

/** Numbers as texts of any size, and whether what comes is exactly what was sent, from the first on. */
class Sequence {
  #sent = 0;
  #got = 0;
  isPaused = false;

  next(draw: Draw): string {
    return `${this.#sent++}`.padEnd(1 + draw(300));
  }

  take(text: string): void {
    assert.ok(!this.isPaused, "a message comes in a pause");
    assert.equal(text.trim(), `${this.#got++}`);
  }
}

/** A channel and a server that do everything they can, on a network that breaks, until somebody is left with something. */
class World {
  readonly #draw: Draw;
  readonly #clock = new ChaosClock();
  readonly #bugs: unknown[] = [];
  readonly #server: RpcServer;
  readonly #network: ChaosNetwork;
  readonly #channel: Channel;
  /** What may be done with calls that are under way, by their makers and by their handlers. */
  readonly #made = new Map<OutgoingCall, readonly Act[]>();
  readonly #handled = new Map<Call, readonly Act[]>();
  readonly #requests = new Set<string>();
  #begun = 0;
  #ended = 0;
  #isEnding = false;
  readonly codes = new Set<Status>();

  constructor(seed: number) {
    this.#draw = drawFrom(seed);
    const failed = (bug: unknown): void => void this.#bugs.push(bug);
    const clock = this.#clock;
    const keepalive = { timeMs: 20_000, timeoutMs: 5_000, withoutCalls: false };
    this.#server = new RpcServer({ clock, failed, keepalive });
    this.#serve();
    this.#network = new ChaosNetwork(this.#server, clock);
    this.#channel = new Channel({
      ...{ addresses: ["a", "b"], dial: this.#network.dial, clock, failed, keepalive },
      random: () => this.#draw(1000) / 1000,
      balancer: this.#draw(2) === 0 ? "pickFirst" : "roundRobin",
    });
  }

  run(): void {
    for (let step = 0; step < STEPS; step++) {
      this.#step();
      this.#network.settle();
      assert.ok(this.#channel.deadlines.count <= this.#channel.openCalls, "a call leaves its deadline behind");
      assert.ok(this.#server.openDeadlines <= this.#server.openCalls, "a handler leaves its deadline behind");
    }
    this.#end();
  }

  #step(): void {
    const draw = this.#draw;
    const dice = draw(100);
    if (dice < 15) this.#begin();
    else if (dice < 35) this.#act(this.#made);
    else if (dice < 55) this.#act(this.#handled);
    else if (dice < 90) this.#network.move(() => draw(draw(2) === 0 ? 20 : 2_000));
    else if (dice < 95) this.#network.advance(draw(10) === 0 ? draw(60_000) : draw(50));
    else if (dice < 97) this.#network.hurt(draw);
    else if (dice < 98) this.#channel.setAddresses(["a", "b", "c"].slice(draw(2), 2 + draw(2)));
    else if (!this.#network.isDown.delete("a")) this.#network.isDown.add("a");
  }

  /** Nobody has anything left when everybody is gone. */
  #end(): void {
    this.#isEnding = true;
    this.#network.isDown.clear();
    for (const call of [...this.#made.keys()]) call.cancel();
    this.#channel.close();
    for (let round = 0; round < 50; round++) {
      this.#network.move(() => Infinity);
      this.#network.advance(1000);
    }
    assert.deepEqual(this.#bugs, []);
    assert.equal(this.#ended, this.#begun);
    assert.deepEqual([this.#channel.openCalls, this.#channel.waitingCalls, this.#channel.deadlines.count], [0, 0, 0]);
    assert.deepEqual([this.#server.openCalls, this.#server.openDeadlines, this.#handled.size], [0, 0, 0]);
    assert.deepEqual([this.#network.links.size, this.#clock.timers], [0, 0]);
  }

  /** What callbacks may do: anything, to their own call and to others. */
  #meddle(): void {
    const draw = this.#draw;
    if (this.#isEnding || draw(4) > 0) return;
    const doings = [() => this.#begin(), () => this.#act(this.#made), () => this.#act(this.#handled)];
    doings[draw(doings.length)]?.();
  }

  #act(calls: ReadonlyMap<unknown, readonly Act[]>): void {
    const acts = [...calls.values()][this.#draw(calls.size)] ?? [];
    acts[this.#draw(acts.length)]?.();
  }

  // --- Those that make calls.

  #begin(): void {
    const draw = this.#draw;
    const options: CallOptions = {
      waitForReady: draw(2) === 0,
      ...(draw(3) === 0 && { timeoutMs: draw(2_000) }),
      ...(draw(10) === 0 && { metadata: Metadata.of({ large: "x".repeat(40_000) }) }),
    };
    const sequence = new Sequence();
    let dones = 0;
    const done = (): void => {
      dones += 1;
      this.#meddle();
    };
    const request = `${this.#begun}`.padEnd(draw(500));
    const kind = draw(4);
    if (kind === 0) this.#follow(this.#channel.unary(unary, request, done, options), [], () => dones);
    else if (kind === 1) {
      const call = this.#channel.serverStream(down, request, options);
      this.#follow(call, this.#reading(call, sequence, done), () => dones);
    } else if (kind === 2) {
      const call = this.#channel.clientStream(up, done, options);
      this.#follow(call, this.#writing(call, sequence), () => dones);
    } else {
      const call = this.#channel.bidi(both, options);
      const acts = [...this.#reading(call, new Sequence(), done), ...this.#writing(call, sequence)];
      this.#follow(call, acts, () => dones);
    }
  }

  /** Each call tells its end once, and only then that it has finished. */
  #follow(call: OutgoingCall, acts: readonly Act[], dones: () => number): void {
    this.#begun += 1;
    this.#made.set(call, [...acts, () => this.#draw(4) === 0 && call.cancel()]);
    call.whenFinished((code) => {
      assert.equal(dones(), 1);
      assert.ok(this.#made.delete(call));
      this.#ended += 1;
      this.codes.add(code);
    });
  }

  #reading(call: IncomingMessages<string>, sequence: Sequence, ended: () => void): readonly Act[] {
    call.onMetadata = () => this.#meddle();
    call.onMessage = (text) => {
      sequence.take(text);
      this.#meddle();
    };
    call.onEnd = ended;
    return this.#pausing(call, sequence);
  }

  #writing(call: OutgoingMessages<string>, sequence: Sequence): readonly Act[] {
    let hasEnded = false;
    const write = (): void => {
      if (!hasEnded) call.write(sequence.next(this.#draw));
    };
    const end = (): void => {
      hasEnded = true;
      call.end();
    };
    return [write, write, end];
  }

  #pausing(call: { pause(): void; resume(): void }, sequence: Sequence): readonly Act[] {
    const pause = (): void => {
      sequence.isPaused = true;
      call.pause();
    };
    const resume = (): void => {
      sequence.isPaused = false;
      call.resume();
    };
    return [pause, resume, resume];
  }

  // --- Those that answer.

  #serve(): void {
    this.#server.serve(textService, {
      unary: (request, call) => {
        this.#takeOnce(request);
        this.#handle(call, this.#replying(call));
      },
      down: (request, call) => {
        this.#takeOnce(request);
        this.#handle(call, this.#answering(call));
      },
      up: (call) => this.#handle(call, [...this.#listening(call), ...this.#replying(call)]),
      both: (call) => this.#handle(call, [...this.#listening(call), ...this.#answering(call)]),
    });
  }

  /** What may have been done is not sent again. */
  #takeOnce(request: string): void {
    assert.ok(!this.#requests.has(request), "a request comes twice");
    this.#requests.add(request);
  }

  #handle(call: Call, acts: readonly Act[]): void {
    const fail = (): void => call.fail(Status.ABORTED, "as it was drawn");
    this.#handled.set(call, [...acts, ...acts, fail]);
    let cancels = 0;
    call.onCancel = () => {
      cancels += 1;
      assert.ok(call.isOver && cancels === 1);
      this.#meddle();
    };
    call.whenFinished(() => assert.ok(this.#handled.delete(call)));
    if (this.#draw(2) === 0) acts[this.#draw(acts.length)]?.();
  }

  #listening(call: ReadCall<string>): readonly Act[] {
    const sequence = new Sequence();
    call.onMessage = (text) => {
      sequence.take(text);
      this.#meddle();
    };
    call.onEnd = () => this.#meddle();
    return this.#pausing(call, sequence);
  }

  #replying(call: ReplyCall<string>): readonly Act[] {
    const text = "r".repeat(this.#draw(500));
    return [() => call.reply(text), () => call.reply(text, Metadata.of({ t: "1" }))];
  }

  #answering(call: WriteCall<string>): readonly Act[] {
    const sequence = new Sequence();
    const write = (): void => void call.write(sequence.next(this.#draw));
    return [write, write, write, () => call.end()];
  }
}

void describe("calls of every kind, on a network that breaks", () => {
  it("end once, lose and repeat nothing until then, and leave nothing behind", () => {
    const codes = new Set<Status>();
    for (let seed = 1; seed <= WORLDS; seed++) {
      const world = new World(seed);
      try {
        world.run();
      } catch (error) {
        throw new Error(`in the world of seed ${seed}`, { cause: error });
      }
      for (const code of world.codes) codes.add(code);
    }
    const { OK, CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, UNAVAILABLE } = Status;
    const seen = [OK, CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, UNAVAILABLE];
    assert.deepEqual(
      [...codes].sort((a, b) => a - b),
      seen,
      "every kind of end has been seen, and no other",
    );
  });
});
