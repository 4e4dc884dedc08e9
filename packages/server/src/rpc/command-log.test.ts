import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, CommandLogReadResponse, bareHeader, encodeEntry, PutRequest, UserAddCommand } from "@keyval/api";
import type { Entry, Status } from "@keyval/raft";
import type { LogDone } from "@keyval/storage";
import { ScriptedClock } from "../node/world.test-helper.js";
import { CommandLogHandlers, type CommandLogReading } from "./command-log.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Index of the first entry that the log keeps. */
const FIRST = 2 ** 32 - 2;

/** A member whose log keeps all that was applied, and a client that reads it. */
class Scene {
  readonly clock = new ScriptedClock();
  readonly lines: string[] = [];
  fate = "";
  takesMore = true;
  reads = 0;
  base = FIRST - 1;
  readonly #entries: Entry[] = [];
  readonly #pending: (() => void)[] = [];
  readonly #handlers = new CommandLogHandlers({
    group: { status: { base: this.base } as Status },
    clock: this.clock,
    applied: () => FIRST - 1 + this.#entries.length,
    readLog: ({ from, last }, done: LogDone<readonly Entry[]>) => {
      this.reads += 1;
      this.#pending.push(() => {
        const kept = this.#entries.filter(({ index }) => index >= from && index <= last && from > this.base);
        // As a log whose slices hold two entries.
        done({ error: undefined, value: kept.slice(0, 2) });
      });
    },
  });

  apply(kind: CommandKind, body: Uint8Array): void {
    const payload = encodeEntry(bareHeader(kind), body);
    this.#entries.push({ index: FIRST + this.#entries.length, term: 1, kind: "command", payload });
  }

  put(...keys: string[]): void {
    for (const key of keys) this.apply(CommandKind.put, PutRequest.encode({ key: bytes(key) }));
  }

  read(request: {
    readonly first?: number;
    readonly last?: number;
    readonly follow?: boolean;
  }): CommandLogReading | undefined {
    return this.#handlers.read(
      { first: 0, last: 0, follow: false, ...request },
      {
        send: (message) => {
          this.lines.push(...CommandLogReadResponse.decode(message).lines);
          return this.takesMore;
        },
        end: () => (this.fate = "ended"),
        fail: (error) => (this.fate = error),
      },
    );
  }

  settle(): void {
    for (let read = this.#pending.shift(); read !== undefined; read = this.#pending.shift()) read();
  }

  get indexes(): number[] {
    return this.lines.map((line) => (JSON.parse(line) as { readonly index: number }).index - FIRST);
  }
}

void describe("the log for people", () => {
  it("is read in slices from the oldest entry on that is kept, and ends with what was applied", () => {
    const scene = new Scene();
    scene.put("a", "b", "c", "d", "e");
    scene.read({ first: 5 });
    scene.settle();
    assert.deepEqual([scene.indexes, scene.fate, scene.reads], [[0, 1, 2, 3, 4], "ended", 3]);
  });

  it("is read from one index to another", () => {
    const scene = new Scene();
    scene.put("a", "b", "c", "d", "e");
    scene.read({ first: FIRST + 1, last: FIRST + 3, follow: true });
    scene.settle();
    assert.deepEqual([scene.indexes, scene.fate], [[1, 2, 3], "ended"]);
  });

  it("never tells the hash of a password", () => {
    const scene = new Scene();
    scene.apply(CommandKind.userAdd, UserAddCommand.encode({ name: "ada", hash: bytes("secret") }));
    scene.read({});
    scene.settle();
    assert.match(scene.lines[0] ?? "", /"name":"ada","hash":"\(masked\)"/u);
  });

  it("goes on for who follows it, until that one goes", () => {
    const scene = new Scene();
    scene.put("a");
    const reading = scene.read({ follow: true });
    scene.settle();
    scene.put("b");
    scene.clock.pass(1_000);
    scene.settle();
    assert.deepEqual([scene.indexes, scene.fate], [[0, 1], ""]);
    reading?.close();
    assert.deepEqual(scene.clock.timers, []);
  });

  it("goes no faster than its client takes it", () => {
    const scene = new Scene();
    scene.put("a", "b", "c");
    scene.takesMore = false;
    const reading = scene.read({});
    scene.settle();
    assert.deepEqual(scene.indexes, [0, 1]);
    reading?.resume();
    scene.settle();
    assert.deepEqual(scene.indexes, [0, 1, 2]);
  });

  it("says so where entries are gone before they were read", () => {
    const scene = new Scene();
    scene.put("a", "b", "c");
    scene.takesMore = false;
    const reading = scene.read({});
    scene.settle();
    scene.base = FIRST + 2;
    reading?.resume();
    scene.settle();
    assert.deepEqual([scene.indexes, scene.fate], [[0, 1], "logReleased"]);
  });

  it("is for so many at a time, and for others once these have gone", () => {
    const scene = new Scene();
    const readings = Array.from({ length: 16 }, () => scene.read({ follow: true }));
    assert.equal(scene.read({}), undefined);
    assert.equal(scene.fate, "tooManyRequests");
    for (const reading of readings) reading?.close();
    // There is nothing to read: each of them is over at once.
    for (let i = 0; i < 20; i++) scene.read({});
    assert.equal(scene.fate, "ended");
  });
});
