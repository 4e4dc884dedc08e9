import assert from "node:assert/strict";
import { env, getActiveResourcesInfo } from "node:process";
import { test } from "node:test";
import type { Channel } from "../client/channel.js";
import type { OutgoingCall } from "../client/call.js";
import { serve } from "../transport/index.js";
import { Status } from "../wire/status.js";
import { realChannel } from "./channel.test-helper.js";
import { type Draw, drawFrom } from "./draw.test-helper.js";
import { testServer } from "./test-server.test-helper.js";
import { testService } from "./test-service.test-helper.js";

/** About half a minute's worth; ten minutes' with LONG=1. */
const CALLS = env["LONG"] === "1" ? 600_000 : 30_000;

const AT_ONCE = 64;

/** As far as a call gets by itself, or until it is cancelled, or has no time left. */
const ENDS = new Set<number>([Status.OK, Status.CANCELLED, Status.DEADLINE_EXCEEDED, Status.FAILED_PRECONDITION]);

const size = (draw: Draw): number => (draw(50) === 0 ? draw(300_000) : draw(500));

/** A call of any kind, with messages of any size, perhaps compressed, perhaps with little time. */
function anyCall(channel: Channel, draw: Draw): OutgoingCall {
  const { unaryCall, streamingOutputCall, streamingInputCall, fullDuplexCall } = testService.methods;
  const options = { compress: draw(4) === 0, ...(draw(4) === 0 && { timeoutMs: 1 + draw(20) }) };
  const responses = Array.from({ length: draw(6) }, () => ({ size: size(draw), intervalUs: draw(4) === 0 ? 1000 : 0 }));
  const streaming = { responses, payloadSize: size(draw) };
  switch (draw(4)) {
    case 0: {
      const status = draw(8) === 0 ? { code: Status.FAILED_PRECONDITION, message: "as asked" } : undefined;
      const request = { responseSize: size(draw), payloadSize: size(draw), status };
      return channel.unary(unaryCall, request, () => undefined, options);
    }
    case 1:
      return channel.serverStream(streamingOutputCall, streaming, options);
    case 2: {
      const call = channel.clientStream(streamingInputCall, () => undefined, options);
      for (let left = draw(6); left > 0; left--) call.write(size(draw));
      call.end();
      return call;
    }
    default: {
      const call = channel.bidi(fullDuplexCall, options);
      for (let left = draw(4); left > 0; left--) call.write(streaming);
      if (draw(8) > 0) call.end();
      else setImmediate(() => call.cancel());
      return call;
    }
  }
}

function resources(): string[] {
  return getActiveResourcesInfo().filter((kind) => /TCP|Timeout|TLS/.test(kind));
}

void test("calls of every kind, cancelled anywhere, leave nothing behind", async () => {
  const rpc = testServer();
  const server = await serve({
    host: "127.0.0.1",
    port: 0,
    accept: (connection, peer) => rpc.accept(connection, peer),
  });
  const one = realChannel([server.port]);
  const two = realChannel([server.port, server.port], { balancer: "roundRobin" });
  const draw = drawFrom(7);
  const ends = new Map<Status, number>();
  let started = 0;
  await new Promise<void>((resolve) => {
    let running = 0;
    const next = (): void => {
      while (running < AT_ONCE && started < CALLS) {
        const call = anyCall(draw(2) === 0 ? one : two, draw);
        started += 1;
        running += 1;
        if (draw(5) === 0) setTimeout(() => call.cancel(), draw(5));
        call.whenFinished((code) => {
          ends.set(code, (ends.get(code) ?? 0) + 1);
          running -= 1;
          if (running === 0 && started === CALLS) resolve();
          else setImmediate(next);
        });
      }
    };
    next();
  });
  assert.deepEqual(
    [...ends.keys()].filter((code) => !ENDS.has(code)),
    [],
  );
  assert.equal(ends.size, ENDS.size, "every end came");
  for (const channel of [one, two]) {
    assert.deepEqual([channel.openCalls, channel.waitingCalls, channel.deadlines.count], [0, 0, 0]);
    channel.close();
  }
  await server.stop(5000);
  assert.deepEqual([rpc.openCalls, rpc.openDeadlines, server.connections], [0, 0, 0]);
  // Sockets take some turns to close.
  for (let turns = 0; resources().length > 0 && turns < 1000; turns++) await new Promise(setImmediate);
  assert.deepEqual(resources(), []);
});
