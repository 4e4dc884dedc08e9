import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, begin } from "./http.test-helper.js";
import type { HttpReply } from "./http-reply.js";
import { CHUNK_CHARACTERS } from "./limits.js";
import { PacedOutput, sendPaced } from "./paced-output.js";
import { Router } from "./router.js";

function routerOf(answer: (reply: HttpReply) => void): Router {
  const failed = (bug: unknown): void => {
    throw bug;
  };
  return new Router({ routes: [{ method: "GET", path: "/", answer: (_, reply) => answer(reply) }], failed });
}

function* numbers(count: number, made: () => void = () => undefined): Generator<string, void> {
  for (let i = 0; i < count; i++) {
    made();
    yield `${i},`;
  }
}

const COUNT = 200_000;

void describe("a paced answer", () => {
  it("is sent whole where it is short, with its length", async () => {
    let isDone = false;
    const answer = await ask(
      routerOf((reply) => {
        sendPaced(reply, 200, "text/plain", numbers(3), () => (isDone = true));
      }),
      { path: "/" },
    );
    assert.deepEqual([answer.text, answer.fields.get("content-length"), isDone], ["0,1,2,", "6", true]);
  });

  it("comes in chunks where it is long, and leaves turns to others", async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const answer = await ask(
      routerOf((reply) => {
        sendPaced(reply, 200, "text/plain", numbers(5 * COUNT), () => undefined);
      }),
      { path: "/" },
    );
    clearImmediate(timer);
    assert.equal(answer.text, [...numbers(5 * COUNT)].join(""));
    assert.ok(answer.pieces.length > 10 && turns > 1, `${answer.pieces.length} pieces, ${turns} turns`);
  });

  it("leaves turns to others though the socket takes each piece at once", async () => {
    let turn = 0;
    const madeIn = new Map<number, number>();
    let begun: HttpReply | undefined;
    const answer = begin(
      routerOf((reply) => (begun = reply)),
      { path: "/" },
    );
    // As a socket of Node does: it is full after each write, and says before the turn is over that it is not.
    const write = answer.write.bind(answer);
    answer.write = (bytes) => {
      write(bytes);
      process.nextTick(answer.onDrain);
      return false;
    };
    assert.ok(begun !== undefined);
    const made = (): void => void madeIn.set(turn, (madeIn.get(turn) ?? 0) + 1);
    sendPaced(begun, 200, "text/plain", numbers(COUNT, made), () => undefined);
    for (; !answer.hasEnded; turn++) await new Promise(setImmediate);
    assert.equal(answer.text, [...numbers(COUNT)].join(""));
    const most = Math.max(...madeIn.values());
    assert.ok(most < COUNT / 2, `${most} of ${COUNT} numbers in one turn`);
  });

  it("is made no faster than it is read, and no more once nobody reads", () => {
    let made = 0;
    let isDone = false;
    const router = routerOf((reply) => {
      sendPaced(
        reply,
        200,
        "text/plain",
        numbers(COUNT, () => made++),
        () => (isDone = true),
      );
      reply.onDrain();
    });
    const answer = begin(router, { path: "/" });
    answer.takesMore = false;
    answer.onDrain();
    const before = made;
    assert.ok(before * 2 < COUNT && before * 4 > CHUNK_CHARACTERS / 2, `${before}`);
    answer.onGone();
    answer.onDrain();
    assert.deepEqual([made, isDone], [before, true]);
  });

  it("tells that there is room", async () => {
    let output: PacedOutput | undefined;
    const router = routerOf((reply) => {
      output = new PacedOutput(reply);
      reply.begin(200, []);
    });
    const answer = begin(router, { path: "/" });
    assert.ok(output !== undefined);
    assert.equal(output.push(["a"]), true);
    answer.takesMore = false;
    assert.equal(output.push(["b"]), false);
    assert.equal(output.push(["c"]), false);
    const hasRoom = new Promise<void>((resolve) => {
      if (output !== undefined) output.onRoom = resolve;
    });
    answer.takesMore = true;
    answer.onDrain();
    await hasRoom;
    output.end();
    assert.deepEqual([answer.text, answer.hasEnded], ["abc", true]);
  });
});
